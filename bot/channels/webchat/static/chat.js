/* Spares the reload, brings news live, keeps what could not be sent. Without it the page works all the same. */
(function () {
  "use strict";
  var form = document.getElementById("chat");
  var log = document.getElementById("log");
  var box = document.getElementById("text");
  var state = document.getElementById("state");
  var files = document.getElementById("files");
  var chips = document.getElementById("chips");
  var place = document.getElementById("place");
  var bar = document.getElementById("box");
  var sendButton = document.getElementById("send");
  var held = document.getElementById("words").dataset;
  if (!window.fetch || !window.FormData || !window.Promise) return;
  var words = JSON.parse(held.words);
  var after = Number(held.after);
  var drawn = {};
  var chosen = [];
  var busy = false;
  document.documentElement.classList.add("js");

  function stored(name, value) {
    try {
      if (value === undefined) return localStorage.getItem("huiyin." + name);
      if (value) localStorage.setItem("huiyin." + name, value);
      else localStorage.removeItem("huiyin." + name);
    } catch (e) { /* a private window keeps nothing */ }
    return null;
  }

  function newId() {
    var bytes = new Uint8Array(12);
    crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (b) { return ("0" + b.toString(16)).slice(-2); }).join("");
  }

  function say(text) { state.textContent = text || ""; }

  function element(name, kind, text) {
    var made = document.createElement(name);
    if (kind) made.className = kind;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  /* --- drawing */

  function bubble(who, text, screen) {
    var item = element("div", "bubble " + who);
    item.appendChild(element("span", "who", who === "me" ? words.you : who === "notice" ? words.notice : words.bot));
    if (screen && screen.step) {
      item.appendChild(element("p", "step", words.step.replace("{now}", screen.step.now).replace("{of}", screen.step.of)));
    }
    item.appendChild(element("p", "text", text));
    if (screen && screen.rows.length) item.appendChild(buttons(screen.rows));
    log.appendChild(item);
    return item;
  }

  function buttons(rows) {
    var all = element("div", "rows");
    rows.forEach(function (row) {
      var line = element("div", "row");
      row.forEach(function (b) {
        var button = element("button", "", b.label);
        button.name = "press";
        button.value = b.press;
        line.appendChild(button);
      });
      all.appendChild(line);
    });
    return all;
  }

  function past() {
    log.querySelectorAll(".bubble.bot .rows").forEach(function (rows) { rows.remove(); });
  }

  function draw(screens, who) {
    var first = null, ids = [];
    screens.forEach(function (screen) {
      if (screen.id && drawn[screen.id]) return;
      if (screen.id) ids.push(screen.id);
      var item = bubble(who || "bot", screen.text, screen);
      first = first || item;
    });
    ids.forEach(function (id) { drawn[id] = true; });
    acknowledge(ids);
    if (first) show(first);
  }

  /* The newest lines stand right above the box; a long text begins at the top. */
  function show(first) {
    var room = bar.getBoundingClientRect().top, last = log.lastElementChild.getBoundingClientRect();
    var top = first.getBoundingClientRect().top;
    window.scrollBy(0, last.bottom - top > room - 16 ? top - 8 : last.bottom - room + 12);
  }

  /* Only what stands on a visible page has been seen. */
  function acknowledge(ids) {
    if (!ids.length) return;
    if (document.visibilityState !== "visible") {
      document.addEventListener("visibilitychange", function again() {
        document.removeEventListener("visibilitychange", again);
        acknowledge(ids);
      });
      return;
    }
    requestAnimationFrame(function () {
      post("/chat/seen", { ids: ids }).catch(function () { setTimeout(acknowledge, 5000, ids); });
    });
  }

  /* --- sending */

  function post(path, body) {
    var json = !(body instanceof FormData);
    return fetch(path, {
      method: "POST",
      credentials: "same-origin",
      headers: json ? { "Content-Type": "application/json" } : { "X-CSRF-Token": form.elements.csrf.value },
      body: json ? JSON.stringify(body) : body
    }).then(function (answer) {
      if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
      return answer.json().then(function (read) { return { ok: answer.ok, status: answer.status, read: read }; });
    });
  }

  function working(on) {
    busy = on;
    form.setAttribute("aria-busy", on ? "true" : "false");
    sendButton.disabled = on;
    if (on) say(words.sending);
  }

  function answered(answer) {
    if (answer.status === 401) { location.reload(); return; }
    if (answer.ok) {
      if (answer.read.screens.length) past();
      draw(answer.read.screens);
    } else {
      draw([{ text: answer.read.detail || answer.read.title, rows: [], step: null }]);
    }
  }

  /* Words wait in a queue that survives a closed page; the id makes sure that they arrive once. */
  function queue() { return JSON.parse(stored("queue") || "[]"); }

  function enqueue(message) { stored("queue", JSON.stringify(queue().concat([message]))); }

  function dequeue(id) {
    var left = queue().filter(function (m) { return m.id !== id; });
    stored("queue", left.length ? JSON.stringify(left) : "");
  }

  function flush() {
    var next = queue()[0];
    if (!next || busy) return Promise.resolve();
    working(true);
    return post("/chat/messages", next).then(function (answer) {
      dequeue(next.id);
      working(false);
      say("");
      log.querySelectorAll(".bubble.waiting").forEach(function (item) {
        if (item.dataset.message === next.id) item.classList.remove("waiting");
      });
      answered(answer);
      return flush();
    }, function () {
      working(false);
      say(words.unsent);
      setTimeout(flush, 5000);
      throw new Error("unsent");
    });
  }

  function emptied() {
    box.value = "";
    stored("typed", "");
    grow();
  }

  function grow() {
    box.style.height = "auto";
    box.style.height = Math.min(box.scrollHeight + 4, window.innerHeight * 0.35) + "px";
  }

  function sendText(text) {
    var message = { id: newId(), text: text };
    enqueue(message);
    var item = bubble("me", text);
    item.dataset.message = message.id;
    item.classList.add("waiting");
    emptied();
    show(item);
    return flush();
  }

  /* Words never wait for files: those travel beside, once the talk knows that they come. */
  function sendNow() {
    var text = box.value, coming = window.huiyinFiles ? chosen : [];
    if (coming.length < chosen.length) say(words.unreachable);
    chosen = chosen.filter(function (f) { return coming.indexOf(f) < 0; });
    chip();
    var sent = text.trim() ? sendText(text) : Promise.resolve();
    if (!coming.length) return sent;
    return sent.then(function () { return window.huiyinFiles.send(coming); }, function (lost) {
      window.huiyinFiles.send(coming).catch(function () { /* they go on by themselves */ });
      throw lost;
    });
  }

  /* A press after words were typed: the words go first, then the same button of the new screen. */
  function press(button) {
    var value = button.value, label = button.textContent, typed = box.value.trim() || chosen.length;
    return sendNow().then(function () {
      if (typed && value.slice(0, 2) === "s.") {
        var wanted = value.split("."), same = null;
        log.querySelectorAll("button[name=press]").forEach(function (b) {
          var p = b.value.split(".");
          if (p[0] === "s" && p[1] === wanted[1] && p.slice(3).join(".") === wanted.slice(3).join(".")) same = b.value;
        });
        value = same || value;
      }
      return sendPress({ id: newId(), press: value }, label);
    });
  }

  /* The id makes sure that a press counts once, so it is tried again by itself. */
  function sendPress(message, label, tries) {
    working(true);
    return post("/chat/messages", message).then(function (answer) {
      working(false);
      say("");
      bubble("me", label);
      answered(answer);
    }, function () {
      if ((tries || 0) < 3) {
        return new Promise(function (again) { setTimeout(again, 1500); })
          .then(function () { return sendPress(message, label, (tries || 0) + 1); });
      }
      working(false);
      say(words.unreachable);
    });
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (busy) return;
    var button = event.submitter || document.activeElement;
    var sending = button && button.name === "press" ? press(button) : sendNow();
    sending.catch(function () { /* said already */ });
  });

  box.addEventListener("input", function () { stored("typed", box.value); grow(); });
  if (!box.value && stored("typed")) box.value = stored("typed");
  box.rows = 1;
  grow();

  /* --- files and place */

  function chip() {
    chips.textContent = "";
    chosen.forEach(function (file) {
      var item = element("li"), button = element("button", "", file.name + " ✕");
      button.type = "button";
      button.setAttribute("aria-label", words.remove.replace("{name}", file.name));
      button.addEventListener("click", function () {
        chosen = chosen.filter(function (f) { return f !== file; });
        chip();
        box.focus();
      });
      item.appendChild(button);
      chips.appendChild(item);
    });
  }

  files.addEventListener("change", function () {
    chosen = chosen.concat(Array.prototype.slice.call(files.files));
    files.value = "";
    chip();
  });

  if (navigator.geolocation && window.isSecureContext !== false) {
    place.hidden = false;
    place.addEventListener("click", function () {
      if (busy) return;
      working(true);
      navigator.geolocation.getCurrentPosition(function (found) {
        working(false);
        var where = { latitude: found.coords.latitude, longitude: found.coords.longitude };
        sendPress({ id: newId(), location: where }, words.location);
      }, function () {
        working(false);
        say(words.no_place);
        box.focus();
      }, { enableHighAccuracy: true, timeout: 15000 });
    });
  }

  /* --- news */

  function news(event) {
    if (drawn[event.id]) return;
    after = Math.max(after, event.id);
    draw(event.screens, event.kind === "notice" ? "notice" : "bot");
    drawn[event.id] = true;
    acknowledge([event.id]);
    say(words.news);
    setTimeout(function () { if (!busy) say(""); }, 4000);
  }

  function poll() {
    fetch("/chat/events?after=" + after, { credentials: "same-origin", headers: { Accept: "application/json" } })
      .then(function (answer) { return answer.ok ? answer.json() : { events: [] }; })
      .then(function (read) { read.events.forEach(news); }, function () { /* next time */ });
  }

  function listen() {
    if (!window.EventSource) { setInterval(poll, 10000); return; }
    var source = new EventSource("/chat/events?after=" + after);
    source.onmessage = function (message) { news(JSON.parse(message.data)); };
    source.onerror = function () {
      if (source.readyState === 2) setTimeout(listen, 5000);
      setTimeout(poll, 1000);
    };
  }

  function begin() {
    var ids = [];
    log.querySelectorAll(".bubble[data-id]").forEach(function (item) { drawn[item.dataset.id] = true; });
    log.querySelectorAll(".bubble[data-ack]").forEach(function (item) { ids.push(Number(item.dataset.ack)); });
    acknowledge(ids);
    var mine = Array.prototype.map.call(log.querySelectorAll(".bubble.me .text"), function (p) { return p.textContent; });
    queue().forEach(function (message) {
      if (mine.slice(-3).indexOf(message.text) >= 0) return; /* it had arrived, only its answer was lost */
      var item = bubble("me", message.text);
      item.dataset.message = message.id;
      item.classList.add("waiting");
    });
    if (log.children.length > 1) show(document.getElementById("now") || log.lastElementChild);
    flush().catch(function () { /* said already */ });
    listen();
  }

  window.huiyin = {
    words: words, element: element, newId: newId, bubble: bubble, show: show, draw: draw, past: past,
    busy: function () { return busy; }
  };
  window.addEventListener("online", function () {
    if (window.huiyinFiles) window.huiyinFiles.go();
    flush().catch(function () { /* said already */ }); });
  document.addEventListener("DOMContentLoaded", begin);
})();
