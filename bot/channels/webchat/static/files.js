/* Files travel beside the talk, each under its own id: piece by piece, on from where a lost line or a reload left them. */
(function () {
  "use strict";
  var chat = window.huiyin;
  if (!chat || !chat.enqueue) return;
  var words = chat.words, FILES = "files", SEEN = "seen", LEAST = 16384, most = 1048576;
  var waiting = [], moving = null, piece = 32768, pause = 1000, timer = null, method = "PUT";

  /* --- what a reload must not lose; a private window keeps nothing, then a file lives as long as the page */

  function shelf(name, how, act) {
    return chat.timed(new Promise(function (done) {
      var asked;
      try { asked = indexedDB.open("huiyin", 2); } catch (e) { done(); return; }
      asked.onupgradeneeded = function () {
        [FILES, SEEN].forEach(function (name) {
          if (!asked.result.objectStoreNames.contains(name)) asked.result.createObjectStore(name, { keyPath: "id" });
        });
      };
      asked.onerror = asked.onblocked = function () { done(); };
      asked.onsuccess = function () {
        var trip, request, base = asked.result;
        base.onversionchange = function () { base.close(); };
        try {
          trip = base.transaction(name, how);
          request = act(trip.objectStore(name));
        } catch (e) { base.close(); done(); return; }
        trip.oncomplete = function () { base.close(); done(request.result); };
        trip.onerror = trip.onabort = function () { base.close(); done(); };
      };
    }), 3000).catch(function () { /* some browsers never answer */ });
  }

  function keep(file) {
    var row = { id: file.id, name: file.name, type: file.type, blob: file.blob };
    return shelf(FILES, "readwrite", function (store) { return store.put(row); });
  }

  function drop(file) {
    return shelf(FILES, "readwrite", function (store) { return store.delete(file.id); });
  }

  /* --- what is seen */

  function tell(file, text) { file.said.textContent = text; }

  /* A small picture of what was sent; one the browser cannot draw is its name alone. */
  function picture(item, blob) {
    var image = document.createElement("img");
    image.className = "thumb";
    image.alt = words.photo;
    image.onerror = function () { image.remove(); };
    image.onload = function () { if (item === chat.log.lastElementChild) chat.show(item); };
    image.src = URL.createObjectURL(blob);
    item.insertBefore(image, item.querySelector(".text"));
    return image;
  }

  /* Kept small for the page that is opened again: what was sent is not sent back to us. */
  function shrink(file, image) {
    var paper = document.createElement("canvas"), part = Math.min(1, 240 / Math.max(image.naturalWidth, image.naturalHeight, 1));
    paper.width = Math.max(1, image.naturalWidth * part);
    paper.height = Math.max(1, image.naturalHeight * part);
    try {
      paper.getContext("2d").drawImage(image, 0, 0, paper.width, paper.height);
      paper.toBlob(function (small) {
        if (small) shelf(SEEN, "readwrite", function (store) { return store.put({ id: file.id, blob: small }); });
      }, "image/jpeg", 0.7);
    } catch (e) { /* a picture is no more than a help */ }
  }

  function add(file) {
    file.item = chat.bubble("me", file.name);
    if (file.type.indexOf("image/") === 0) {
      file.image = picture(file.item, file.blob);
      file.image.addEventListener("load", function () { shrink(file, file.image); });
    }
    file.said = chat.element("p", "step file-state", words.file_waiting);
    file.said.setAttribute("aria-live", "off");
    file.item.appendChild(file.said);
    file.item.classList.add("waiting");
    file.arrived = null;
    waiting.push(file);
  }

  function over(file, text) {
    waiting = waiting.filter(function (f) { return f !== file; });
    if (text) file.item.classList.remove("waiting");
    else file.item.remove();
    file.said.removeAttribute("aria-live");
    tell(file, text);
    drop(file);
  }

  /* It does not go, and says so; the others do. */
  function stick(file) {
    file.stuck = true;
    file.arrived = null;
    tell(file, "");
    chat.note(file.item, words.not_sent_file, [
      [words.again, function () { file.stuck = false; chat.note(file.item); tell(file, words.file_waiting); go(); }],
      [words.remove_this, function () { over(file, ""); }]
    ]);
  }

  function going() { return waiting.filter(function (f) { return !f.stuck; }); }

  /* --- sending */

  /* A name that is no well-formed text is left out. */
  function called(name) {
    try { return encodeURIComponent(name.slice(-200)); } catch (odd) { return ""; }
  }

  /* Some firewalls let no PUT through: POST is the same to the service. */
  function put(file, range, body) {
    var headers = { "Content-Range": "bytes " + range + "/" + file.blob.size, "Content-Type": file.type };
    if (file.blob.name) headers["X-File-Name"] = called(file.blob.name);
    return chat.ask(method, "/chat/files/" + file.id, body, headers).then(function (answer) {
      var refused = [403, 405, 501].indexOf(answer.status) >= 0 && answer.kind !== "refused";
      if (!refused || method === "POST") return answer;
      method = "POST";
      return put(file, range, body);
    });
  }

  /* True when it is settled for now, false when the line is down. */
  function announce(file) {
    if (file.arrived !== null || file.stuck) return Promise.resolve(true);
    file.asking = file.asking || put(file, "*").then(function (answer) {
      file.asking = null;
      if (answer.kind === "ok" && typeof answer.read.arrived === "number") {
        file.arrived = answer.read.arrived;
        took(file, answer.read);
      } else if (answer.kind === "refused") {
        over(file, answer.read.detail || answer.read.title);
      } else if (answer.kind === "blocked" || answer.kind === "gone") {
        stick(file);
      } else {
        return false;
      }
      return true;
    });
    return file.asking;
  }

  function took(file, read) {
    if (read.done) over(file, words.file_sent);
    if (read.screens.length && !chat.busy() && !(read.done && going().length)) {
      chat.past();
      chat.draw(read.screens);
    }
  }

  function step(file) {
    if (waiting.indexOf(file) < 0 || file.stuck) return Promise.resolve(true);
    if (file.arrived === null) return announce(file).then(function (known) { return known && step(file); });
    var from = file.arrived, to = Math.min(from + piece, file.blob.size), began = Date.now();
    tell(file, words.file_sending.replace("{n}", Math.floor(100 * from / file.blob.size)));
    return put(file, from + "-" + (to - 1), file.blob.slice(from, to)).then(function (answer) {
      if (answer.kind === "busy" || answer.kind === "down") return false;
      pause = 1000;
      if (answer.status === 409 && answer.kind === "refused") { file.arrived = null; return step(file); }
      if (answer.status === 413 && answer.kind === "blocked" && piece > LEAST) {
        most = piece = Math.max(piece / 2, LEAST);
        return step(file);
      }
      if (answer.kind === "refused") { over(file, answer.read.detail || answer.read.title); return true; }
      if (answer.kind !== "ok" || typeof answer.read.arrived !== "number") { stick(file); return true; }
      if (Date.now() - began < 1500) piece = Math.min(piece * 2, most);
      file.arrived = answer.read.arrived;
      took(file, answer.read);
      return step(file);
    });
  }

  function go() {
    clearTimeout(timer);
    var file = going()[0];
    if (moving || !file) return;
    moving = file;
    step(file).then(function (settled) {
      moving = null;
      if (settled) { go(); return; }
      file.arrived = null;
      piece = Math.max(piece / 2, LEAST);
      tell(file, words.file_waiting);
      waiting = waiting.filter(function (f) { return f !== file; }).concat(waiting.indexOf(file) < 0 ? [] : [file]);
      timer = setTimeout(go, pause);
      pause = Math.min(pause * 2, 30000);
    });
  }

  /* Whether the talk knows of all of them, or of those that can be sent; the bytes follow by themselves. */
  function announced() {
    return going().reduce(function (before, file) {
      return before.then(function (known) { return known && announce(file); });
    }, Promise.resolve(true));
  }

  function send(files) {
    var fresh = files.map(function (f) {
      return { id: chat.newId(), name: f.name, type: f.type || "application/octet-stream", blob: f };
    });
    fresh.forEach(add);
    if (fresh.length) chat.show(fresh[0].item);
    Promise.all(fresh.map(keep)).then(chat.settled).then(announced).then(go);
  }

  function forget() {
    waiting = [];
    [FILES, SEEN].forEach(function (name) {
      shelf(name, "readwrite", function (store) { return store.clear(); });
    });
  }

  window.huiyinFiles = {
    forget: forget, send: send, go: go, announced: announced, unsent: function () { return waiting.length > 0; }
  };
  shelf(FILES, "readonly", function (store) { return store.getAll(); }).then(function (rows) {
    (rows || []).forEach(function (row) {
      add({ id: row.id, name: row.name, type: row.type, blob: row.blob });
    });
    go();
  });
  shelf(SEEN, "readonly", function (store) { return store.getAll(); }).then(function (rows) {
    (rows || []).forEach(function (row) {
      var item = chat.log.querySelector('.bubble[data-file="' + row.id + '"]');
      if (item) picture(item, row.blob);
    });
  });
})();
