/* A voice note: recorded, heard again, then sent as a file like any other. Where the browser cannot, nothing shows. */
(function () {
  "use strict";
  var chat = window.huiyin, button = document.getElementById("record"), strip = document.getElementById("voice");
  if (!chat || !window.huiyinFiles || !window.MediaRecorder || !navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) return;
  var words = chat.words, LONGEST = 300, KINDS = ["audio/mp4;codecs=mp4a.40.2", "audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
  var tools = strip.parentNode.querySelector(".tools"), asked = 0, recorder = null, stream = null, ticking = null, heard = "";

  function kind() {
    return KINDS.filter(function (k) { return MediaRecorder.isTypeSupported && MediaRecorder.isTypeSupported(k); })[0];
  }

  function hush() {
    clearInterval(ticking);
    if (stream) stream.getTracks().forEach(function (track) { track.stop(); });
    stream = recorder = null;
  }

  /* Back to the tools; what was recorded and not sent is gone. */
  function close() {
    asked += 1;
    if (recorder) recorder.onstop = null;
    hush();
    if (heard) URL.revokeObjectURL(heard);
    heard = "";
    strip.textContent = "";
    tools.hidden = false;
    chat.measure();
  }

  function act(label, look, what) {
    var made = chat.element("button", look, label);
    made.type = "button";
    made.addEventListener("click", what);
    strip.appendChild(made);
    return made;
  }

  function open(first) {
    strip.textContent = "";
    strip.appendChild(first);
    tools.hidden = true;
  }

  function record(granted) {
    var pieces = [], began = Date.now(), type = kind(), how = { audioBitsPerSecond: 24000 };
    var clock = chat.element("p", "step");
    if (type) how.mimeType = type;
    stream = granted;
    recorder = new MediaRecorder(stream, how);
    recorder.ondataavailable = function (event) { if (event.data.size) pieces.push(event.data); };
    recorder.onstop = function () {
      var base = (recorder.mimeType || type || "audio/webm").split(";")[0];
      hush();
      listen(new Blob(pieces, { type: base }));
    };
    function tick() {
      var seconds = Math.floor((Date.now() - began) / 1000);
      clock.textContent = "● " + words.recording.replace("{time}", Math.floor(seconds / 60) + ":" + ("0" + seconds % 60).slice(-2));
      if (seconds >= LONGEST) stop();
    }
    function stop() { if (recorder && recorder.state !== "inactive") recorder.stop(); }
    open(clock);
    clock.setAttribute("aria-live", "off");
    act(words.record_cancel, "quiet", close);
    act(words.record_stop, "send", stop).focus();
    recorder.start(1000);
    ticking = setInterval(tick, 500);
    tick();
    chat.say("");
  }

  function listen(note) {
    var player = document.createElement("audio");
    if (!note.size) { close(); chat.say(words.no_voice); return; }
    heard = player.src = URL.createObjectURL(note);
    player.controls = true;
    player.setAttribute("aria-label", words.record);
    note.name = words.record;
    open(player);
    act(words.record_cancel, "quiet", close);
    act(words.send, "send", function () { close(); window.huiyinFiles.send([note]); }).focus();
    chat.measure();
  }

  function begin() {
    var mine = asked += 1;
    function lost() { if (mine === asked) { close(); chat.say(words.no_voice); } }
    chat.say(words.record_asking);
    try {
      navigator.mediaDevices.getUserMedia({ audio: true }).then(function (granted) {
        stream = granted;
        if (mine !== asked) { hush(); return; }
        record(granted);
      }).catch(lost);
    } catch (e) { lost(); }
  }

  button.addEventListener("click", begin);
  button.hidden = false;
  chat.quiet = close;
  window.addEventListener("pagehide", close);
})();
