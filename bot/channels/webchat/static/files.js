/* Files travel beside the talk, each under its own id: piece by piece, on from where a lost line or a reload left them. */
(function () {
  "use strict";
  var chat = window.huiyin;
  if (!chat) return;
  var words = chat.words, LEAST = 16384, MOST = 1048576;
  var waiting = [], moving = false, piece = 32768, pause = 1000, timer = null;

  /* --- what a reload must not lose; a private window keeps nothing, then a file lives as long as the page */

  function shelf(how, act) {
    return new Promise(function (done) {
      var asked;
      try { asked = indexedDB.open("huiyin", 1); } catch (e) { done(); return; }
      asked.onupgradeneeded = function () { asked.result.createObjectStore("files", { keyPath: "id" }); };
      asked.onerror = asked.onblocked = function () { done(); };
      asked.onsuccess = function () {
        var trip, request;
        try {
          trip = asked.result.transaction("files", how);
          request = act(trip.objectStore("files"));
        } catch (e) { done(); return; }
        trip.oncomplete = function () { done(request.result); };
        trip.onerror = trip.onabort = function () { done(); };
      };
    });
  }

  function keep(file) {
    var row = { id: file.id, name: file.name, type: file.type, blob: file.blob };
    return shelf("readwrite", function (store) { return store.put(row); });
  }

  function drop(file) {
    return shelf("readwrite", function (store) { return store.delete(file.id); });
  }

  /* --- what is seen */

  function tell(file, text) { file.said.textContent = text; }

  function add(file) {
    file.item = chat.bubble("me", file.name);
    file.said = chat.element("p", "step file-state", words.file_waiting);
    file.said.setAttribute("aria-live", "off");
    file.item.appendChild(file.said);
    file.item.classList.add("waiting");
    waiting.push(file);
  }

  function over(file, text) {
    waiting = waiting.filter(function (f) { return f !== file; });
    file.item.classList.remove("waiting");
    file.said.removeAttribute("aria-live");
    tell(file, text);
    drop(file);
  }

  /* --- sending */

  function put(file, range, body) {
    return fetch("/chat/files/" + file.id, {
      method: "PUT",
      credentials: "same-origin",
      headers: { "Content-Range": "bytes " + range + "/" + file.blob.size, "Content-Type": file.type },
      body: body
    }).then(function (answer) {
      if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
      return answer.json().then(function (read) { return { ok: answer.ok, status: answer.status, read: read }; });
    });
  }

  function announce(file) {
    return put(file, "*", null).then(function (answer) {
      if (answer.ok) {
        file.arrived = answer.read.arrived;
        took(file, answer.read);
      } else if (answer.status === 401) {
        location.reload();
      } else {
        over(file, answer.read.detail || answer.read.title);
      }
    });
  }

  function took(file, read) {
    if (read.done) over(file, words.file_sent);
    if (read.screens.length && !chat.busy() && !(read.done && waiting.length)) {
      chat.past();
      chat.draw(read.screens);
    }
  }

  function step(file) {
    if (waiting.indexOf(file) < 0) return Promise.resolve();
    if (file.arrived === null) return announce(file).then(function () { return step(file); });
    var from = file.arrived, to = Math.min(from + piece, file.blob.size), began = performance.now();
    tell(file, words.file_sending.replace("{n}", Math.floor(100 * from / file.blob.size)));
    return put(file, from + "-" + (to - 1), file.blob.slice(from, to)).then(function (answer) {
      pause = 1000;
      if (answer.status === 409) { file.arrived = null; return step(file); }
      if (!answer.ok) { over(file, answer.read.detail || answer.read.title); return null; }
      if (performance.now() - began < 1500) piece = Math.min(piece * 2, MOST);
      file.arrived = answer.read.arrived;
      took(file, answer.read);
      return step(file);
    });
  }

  function go() {
    clearTimeout(timer);
    if (moving || !waiting.length) return;
    var file = waiting[0];
    moving = true;
    step(file).then(function () {
      moving = false;
      go();
    }, function () {
      moving = false;
      file.arrived = null;
      piece = Math.max(piece / 2, LEAST);
      tell(file, words.file_waiting);
      timer = setTimeout(go, pause);
      pause = Math.min(pause * 2, 30000);
    });
  }

  /* Done when the talk knows of all of them; the bytes follow by themselves. */
  function send(files) {
    var fresh = files.map(function (f) {
      return { id: chat.newId(), name: f.name, type: f.type || "application/octet-stream", blob: f, arrived: null };
    });
    fresh.forEach(add);
    if (fresh.length) chat.show(fresh[0].item);
    return Promise.all(fresh.map(keep)).then(function () {
      return fresh.reduce(function (before, file) {
        return before.then(function () { return announce(file); });
      }, Promise.resolve());
    }).then(go, function (lost) {
      timer = setTimeout(go, pause);
      throw lost;
    });
  }

  window.huiyinFiles = { send: send, go: go };
  shelf("readonly", function (store) { return store.getAll(); }).then(function (rows) {
    (rows || []).forEach(function (row) {
      add({ id: row.id, name: row.name, type: row.type, blob: row.blob, arrived: null });
    });
    go();
  });
})();
