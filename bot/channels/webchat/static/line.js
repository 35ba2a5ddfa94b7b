/* What the page asks of the browser's store and of the line. Either may refuse, be silent or answer nonsense. */
(function () {
  "use strict";
  if (["fetch", "FormData", "Promise", "crypto", "requestAnimationFrame"].some(function (name) { return !window[name]; })) return;
  if (!Element.prototype.closest || !NodeList.prototype.forEach) return; /* too old: the plain form sends */
  var form = document.getElementById("chat"), words = JSON.parse(document.getElementById("words").dataset.words);
  var SILENT = 45000, PATIENT = 60, bearer = null, closed = false;

  /* --- the store: whether it was kept is what `keep` answers */

  function shelves() {
    return ["localStorage", "sessionStorage"];
  }

  function keep(name, value) {
    if (closed) return true;
    var at = -1;
    shelves().forEach(function (shelf, n) {
      try {
        if (value && at < 0) { window[shelf].setItem("huiyin." + name, value); at = n; }
        else window[shelf].removeItem("huiyin." + name);
      } catch (e) { /* denied, or full */ }
    });
    return !value || at >= 0;
  }

  function kept(name) {
    return shelves().reduce(function (found, shelf) {
      try { return found || window[shelf].getItem("huiyin." + name); } catch (e) { return found; }
    }, null);
  }

  /* After this nothing is kept any more: the conversation was left. */
  function close() { closed = true; }

  function newId() {
    var bytes = new Uint8Array(12);
    crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (b) { return ("0" + b.toString(16)).slice(-2); }).join("");
  }

  /* --- the line */

  function timed(promise, seconds) {
    return new Promise(function (done, failed) {
      setTimeout(failed, seconds, new Error("silent"));
      promise.then(done, failed);
    });
  }

  /* Never fails. `kind`: ok; refused (the service says no); gone (no such conversation); blocked (something in between
     says no); busy (the service asks for patience); down (no answer that can be read). `after`: seconds, if they were said, at most PATIENT: whoever asks for a year is not us. */
  function ask(method, path, body, more) {
    var headers = bearer ? { Authorization: "Bearer " + bearer } : { "X-CSRF-Token": form.elements.csrf.value };
    var abort = window.AbortController ? new AbortController() : null;
    headers.Accept = "application/json";
    Object.keys(more || {}).forEach(function (name) { headers[name] = more[name]; });
    var options = { method: method, credentials: "same-origin", headers: headers, cache: "no-store" };
    if (body !== undefined) options.body = body;
    if (abort) options.signal = abort.signal;
    var status = 0, after = 0;
    return timed(Promise.resolve().then(function () { return fetch(path, options); }).then(function (answer) {
      status = answer.status;
      after = Math.min(Math.max(Number(answer.headers.get("Retry-After")) || 0, 0), PATIENT);
      return answer.text();
    }), SILENT).then(function (text) {
      var read = null;
      try { read = JSON.parse(text); } catch (e) { /* a page of somebody else's */ }
      return { kind: judged(status, read), status: status, read: read, after: after };
    }, function () {
      if (abort) abort.abort();
      return { kind: "down", status: 0, read: null, after: 0 };
    });
  }

  /* Our lists hold what can be drawn; what stands in between may answer with anything. */
  function whole(read) {
    return list(read, "screens", drawable) && list(read, "events", function (event) { return event.screens && list(event, "screens", drawable); });
  }

  function list(read, name, good) {
    return read[name] === undefined || (Array.isArray(read[name]) && read[name].every(function (one) { return one && good(one); }));
  }

  function drawable(screen) {
    return typeof screen.text === "string" && Array.isArray(screen.rows);
  }

  function judged(status, read) {
    var object = read && typeof read === "object";
    if (object && whole(read) && status >= 200 && status < 300) return "ok";
    var ours = object && typeof read.code === "string" && read.status === status;
    if (ours && status === 401) return "gone";
    if (status >= 500 || status === 429 || status === 408) return ours ? "busy" : "down";
    return ours ? "refused" : status >= 400 ? "blocked" : "down";
  }

  function post(path, body) {
    return ask("POST", path, JSON.stringify(body), { "Content-Type": "application/json" });
  }

  /* A new conversation. Its token stands in for a cookie that the browser does not keep. */
  function begin() {
    return post("/chat/sessions", { locale: document.documentElement.lang.replace("-", "_") }).then(function (answer) {
      if (answer.kind === "ok" && answer.read.token) bearer = answer.read.token;
      return answer;
    });
  }

  window.huiyin = {
    words: words, lang: document.documentElement.lang, keep: keep, kept: kept, close: close, newId: newId, ask: ask, post: post, begin: begin, timed: timed,
    bare: function () { return bearer !== null; }
  };
})();
