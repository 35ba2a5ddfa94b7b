/* How what was said stands on the page: bubbles, their buttons and times, days between, numbers to call. */
(function () {
  "use strict";
  var chat = window.huiyin;
  if (!chat) return;
  var words = chat.words, log = document.getElementById("log"), bar = document.getElementById("box");
  var told = document.getElementById("words").dataset, phones = new RegExp(told.phones, "g"), day = lastDay();

  function element(name, kind, text) {
    var made = document.createElement(name);
    if (kind) made.className = kind;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  /* --- times, of the place: a phone may be set to another */

  function part(at, how) {
    how.timeZone = told.zone;
    return at.toLocaleString(chat.lang === "en" ? "en-GB" : chat.lang, how);
  }

  function lastDay() {
    var days = log.querySelectorAll(".day");
    return days.length ? days[days.length - 1].textContent : "";
  }

  function dated(at) {
    try {
      var date = part(at, { month: "long", day: "numeric" }), weekday = part(at, { weekday: "short" });
      var now = words.day.replace("{date}", date).replace("{weekday}", weekday);
      if (now !== day) log.appendChild(element("p", "day", now));
      day = now;
      return element("p", "at", part(at, { hour: "2-digit", minute: "2-digit", hour12: false }).replace(/^24/, "00"));
    } catch (e) { return element("p", "at", ""); } /* a browser that knows no zones */
  }

  /* --- bubbles */

  /* Words as words; a number that is one to call, as a link to call it. */
  function linked(text, calls) {
    var made = element("p", "text"), from = 0;
    text.replace(phones, function (all, before, number, at) {
      var start = at + before.length, link = element("a", "", number);
      link.href = "tel:" + number.replace(/-/g, "");
      if ((!start || text[start - 1] === "\n") && calls.indexOf(number) < 0) calls.push(number);
      made.appendChild(document.createTextNode(text.slice(from, start)));
      made.appendChild(link);
      from = start + number.length;
      return all;
    });
    made.appendChild(document.createTextNode(text.slice(from)));
    return made;
  }

  /* Numbers that lines begin with, as a list of help lines has them. */
  function dial(numbers) {
    var row = element("div", "row dial");
    numbers.forEach(function (number) {
      var link = element("a", "", words.dial.replace("{number}", number));
      link.href = "tel:" + number.replace(/-/g, "");
      row.appendChild(link);
    });
    return row;
  }

  /* What came with staff's words: pictures are drawn, everything else is saved. */
  function attached(files) {
    var all = element("div", "told");
    files.forEach(function (file) {
      var link = element("a", ""), picture;
      link.href = file.href;
      if (file.picture) {
        picture = element("img", "");
        picture.src = file.href;
        picture.alt = "";
        link.appendChild(picture);
      } else link.download = file.saved_as;
      link.appendChild(document.createTextNode(file.name));
      all.appendChild(link);
    });
    return all;
  }

  /* `more`: it goes on with what stands above; whose it is was said there. */
  function bubble(who, text, screen, at, more) {
    var time = dated(at || new Date()), item = element("div", "bubble " + who), calls = [];
    var names = { me: words.you, notice: words.notice };
    item.appendChild(element("span", who === "notice" && !more ? "who" : "who unseen", names[who] || words.bot));
    if (screen && screen.step) {
      item.appendChild(element("p", "step", words.step.replace("{now}", screen.step.now).replace("{of}", screen.step.of)));
    }
    item.appendChild(who === "me" ? element("p", "text", text) : linked(text, calls));
    item.appendChild(time);
    if (screen && screen.files) item.appendChild(attached(screen.files));
    if (calls.length) item.appendChild(dial(calls));
    if (screen && screen.rows.length) item.appendChild(buttons(item, screen.rows));
    log.appendChild(item);
    if (screen && screen.number && chat.dress) chat.dress(item, screen.number, screen.card);
    return item;
  }

  /* Everything that was shown goes; what comes next is the first line of a new conversation. */
  function blank() {
    log.textContent = day = "";
  }

  function buttons(item, rows) {
    var all = element("div", "rows");
    rows.forEach(function (row) {
      var line = element("div", "row " + (row[0].look || ""));
      row.forEach(function (b) {
        var button = element("button", b.look || "", b.label);
        button.name = "press";
        button.value = b.press;
        line.appendChild(button);
      });
      all.appendChild(line);
    });
    item.classList.add("asks");
    return all;
  }

  /* Under a bubble: how it stands, and what can be done about it: [[label, act], ...]. */
  function note(item, text, acts) {
    var old = item.querySelector(".note");
    if (old) old.remove();
    if (!text) return;
    var made = element("div", "note");
    made.appendChild(element("p", "step", text));
    (acts || []).forEach(function (pair) {
      var button = element("button", "quiet", pair[0]);
      button.type = "button";
      button.addEventListener("click", pair[1]);
      made.appendChild(button);
    });
    item.appendChild(made);
    if (item === log.lastElementChild) show(item);
  }

  function past() {
    log.querySelectorAll(".bubble.bot > .rows").forEach(function (rows) {
      rows.parentNode.classList.remove("asks");
      rows.remove();
    });
  }

  /* --- where the eye is */

  /* The newest lines stand right above the box; a long text begins at the top. */
  function show(first) {
    var room = Math.min(bar.getBoundingClientRect().top, window.innerHeight);
    var top = first.getBoundingClientRect().top, bottom = log.lastElementChild.getBoundingClientRect().bottom;
    window.scrollBy(0, bottom - top > room - 16 ? top - 8 : bottom - room + 12);
  }

  /* What stands above the box has to know how high it is: the main button stays in sight there. */
  function measure() {
    document.documentElement.style.setProperty("--bar", bar.offsetHeight + "px");
  }

  window.addEventListener("resize", measure);
  if (window.ResizeObserver) new ResizeObserver(measure).observe(bar);
  chat.log = log;
  chat.bar = bar;
  chat.element = element;
  chat.bubble = bubble;
  chat.note = note;
  chat.past = past;
  chat.blank = blank;
  chat.show = show;
  chat.measure = measure;
})();
