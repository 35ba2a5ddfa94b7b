/* A case's number on the page: small, in fours, copied with one press; a receipt can be saved as a picture. */
(function () {
  "use strict";
  var chat = window.huiyin;
  if (!chat || !chat.draw) return;
  var words = chat.words, desk = document.querySelector("h1 small");

  function act(row, label, what) {
    var button = chat.element("button", "small", label);
    button.type = "button";
    button.addEventListener("click", what);
    row.appendChild(button);
    return button;
  }

  /* Where nothing may be copied by itself, what is to be copied stands selected. */
  function copy(node, text) {
    var copied;
    function select() {
      var chosen = window.getSelection(), all = document.createRange(), done = false;
      all.selectNodeContents(node);
      chosen.removeAllRanges();
      chosen.addRange(all);
      try { done = document.execCommand("copy"); } catch (e) { /* it stands selected */ }
      chat.tell(done ? words.copied : words.selected);
    }
    try { copied = chat.timed(navigator.clipboard.writeText(text), 3000); } catch (e) { copied = Promise.reject(e); }
    copied.then(function () { chat.tell(words.copied); }, select);
  }

  function fours(number) { return number.replace(/(.{4})(?=.)/g, "$1 "); }

  /* The number that the words say is marked in them: nothing is said twice. */
  function mark(item, number) {
    var shown = fours(number), walk = document.createTreeWalker(item.querySelector(".text"), 4), node, at, made;
    while ((node = walk.nextNode())) {
      at = node.data.indexOf(shown);
      if (at < 0) continue;
      node = node.splitText(at);
      node.splitText(shown.length);
      made = chat.element("span", "number", shown);
      node.parentNode.replaceChild(made, node);
      return made;
    }
    return null;
  }

  function dress(item, number, card) {
    var shown = mark(item, number), row = chat.element("div", "row small");
    if (!shown) return;
    if (!card) {
      act(row, words.copy_number, function () { copy(shown, number); });
    } else {
      item.classList.add("receipt");
      act(row, words.copy_both, function () {
        copy(item.querySelector(".text"), words.card_number + " " + fours(number) + "\n" + words.card_code + " " + card.code);
      });
      act(row, words.save_picture, function () { save(item, card); });
      if (chat.remind) chat.remind(row);
    }
    item.insertBefore(row, item.querySelector(".row, .rows"));
  }

  /* --- the picture */

  function draw(card) {
    var paper = document.createElement("canvas"), pen = paper.getContext("2d"), y = 150, wide = 720;
    var lines = [[words.card_number, fours(card.number)], [words.card_code, card.code], [words.card_day, card.day]];
    var face = getComputedStyle(document.body).fontFamily;
    if (card.phone) lines.push([words.card_phone, card.phone]);
    function write(text, x, size, colour, bold) {
      pen.font = (bold ? "bold " : "") + size + "px " + face;
      pen.fillStyle = colour;
      pen.fillText(text, x, y, wide - x - 36);
    }
    paper.width = wide;
    paper.height = 230 + lines.length * 104;
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, wide, paper.height);
    pen.fillStyle = "#0b4f8a";
    pen.fillRect(0, 0, wide, 110);
    y = 70;
    write(words.name + (desk ? "  " + desk.textContent : ""), 36, 38, "#fff", true);
    y = 170;
    lines.forEach(function (line) {
      write(line[0], 36, 26, "#3c4650");
      y += 46;
      write(line[1], 36, 40, "#14181d", true);
      y += 58;
    });
    y += 10;
    write(words.card_back, 36, 24, "#3c4650");
    y += 34;
    write(location.host, 36, 24, "#3c4650");
    return paper;
  }

  function save(item, card) {
    var name = words.card_file.replace("{number}", card.number) + ".png";
    try {
      draw(card).toBlob(function (picture) {
        var link = document.createElement("a"), image = item.querySelector(".saved") || document.createElement("img");
        if (!picture) { chat.tell(words.no_picture); return; }
        link.href = image.src = URL.createObjectURL(picture);
        link.download = name;
        document.body.appendChild(link);
        link.click();
        link.remove();
        image.className = "saved";
        image.alt = words.card_number + " " + fours(card.number);
        image.onload = function () { image.scrollIntoView({ block: "center" }); };
        item.appendChild(image);
        chat.tell(words.picture_saved);
      });
    } catch (e) { chat.tell(words.no_picture); }
  }

  chat.dress = dress;
})();
