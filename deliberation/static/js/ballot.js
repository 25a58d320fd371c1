// Around the ballot: what is not sent yet is kept on this device alone, a clock runs at the end, the receipt is copied.
// Every page works without this file.
"use strict";

const say = (words, facts) => words.replace(/\{(\w+)\}/g, (_all, name) => facts[name]);
const sheet = document.querySelector("[data-ballot]");
const form = sheet?.closest("form");
const fire = (input) => input.dispatchEvent(new Event("input", { bubbles: true }));
for (const words of document.querySelectorAll("[data-with-script]")) words.hidden = false;

// The running total under the ballot, and what it has to say.
const total = form?.querySelector("[data-progress]");
const tell = (words, full = false) => {
  total.hidden = false;
  total.textContent = words;
  total.classList.toggle("ballot-over", full);
};

// What is filled in but not sent, under a name that leads to nobody; gone once it is cast or the round is over.
const KEPT = "ballot:";
const DAY = 24 * 3600 * 1000;
const store = {
  read(mark) {
    try {
      return JSON.parse(localStorage.getItem(KEPT + mark))?.pairs ?? [];
    } catch {
      return [];
    }
  },
  write(mark, pairs, left) {
    try {
      if (!pairs.length) localStorage.removeItem(KEPT + mark);
      else localStorage.setItem(KEPT + mark, JSON.stringify({ pairs, until: Date.now() + left * 1000 + DAY }));
    } catch {
      // A browser that keeps nothing still votes.
    }
  },
  forgetOld() {
    try {
      for (const name of Object.keys(localStorage).filter((each) => each.startsWith(KEPT))) {
        if (!(JSON.parse(localStorage.getItem(name))?.until > Date.now())) localStorage.removeItem(name);
      }
    } catch {
      // As above.
    }
  },
};
const filledIn = () => [...new FormData(form)].filter(([name, value]) => /^(choices$|points-|place-|blank$)/.test(name) && value !== "");
store.forgetOld();
if (sheet?.dataset.mark) {
  const { mark, left } = sheet.dataset;
  const keep = () => store.write(mark, filledIn(), Number(left));
  const offer = document.querySelector("[data-unsent]");
  const kept = store.read(mark);
  if ("touched" in sheet.dataset) keep();
  else if (offer && kept.length && String(kept.map(String).sort()) !== String(filledIn().map(String).sort())) {
    for (const [name, value] of kept) {
      const input = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      offer.append(input);
    }
    offer.hidden = false;
    offer.querySelector("[data-forget]").addEventListener("click", () => {
      store.write(mark, [], 0);
      offer.hidden = true;
    });
  }
  form.addEventListener("input", () => {
    if (offer) offer.hidden = true;
    keep();
  });
}
const unsent = document.querySelector("[data-unsent-mark]");
if (unsent && store.read(unsent.dataset.unsentMark).length) {
  unsent.hidden = false;
  if (unsent.nextElementSibling.matches(".next-step")) unsent.nextElementSibling.hidden = true;
}
const cast = document.querySelector("[data-cast]");
if (cast?.dataset.cast) store.write(cast.dataset.cast, [], 0);

// The clock of the last ten minutes, by this device's steady clock and the server's word: the round may have been
// extended while the page was open, and the device's own clock may be wrong.
const closing = document.querySelector("[data-closing]");
if (closing) {
  const [words, clock] = ["words", "clock"].map((name) => closing.querySelector(`[data-closing-${name}]`));
  const buttons = [...document.querySelectorAll("main form button[type=submit]")];
  let [end, asked, over, said] = [performance.now() + Number(closing.dataset.left) * 1000, -Infinity, false, ""];
  const speak = (text) => {
    closing.hidden = !text;
    if (said !== text) words.textContent = said = text;
  };
  const ask = async () => {
    asked = performance.now();
    try {
      const answer = await fetch(closing.dataset.hours, { credentials: "same-origin" });
      if (!answer.ok) return;
      const hours = await answer.json();
      const later = performance.now() + hours.left_s * 1000;
      const longer = hours.open && later > end + 30000;
      end = later;
      over = !hours.open;
      for (const button of buttons) button.disabled = over;
      if (longer) speak(say(words.dataset.longer, hours));
      show();
    } catch {
      // Without an answer the clock goes on by itself; the server has the last word anyway.
    }
  };
  const show = () => {
    const left = over ? 0 : Math.max(0, Math.ceil((end - performance.now()) / 1000));
    closing.classList.toggle("closing-over", over);
    clock.textContent = over || left > 600 ? "" : `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (over) return speak(words.dataset.over);
    if (left <= 600) speak(say(words.dataset.soon, { minutes: Math.max(1, Math.ceil(left / 60)) }));
    if (left <= 600 && performance.now() - asked > (left ? 60000 : 3000)) ask();
  };
  show();
  setInterval(show, 1000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) ask();
  });
}

// The receipt, copied with one tap.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
    button.querySelector("span").textContent = button.dataset.copied;
  });
}
