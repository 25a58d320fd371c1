// Saying what is missing: kept on the server while one types; on the device only while the network is gone.
// Every step works without this file: each button saves, too.
"use strict";

const saying = document.querySelector("form[data-draft]");
const copyName = (key) => `need:${key}`;
const A_DAY = 24 * 3600 * 1000;

// A copy whose draft was sent or thrown away has nothing to wait for.
for (const form of document.querySelectorAll("form[data-forgets]")) {
  form.addEventListener("submit", () => localStorage.removeItem(copyName(form.dataset.forgets)));
}

// Counted, never cut off.
for (const told of document.querySelectorAll("[data-counts]")) {
  const input = document.getElementById(told.dataset.counts);
  const most = Number(told.dataset.most);
  const count = () => {
    const left = most - [...input.value.trim()].length;
    told.hidden = left > most / 2 && left > 10;
    told.classList.toggle("counted-over", left < 0);
    told.textContent = (left < 0 ? told.dataset.over : told.dataset.left).replace("{n}", Math.abs(left));
  };
  input.addEventListener("input", count);
  count();
}

if (saying) {
  const told = document.getElementById("saved");
  const copy = copyName(saying.dataset.device);
  const pause = 1200;
  let timer, over = false, dirty = false;

  const say = (words, trouble = false) => {
    told.textContent = words;
    told.classList.toggle("saved-trouble", trouble);
  };
  const words = () => {
    const typed = new URLSearchParams({ step: saying.dataset.step });
    for (const [name, value] of new FormData(saying)) if (typeof value === "string") typed.append(name, value);
    return typed;
  };
  const send = (body, last) =>
    fetch(saying.dataset.save, { method: "POST", body, redirect: "manual", keepalive: last, credentials: "same-origin" });

  const keepHere = (typed) => {
    const kept = Object.fromEntries([...typed].filter(([name]) => name !== "csrf_token"));
    try {
      localStorage.setItem(copy, JSON.stringify({ at: Date.now(), kept }));
    } catch {
      return; // a device without room keeps nothing; the words are still on the page
    }
    say(saying.dataset.offline, true);
  };

  const save = async (last = false) => {
    clearTimeout(timer);
    if (over || !dirty) return;
    const typed = words();
    try {
      const answer = await send(typed, last);
      if (answer.type === "opaqueredirect") return say(saying.dataset.signedOut, true);
      if (!answer.ok) throw new Error(String(answer.status));
      const { kept, said } = await answer.json();
      dirty = kept !== "saved";
      localStorage.removeItem(copy);
      if (kept === "saved") say(said);
      else say(kept === "sent" ? saying.dataset.sent : saying.dataset.elsewhere, true);
    } catch {
      keepHere(typed);
      timer = setTimeout(save, 15000);
    }
  };

  // The title stands above the form it belongs to, so that what sounds alike can stand between.
  document.addEventListener("input", (event) => {
    if (event.target.form !== saying || event.target.type === "file") return;
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  });
  document.addEventListener("change", (event) => event.target.form === saying && save());
  // What was shown while the title was typed is not shown again on a page of its own.
  document.addEventListener("htmx:afterSwap", (event) => {
    const shown = event.target.id === "similar" && event.target.children.length > 0;
    if (shown) saying.elements.alike_shown.value = saying.elements.title.value.trim();
  });
  window.addEventListener("online", () => save());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save(true));
  saying.addEventListener("submit", () => {
    over = true;
    clearTimeout(timer);
    setTimeout(() => { over = false; }, 5000); // the line broke: the page is still here
  });

  // What was written while the network was gone comes back, to the server and into this step.
  const restore = async () => {
    let found;
    try {
      found = JSON.parse(localStorage.getItem(copy) || "null");
    } catch {
      found = null;
    }
    if (!found || Date.now() - found.at > A_DAY) return localStorage.removeItem(copy);
    const typed = new URLSearchParams(found.kept);
    typed.set("csrf_token", saying.elements.csrf_token.value);
    typed.set("key", saying.elements.key.value);
    try {
      const answer = await send(typed, false);
      if (!answer.ok) return undefined;
    } catch {
      return undefined;
    }
    localStorage.removeItem(copy);
    for (const [name, value] of Object.entries(found.kept)) {
      const field = saying.elements[name];
      if (!field || name === "key" || name === "csrf_token") continue;
      field.value = value;
    }
    return say(saying.dataset.restored);
  };
  restore();
}
