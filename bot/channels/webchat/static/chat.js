/* Spares the reload, brings news live. Without it the page works all the same. */
(function () {
  "use strict";
  var chat = window.huiyin;
  if (!chat || !chat.bubble) return;
  var words = chat.words, form = document.getElementById("chat"), log = chat.log;
  var box = document.getElementById("text"), state = document.getElementById("state");
  var files = document.getElementById("files"), chips = document.getElementById("chips");
  var place = document.getElementById("place");
  var after = Number(document.getElementById("words").dataset.after);
  var drawn = {}, chosen = [], clicked = null, typedKept = true, leaving = false;
  var others = window.BroadcastChannel ? new BroadcastChannel("huiyin") : null;

  function say(text) {
    state.textContent = text || "";
    chat.measure();
  }

  /* Said for a moment. */
  function tell(text) {
    say(text);
    setTimeout(function () { if (state.textContent === text) say(""); }, 6000);
  }

  /* --- drawing */

  function draw(screens, who, at) {
    var first = null, ids = [];
    if (screens.some(function (screen) { return screen.clear; })) erased();
    screens.forEach(function (screen) {
      if (screen.id && drawn[screen.id]) return;
      if (screen.id) ids.push(screen.id);
      var item = chat.bubble(who || "bot", screen.text, screen, at, first !== null);
      first = first || item;
    });
    ids.forEach(function (id) { drawn[id] = true; });
    acknowledge(ids);
    if (first) chat.show(first);
  }

  /* Only what stands on a visible page has been seen. */
  function acknowledge(ids, pause) {
    if (!ids.length) return;
    if (document.visibilityState !== "visible") {
      document.addEventListener("visibilitychange", function again() {
        document.removeEventListener("visibilitychange", again);
        acknowledge(ids);
      });
      return;
    }
    requestAnimationFrame(function () {
      chat.post("/chat/seen", { ids: ids }).then(function (answer) {
        if (answer.kind !== "busy" && answer.kind !== "down") return;
        setTimeout(acknowledge, pause || 5000, ids, Math.min((pause || 5000) * 2, 60000));
      });
    });
  }

  /* --- the box */

  function typed(text) {
    box.value = text;
    keepTyped();
  }

  function keepTyped() {
    typedKept = chat.keep("typed", box.value);
    box.style.height = "auto";
    box.style.height = Math.min(box.scrollHeight + 4, window.innerHeight * 0.35) + "px";
    chat.measure();
  }

  /* Words never wait for files: those travel beside, once the talk knows that they come. */
  function sendNow() {
    var text = box.value, coming = window.huiyinFiles ? chosen : [];
    if (coming.length < chosen.length) say(words.unreachable);
    chosen = chosen.filter(function (f) { return coming.indexOf(f) < 0; });
    chip();
    if (text.trim()) {
      chat.enqueue({ text: text }, text);
      typed("");
    }
    if (coming.length) window.huiyinFiles.send(coming);
  }

  /* Safari before 15.4 names no submitter, and gives a button that is clicked no focus. */
  form.addEventListener("click", function (event) {
    clicked = event.target.closest("button");
    setTimeout(function () { clicked = null; }, 0);
  });

  form.addEventListener("submit", function (event) {
    if (!chat.enqueue) return; /* the other script did not come: the form goes by itself */
    event.preventDefault();
    var button = event.submitter || clicked || document.activeElement;
    if (!button || button.name !== "press") { sendNow(); return; }
    var more = box.value.trim() || chosen.length || chat.waits();
    if (chat.pressing(button.value)) return;
    sendNow();
    chat.enqueue({ press: button.value, again: more ? 1 : 0 }, button.textContent);
  });

  box.addEventListener("input", keepTyped);
  if (!box.value && chat.kept("typed")) box.value = chat.kept("typed");
  box.rows = 1;
  keepTyped();

  /* --- files and place */

  function chip() {
    chips.textContent = "";
    chosen.forEach(function (file) {
      var item = chat.element("li"), button = chat.element("button", "", file.name + " ✕");
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

  /* The question may stay open for ever; meanwhile the chat goes on, and an answer to what is past is dropped. */
  function locate() {
    var turn = chat.turn(), silent = setTimeout(lost, 20000);
    function lost() {
      clearTimeout(silent);
      if (chat.turn() === turn) say(words.no_place);
    }
    say(words.place_asking);
    try {
      navigator.geolocation.getCurrentPosition(function (found) {
        clearTimeout(silent);
        if (chat.turn() !== turn) return;
        var where = { latitude: found.coords.latitude, longitude: found.coords.longitude };
        chat.enqueue({ location: where }, words.location);
      }, lost, { enableHighAccuracy: true, timeout: 15000 });
    } catch (e) { lost(); }
  }

  if (navigator.geolocation && window.isSecureContext !== false) {
    place.addEventListener("click", locate);
  }

  /* --- news */

  var source = null, timer = null, pause = 5000;

  function news(event) {
    if (drawn[event.id]) return;
    after = Math.max(after, event.id);
    draw(event.screens, event.kind === "notice" ? "notice" : "bot", new Date(event.at));
    drawn[event.id] = true;
    acknowledge([event.id]);
    if (chat.came) chat.came();
    tell(words.news);
  }

  function look() {
    return chat.ask("GET", "/chat/events?after=" + after).then(function (answer) {
      if (answer.kind === "ok" && answer.read.events) answer.read.events.forEach(news);
      return answer;
    });
  }

  function hush() {
    if (source) source.close();
    source = null;
    clearTimeout(timer);
  }

  function poll() {
    clearTimeout(timer);
    timer = setTimeout(function () { look().then(poll); }, 10000);
  }

  /* Nobody looks: asked seldom, and ever more so. */
  function doze(seconds) {
    hush();
    timer = setTimeout(function () {
      look().then(function () {
        if (document.visibilityState === "hidden") doze(Math.min(seconds * 1.5, 600));
      });
    }, seconds * 1000);
  }

  /* A stream that a proxy holds back never opens: until it does, the page asks. A hidden page has none. */
  function listen() {
    hush();
    if (document.visibilityState === "hidden") { doze(30); return; }
    poll();
    if (chat.bare() || !window.EventSource) return;
    try { source = new EventSource("/chat/events?after=" + after); } catch (e) { return; }
    source.onopen = function () { clearTimeout(timer); pause = 5000; };
    source.onmessage = function (message) { news(JSON.parse(message.data)); };
    source.onerror = function () {
      var over = source && source.readyState === 2;
      setTimeout(look, 1000);
      if (!over) return;
      hush();
      timer = setTimeout(function () { look().then(listen); }, pause);
      pause = Math.min(pause * 2, 60000);
    };
  }

  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState !== "hidden") look();
    listen();
  });

  /* --- leaving: on a shared machine nothing stays, on no page, whatever the browser keeps of a page that was left */

  /* They had all deleted that we held: nothing of it stays here either, nor on other pages of this browser. */
  function erased() {
    [chat.forget, window.huiyinFiles && window.huiyinFiles.forget, chat.quiet, chat.calm].forEach(function (act) {
      if (act) act();
    });
    chosen = [];
    chip();
    typed("");
    chat.blank();
    if (others) others.postMessage("erased");
  }

  function wipe(to) {
    chat.close();
    if (chat.quiet) chat.quiet();
    hush();
    log.textContent = "";
    box.value = "";
    location.replace(to);
  }

  document.getElementById("leave").addEventListener("click", function (event) {
    if (!leaving && chat.unsent && chat.unsent()) {
      event.preventDefault();
      say(words.leave_unsent);
    }
    leaving = true;
  });
  window.addEventListener("pagehide", function () {
    hush();
    if (leaving) log.textContent = box.value = "";
  });
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) return;
    if (leaving) { location.reload(); return; }
    look().then(function (answer) {
      if (answer.kind === "gone" || answer.kind === "refused") wipe("/");
      else listen();
    });
  });
  window.addEventListener("storage", function (event) {
    if (event.key === "huiyin.left" && event.newValue) wipe("/chat/leave");
    if (event.key === "huiyin.typed" && !event.newValue && box.value === event.oldValue) box.value = "";
  });
  if (others) others.onmessage = function (event) { wipe(event.data === "erased" ? "/" : "/chat/leave"); };
  window.addEventListener("beforeunload", function (event) {
    if (leaving || !chat.safe || (typedKept && chat.safe())) return;
    event.preventDefault();
    event.returnValue = "";
  });

  function begin() {
    if (!chat.wake) return;
    var ids = [];
    log.querySelectorAll(".bubble[data-id]").forEach(function (item) { drawn[item.dataset.id] = true; });
    log.querySelectorAll(".bubble[data-number]").forEach(function (item) {
      if (chat.dress) chat.dress(item, item.dataset.number, JSON.parse(item.dataset.card || "null"));
    });
    log.querySelectorAll(".bubble[data-ack]").forEach(function (item) { ids.push(Number(item.dataset.ack)); });
    acknowledge(ids);
    chat.wake();
    if (log.children.length > 1) chat.show(document.getElementById("now") || log.lastElementChild);
    listen();
  }

  chat.box = box;
  chat.form = form;
  chat.say = say;
  chat.tell = tell;
  chat.draw = draw;
  chat.look = look;
  chat.listen = listen;
  chat.typed = typed;
  document.addEventListener("DOMContentLoaded", begin);
})();
