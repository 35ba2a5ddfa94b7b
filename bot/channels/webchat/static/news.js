/* News while nobody looks: in the title, on the app's badge; with a sound and a notice where a person asked for it. */
(function () {
  "use strict";
  var chat = window.huiyin;
  if (!chat || !chat.draw) return;
  var words = chat.words, title = document.title, unseen = 0, sound = null;

  function wanted() { return chat.kept("remind") === "1"; }

  function badge() {
    document.title = unseen ? "(" + unseen + ") " + words.news + " · " + title : title;
    try {
      if (unseen && navigator.setAppBadge) navigator.setAppBadge(unseen).catch(function () {});
      if (!unseen && navigator.clearAppBadge) navigator.clearAppBadge().catch(function () {});
    } catch (e) { /* a help, no more */ }
  }

  function looked() {
    if (document.visibilityState === "hidden") return;
    unseen = 0;
    badge();
  }

  /* Browsers let a page sound only once it was touched. */
  function tune() {
    var Sound = window.AudioContext || window.webkitAudioContext;
    if (sound || !Sound) return;
    try { sound = new Sound(); } catch (e) { /* no sound, then */ }
  }

  function ring() {
    if (!sound) return;
    [[880, 0], [1175, 0.18]].forEach(function (tone) {
      var one = sound.createOscillator(), loud = sound.createGain(), at = sound.currentTime + tone[1];
      one.frequency.value = tone[0];
      loud.gain.setValueAtTime(0.12, at);
      loud.gain.exponentialRampToValueAtTime(0.001, at + 0.3);
      one.connect(loud);
      loud.connect(sound.destination);
      one.start(at);
      one.stop(at + 0.3);
    });
  }

  /* What it says stands on a locked screen: nothing of the matter. Phones let only a worker show one: then it sounds. */
  function notify() {
    if (!window.Notification || Notification.permission !== "granted") return;
    try {
      new Notification(title, { body: words.news, tag: "huiyin" }).onclick = function () { window.focus(); };
    } catch (e) { /* the sound and the title are there */ }
  }

  function came() {
    if (document.visibilityState !== "hidden" && (!document.hasFocus || document.hasFocus())) return;
    unseen += 1;
    badge();
    if (!wanted()) return;
    try { ring(); } catch (e) { /* a help, no more */ }
    notify();
  }

  /* Asked for by a press, never by itself. */
  function remind(row) {
    var button;
    if (wanted() || !(window.Notification || window.AudioContext || window.webkitAudioContext)) return;
    button = chat.element("button", "small", words.remind);
    button.type = "button";
    button.addEventListener("click", function () {
      chat.keep("remind", "1");
      tune();
      try { if (sound) ring(); } catch (e) { /* then without */ }
      if (window.Notification && Notification.permission === "default") Notification.requestPermission();
      button.remove();
      chat.tell(words.reminding);
    });
    row.appendChild(button);
  }

  document.addEventListener("visibilitychange", looked);
  window.addEventListener("focus", looked);
  document.addEventListener("pointerdown", function () { if (wanted()) tune(); });
  chat.came = came;
  chat.remind = remind;
  chat.calm = function () { unseen = 0; badge(); };
})();
