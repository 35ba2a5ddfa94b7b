/* What a person said, until the service has it: in order, each under an id by which it arrives once. What can't go is
   marked so and holds back nothing else. Kept in the browser's store where there is one, else as long as the page. */
(function () {
  "use strict";
  var chat = window.huiyin;
  if (!chat || !chat.draw) return;
  var words = chat.words, log = chat.log, queue = [], handled = {}, flying = null, timer = null, safe = true, turns = 0;
  var settlers = [], leaving = 0, WHY = {
    blocked: words.not_sent_blocked, refused: words.not_sent_refused, reload: words.not_sent_reload, other: words.not_sent_other
  };

  function remember() {
    var rows = stored().filter(function (m) { return !handled[m.id]; }).concat(queue.map(function (m) {
      return { id: m.id, body: m.body, label: m.label, chat: m.chat, why: m.why };
    }));
    safe = chat.keep("queue", rows.length ? JSON.stringify(rows) : "");
  }

  function stored() {
    try {
      var rows = JSON.parse(chat.kept("queue") || "[]");
      return rows.filter(function (m) { return m && m.id && m.body; });
    } catch (e) { return []; }
  }

  function own() { return chat.form.elements.csrf.value; }

  function add(message) {
    handled[message.id] = true;
    queue.push(message);
    message.fails = 0;
    message.item = chat.bubble("me", message.label);
    message.item.classList.add("waiting");
    if (message.why) mark(message);
  }

  function drop(message) {
    queue = queue.filter(function (m) { return m !== message; });
    clearTimeout(leaving);
    if (leaving) leaving = setTimeout(stayed, 3000);
    else remember();
  }

  /* While the page is being left, the next one may have been made before this arrived: it is kept for it, which sends
     it again under the same id. */
  function stayed() {
    leaving = 0;
    remember();
  }

  function enqueue(body, label) {
    var message = { id: chat.newId(), body: body, label: label, chat: own() };
    turns += 1;
    add(message);
    remember();
    chat.show(message.item);
    flush();
  }

  /* A second press on what is being sent changes nothing; another one takes the place of a press that still waits. */
  function pressing(value) {
    var before = queue.filter(function (m) { return m.body.press && !m.why; })[0];
    if (!before) return false;
    if (before === flying || before.body.press === value) { flush(); return true; }
    before.item.remove();
    drop(before);
    return false;
  }

  /* Calls back when no words are on their way any more: files are announced after them. */
  function settled() {
    return new Promise(function (done) {
      settlers.push(done);
      wordsOver();
    });
  }

  function wordsOver() {
    var next = waiting();
    if (next && !next.body.press) return;
    settlers.splice(0).forEach(function (done) { done(); });
  }

  function waiting() { return queue.filter(function (m) { return !m.why; })[0]; }

  function flush() {
    var next = waiting();
    wordsOver();
    if (flying || !next) return;
    clearTimeout(timer);
    flying = next;
    chat.form.setAttribute("aria-busy", "true");
    if (!next.fails) chat.say(words.sending);
    (next.body.press && window.huiyinFiles ? window.huiyinFiles.announced() : Promise.resolve(true)).then(function (known) {
      return known ? chat.post("/chat/messages", sent(next)) : { kind: "down", after: 0 };
    }).then(function (answer) {
      flying = null;
      chat.form.setAttribute("aria-busy", "false");
      settle(next, answer);
    });
  }

  /* A press after words that went first means the same button of the screen that answered them. */
  function sent(message) {
    var body = { id: message.id }, wanted = (message.body.press || "").split(".");
    ["text", "press", "location"].forEach(function (name) {
      if (message.body[name] !== undefined) body[name] = message.body[name];
    });
    if (message.body.again && wanted[0] === "s") {
      log.querySelectorAll("button[name=press]").forEach(function (b) {
        var p = b.value.split(".");
        if (p[0] === "s" && p[1] === wanted[1] && p.slice(3).join(".") === wanted.slice(3).join(".")) body.press = b.value;
      });
    }
    return body;
  }

  function settle(message, answer) {
    if (answer.kind === "ok" && answer.read.screens) {
      chat.say("");
      arrived(message);
      if (answer.read.screens.length) chat.past();
      chat.draw(answer.read.screens);
      flush();
    } else if (answer.kind === "gone") {
      renew(message);
    } else if (answer.kind === "refused" || answer.kind === "blocked") {
      stick(message, answer.kind === "blocked" ? "blocked" : answer.status === 403 ? "reload" : "refused");
    } else {
      later(message, answer);
    }
  }

  function arrived(message) {
    message.item.classList.remove("waiting");
    message.item.dataset.sent = "1";
    chat.note(message.item);
    drop(message);
  }

  /* Tried again by itself. When the line is good and this one fails once more, it is this one. */
  function later(message, answer) {
    message.fails += 1;
    var text = safe ? words.unsent : words.unsent_here, wait = answer.after || Math.min(1.5 * message.fails, 6);
    message.item.hidden = false;
    chat.note(message.item, text);
    chat.say(text);
    if (message.good) { stick(message, "blocked"); return; }
    timer = setTimeout(flush, Math.min(wait, 60) * 1000);
    if (message.fails < (answer.kind === "busy" ? 40 : 3)) return;
    flying = message;
    clearTimeout(timer);
    chat.look().then(function (line) {
      flying = null;
      message.good = line.kind === "ok" && line.read.events;
      if (message.good) flush();
      else timer = setTimeout(flush, Math.min(wait, 60) * 1000);
    });
  }

  /* --- what does not go by itself */

  function stick(message, why) {
    message.why = why;
    remember();
    mark(message);
    chat.say(WHY[why]);
    flush();
  }

  function mark(message) {
    message.item.hidden = false;
    var acts = [[words.again, function () { again(message); }]];
    if (message.body.text) acts.push([words.copy, function () { copy(message); }]);
    acts.push([words.remove_this, function () {
      message.item.remove();
      drop(message);
      chat.say("");
    }]);
    chat.note(message.item, WHY[message.why] || WHY.blocked, acts);
  }

  function again(message) {
    message.why = "";
    message.fails = 0;
    message.good = false;
    chat.note(message.item);
    remember();
    flush();
  }

  /* Copying may be forbidden: then the words are put back into the box. */
  function copy(message) {
    var copied;
    try { copied = chat.timed(navigator.clipboard.writeText(message.body.text), 3000); } catch (e) { copied = Promise.reject(e); }
    copied.then(function () { chat.say(words.copied); }, function () {
      chat.typed([chat.box.value, message.body.text].filter(Boolean).join("\n"));
      chat.box.focus();
      chat.say(words.copy_by_hand);
    });
  }

  /* The conversation is not this browser's any more, or its cookie was never kept. Nothing had been said: it goes on in a
     new one. Else the words go back into the box, and the person decides. */
  function renew(message) {
    var fresh = !log.querySelector(".bubble.me[data-id], .bubble.me[data-sent]");
    flying = message;
    chat.begin().then(function (answer) {
      flying = null;
      if (answer.kind !== "ok" || !answer.read.screens) { later(message, { kind: "busy", after: answer.after }); return; }
      chat.past();
      if (!fresh) {
        chat.bubble("bot", words.new_chat);
        chat.typed(queue.map(function (m) { return m.body.text; }).concat(chat.box.value).filter(Boolean).join("\n"));
        queue.forEach(function (m) { m.item.remove(); });
        queue = [];
        remember();
      }
      chat.draw(answer.read.screens);
      chat.say("");
      chat.listen();
      flush();
    });
  }

  /* What another page of this browser left behind; what was meant for another conversation is not sent by itself. */
  function wake() {
    var said = Array.prototype.map.call(log.querySelectorAll(".bubble[data-said]"), function (b) { return b.dataset.said; });
    stored().forEach(function (m) {
      if (m.chat && m.chat !== own()) {
        if (!m.body.text) { handled[m.id] = true; return; }
        m.why = "other";
      }
      var arrived = said.indexOf(m.id) >= 0;
      if (arrived) m.why = ""; /* sent again under its id, it is only answered */
      add(m);
      m.item.hidden = arrived;
    });
    remember();
    flush();
  }

  document.documentElement.classList.add("js");
  document.getElementById("place").hidden = !navigator.geolocation || window.isSecureContext === false;
  chat.enqueue = enqueue;
  chat.forget = function () {
    queue = [];
    remember();
  };
  chat.pressing = pressing;
  chat.wake = wake;
  chat.settled = settled;
  chat.turn = function () { return turns; };
  chat.waits = function () { return Boolean(waiting()); };
  chat.busy = function () { return flying !== null; };
  chat.safe = function () { return safe || !queue.length; };
  chat.unsent = function () { return queue.length > 0 || (window.huiyinFiles && window.huiyinFiles.unsent()); };
  window.addEventListener("beforeunload", function () { leaving = setTimeout(stayed, 3000); });
  window.addEventListener("online", function () {
    if (window.huiyinFiles) window.huiyinFiles.go();
    flush();
  });
})();
