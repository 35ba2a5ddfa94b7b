/* The staff's pages page themselves: who waits, what was said. Without this script they are loaded by hand. */
"use strict";
(() => {
  const watch = document.querySelector("[data-watch]");
  const title = document.title;
  const sound = document.getElementById("sound");
  let tones = null;

  const kept = (name) => { try { return sessionStorage.getItem(name); } catch { return null; } };
  const keep = (name, value) => { try { sessionStorage.setItem(name, value); } catch { /* a browser without a store */ } };

  function beep(times) {
    try {
      tones = tones || new AudioContext();
      for (let i = 0; i < times; i += 1) {
        const tone = tones.createOscillator(), loud = tones.createGain(), at = tones.currentTime + i * 0.35;
        tone.frequency.value = times > 1 ? 880 : 660;
        loud.gain.setValueAtTime(0.2, at);
        loud.gain.exponentialRampToValueAtTime(0.001, at + 0.3);
        tone.connect(loud).connect(tones.destination);
        tone.start(at);
        tone.stop(at + 0.3);
      }
      document.documentElement.dataset.rang = String(Number(document.documentElement.dataset.rang || 0) + 1);
    } catch { /* a browser without sound */ }
  }

  if (sound) { /* browsers let a page ring only after somebody has pressed something on it */
    sound.hidden = false;
    sound.addEventListener("click", () => {
      beep(1);
      sound.setAttribute("aria-pressed", "true");
      sound.textContent = "提示音已打开";
    });
  }

  async function look() {
    const answer = await fetch(watch.dataset.watch, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) return;
    const now = await answer.json();
    watch.textContent = now.waiting ? String(now.waiting) : "";
    watch.className = now.alarm.length ? "count late" : "count";
    document.title = now.waiting ? `(${now.waiting}) ${title}` : title;
    const alert = document.getElementById("live-alarm");
    if (alert) alert.hidden = !now.alarm.length;
    const newest = Number(kept("live.newest") || 0);
    if (now.alarm.length) beep(now.on_duty ? 5 : 3);
    else if (now.newest > newest) beep(1);
    if (now.newest > newest) keep("live.newest", String(now.newest));
  }

  async function renew(part) {
    const answer = await fetch(part.dataset.refresh);
    if (!answer.ok || answer.redirected) return;
    const text = (await answer.text()).trim();
    if (text === part.held) return;
    const on = part.contains(document.activeElement) ? document.activeElement : null;
    const where = on && (on.form ? `form[action="${on.form.getAttribute("action")}"] button` : `a[href="${on.getAttribute("href")}"]`);
    part.held = text;
    part.innerHTML = text;
    if (where) part.querySelector(where)?.focus();
    toEnd(part);
  }

  function toEnd(part) { /* unless somebody reads further up */
    if ("end" in part.dataset && !part.reads) part.scrollTop = part.scrollHeight;
  }

  for (const part of document.querySelectorAll("[data-end]")) {
    part.addEventListener("wheel", () => { part.reads = part.scrollHeight - part.scrollTop - part.clientHeight > 40; });
    part.addEventListener("touchend", () => { part.reads = part.scrollHeight - part.scrollTop - part.clientHeight > 40; });
    part.addEventListener("load", () => toEnd(part), true);
    window.addEventListener("resize", () => toEnd(part));
  }

  const works = [];
  if (watch) works.push(look);
  for (const part of document.querySelectorAll("[data-refresh]")) works.push(() => renew(part));

  let busy = false;
  async function round() {
    if (busy) return;
    busy = true;
    await Promise.allSettled(works.map((work) => work())); /* the line is down: the next round comes */
    busy = false;
  }

  if (works.length) {
    round();
    try {
      new Worker(watch.dataset.tick).onmessage = round;
    } catch { /* a browser without workers */
      setInterval(round, 1500);
    }
  }

  const text = document.querySelector("#say textarea");
  if (text) {
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && text.value.trim()) text.form.requestSubmit();
    });
  }
})();
