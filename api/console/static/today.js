/* The counts of the navigation, and the page of today, kept up without loading it again. Without this script both are as
   they were when the page came. */
"use strict";
(() => {
  const me = document.currentScript;
  const part = document.querySelector("[data-part]");
  let newest = Number(me.dataset.newest || 0);
  let shown = "";

  function count(name, n) {
    for (const place of document.querySelectorAll(`[data-count="${name}"]`)) place.textContent = n ? String(n) : "";
  }

  async function renew() {
    const answer = await fetch(part.dataset.part + location.search);
    if (!answer.ok || answer.redirected) return;
    const text = (await answer.text()).trim();
    if (part.contains(document.activeElement)) return; /* not under somebody's hands */
    part.innerHTML = text;
  }

  async function look() {
    const answer = await fetch(me.dataset.watchToday, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) return;
    const now = await answer.json();
    for (const [name, n] of Object.entries(now.counts)) count(name, n);
    const state = JSON.stringify(now);
    if (part && shown && state !== shown) await renew();
    shown = state;
    if (now.newest > newest) {
      newest = now.newest;
      if (!part) document.getElementById("news")?.removeAttribute("hidden");
    }
  }

  let busy = false;
  async function round() {
    if (busy || document.hidden) return;
    busy = true;
    try { await look(); } catch { /* the line is down: the next round comes */ }
    busy = false;
  }

  round();
  setInterval(round, 5000);
  document.addEventListener("visibilitychange", round);
})();
