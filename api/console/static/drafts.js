/* What is typed is kept as it is typed; who else has the page open is said. Without this script a sent form keeps it. */
"use strict";
(() => {
  const here = document.getElementById("here");
  if (!here) return;
  const { place, csrf } = here.dataset;
  const waiting = new Map();
  const SKIPPED = new Set(["csrf", "key", "version", "step", "seen", "elsewhere_shown"]);

  function fields(form, name) {
    const found = {};
    for (const field of form.elements) {
      const aside = field.dataset.draftOf;
      const [of, as] = aside ? aside.split(":") : [form.dataset.draft, field.name];
      if (of !== name || !as || SKIPPED.has(as) || field.type === "hidden" || field.type === "file" || field.tagName === "BUTTON") continue;
      if ((field.type === "checkbox" || field.type === "radio") && !field.checked) continue;
      found[as] = as === "held" && found.held ? `${found.held} ${field.value}` : field.value;
    }
    return found;
  }

  function body(name, typed) {
    const sent = new FormData();
    sent.set("csrf", csrf);
    sent.set("place", place);
    sent.set("form", name);
    for (const [field, value] of Object.entries(typed)) sent.set(`d.${field}`, value);
    return sent;
  }

  async function keep(name, typed) {
    waiting.delete(name);
    const answer = await fetch("/staff/drafts", { method: "POST", body: body(name, typed), keepalive: true });
    if (!answer.ok || answer.redirected) return;
    const now = await answer.json();
    const others = "alone" in here.dataset ? [] : now.others;
    here.textContent = others.join("；");
    here.hidden = !others.length;
    document.documentElement.dataset.kept = name;
  }

  function later(form, name) {
    clearTimeout(waiting.get(name)?.timer);
    const timer = setTimeout(() => keep(name, fields(form, name)).catch(() => waiting.set(name, { form, timer: 0 })), 500);
    waiting.set(name, { form, timer });
  }

  function flush(except) {
    for (const [name, { form, timer }] of waiting) {
      clearTimeout(timer);
      waiting.delete(name);
      if (name !== except) navigator.sendBeacon("/staff/drafts", body(name, fields(form, name)));
    }
  }

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form || !form.dataset.draft) return;
    const aside = event.target.dataset.draftOf;
    later(form, aside ? aside.split(":")[0] : form.dataset.draft);
  });
  document.addEventListener("submit", (event) => flush(event.target.dataset.draft));
  document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); });
  addEventListener("pagehide", () => flush());
  keep("page", {}).catch(() => {});
  setInterval(() => { if (!document.hidden) keep("page", {}).catch(() => {}); }, 60000);

  /* Who answers for the topic and the area that are being chosen. */
  const who = document.querySelector("[data-likely]");
  const likely = document.getElementById("likely");
  async function ask() {
    const form = who.form;
    const query = new URLSearchParams({ topic: form.elements.topic.value, area: form.elements.area.value });
    const answer = await fetch(`${who.dataset.likely}?${query}`);
    if (!answer.ok || answer.redirected) return;
    likely.innerHTML = await answer.text();
    const found = likely.firstElementChild && likely.firstElementChild.dataset.who;
    if (found) who.value = found;
    later(form, form.dataset.draft);
  }
  if (who) for (const name of ["topic", "area"]) {
    who.form.elements[name].addEventListener("change", () => ask().catch(() => {}));
  }

  /* A template is put where the reply is written, after what stands there. */
  for (const button of document.querySelectorAll("[data-template]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const into = document.getElementById(button.dataset.into);
      const words = document.getElementById(button.dataset.template).textContent;
      into.value = into.value.trim() ? `${into.value.trimEnd()}\n\n${words}` : words;
      into.dispatchEvent(new Event("input", { bubbles: true }));
      into.focus();
    });
  }

  /* The seconds that are left to take back what was sent. */
  const sending = document.getElementById("takeback");
  if (sending) {
    let left = Number(sending.dataset.seconds);
    const ticking = setInterval(() => {
      left -= 1;
      sending.querySelector("[data-left]").textContent = String(Math.max(left, 0));
      if (left > 0) return;
      clearInterval(ticking);
      sending.remove();
    }, 1000);
  }

  /* The opinion letter beside its parts, while they are written. */
  const paper = document.getElementById("letter-now");
  if (paper) {
    const form = paper.closest("form");
    const parts = paper.closest(".beside-preview");
    const draw = () => {
      paper.replaceChildren(paper.querySelector("h3"));
      for (const label of parts.querySelectorAll("label[for]")) {
        const field = document.getElementById(label.htmlFor);
        const value = field.tagName === "SELECT" ? (field.value && field.selectedOptions[0].textContent) : field.value;
        const head = document.createElement("h4");
        const said = document.createElement("p");
        head.textContent = label.textContent;
        said.textContent = value || "……";
        paper.append(head, said);
      }
    };
    paper.hidden = false;
    form.addEventListener("input", draw);
    draw();
  }
})();
