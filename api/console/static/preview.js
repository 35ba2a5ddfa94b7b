/* What the resident will see, kept up while it is written, and the form to close once the reply has arrived. Without this
   script a button shows the one and loading the page again the other. */
"use strict";
(() => {
  for (const part of document.querySelectorAll("[data-preview]")) {
    const form = part.closest("form");
    const plain = part.previousElementSibling.innerHTML;
    let timer = 0, asked = 0;

    const brings = () => [...form.elements].some((field) => field.type === "file" && field.files.length); /* once, by the button */
    const whole = () => !brings() && form.checkValidity() && [...form.elements].some((field) => field.tagName === "TEXTAREA" && !field.dataset.draftOf && field.value.trim());
    const send = () => part.querySelector("[value=send]");

    function show(html) {
      const held = part.contains(document.activeElement);
      part.innerHTML = html;
      if (held) part.querySelector("button")?.focus();
    }

    async function look() {
      const mine = ++asked;
      if (!whole()) return show(plain);
      const said = new FormData(form);
      said.set("step", "preview");
      const at = `${form.getAttribute("action").split(/[?#]/)[0]}/preview`;
      const answer = await fetch(at, { method: "POST", body: said }).catch(() => null);
      if (mine !== asked) return; /* somebody has gone on writing */
      const html = answer && answer.status === 200 && !answer.redirected ? await answer.text() : plain;
      if (mine === asked) show(html);
    }

    function stale(event) {
      if (event.target.dataset.draftOf) return;
      asked += 1;
      send()?.setAttribute("aria-disabled", "true");
      clearTimeout(timer);
      timer = setTimeout(look, 500);
    }

    form.addEventListener("input", stale);
    form.addEventListener("submit", (event) => { /* not before it was seen as it is now */
      if (event.submitter && event.submitter === send() && event.submitter.ariaDisabled === "true") event.preventDefault();
    });
    if (!send()) look();
  }

  const waits = document.querySelector("[data-await]");
  let rounds = 0;
  async function arrived() {
    if (!document.hidden) {
      const answer = await fetch(waits.dataset.await).catch(() => null);
      if (answer && answer.status === 200 && !answer.redirected) {
        waits.outerHTML = await answer.text();
        return;
      }
      rounds += 1;
    }
    setTimeout(arrived, rounds < 30 ? 2000 : 15000);
  }
  if (waits) setTimeout(arrived, 1000);

  const told = document.querySelector("[data-told]");
  const under = () => told.querySelectorAll(".told.due, .told.leased, .told.sent");
  let looks = 0;
  async function follow() {
    if (!document.hidden) {
      const answer = await fetch(told.dataset.told).catch(() => null);
      const now = answer && answer.ok && !answer.redirected ? await answer.json() : {};
      for (const place of under()) {
        const [state, words] = now[place.dataset.notice] || [];
        if (state) { place.className = `told ${state}`; place.textContent = words; }
      }
      looks += 1;
    }
    if (under().length) setTimeout(follow, looks < 30 ? 2000 : 15000);
  }
  if (told && under().length) setTimeout(follow, 1000);
})();
