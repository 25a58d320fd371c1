// The ballot with comfort: a running total, plus and minus, dragging, a clock at the end. Every page works without
// this file, and the server checks everything again. What is not sent yet is kept on this device alone.
"use strict";

const say = (words, facts) => words.replace(/\{(\w+)\}/g, (_all, name) => facts[name]);
const sheet = document.querySelector("[data-ballot]");
const form = sheet?.closest("form");
const fire = (input) => input.dispatchEvent(new Event("input", { bubbles: true }));
for (const words of document.querySelectorAll("[data-with-script]")) words.hidden = false;

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
const cast = document.querySelector("[data-cast]");
if (cast?.dataset.cast) store.write(cast.dataset.cast, [], 0);

// The running total under the ballot, and what it has to say.
const total = form?.querySelector("[data-progress]");
const money = (fen) => {
  const wan = (Math.round(fen / 10000) / 100).toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ",");
  return say(sheet.dataset.money, { amount: wan });
};
const tell = (words, full = false) => {
  total.hidden = false;
  total.textContent = words;
  total.classList.toggle("ballot-over", full);
};

const boxes = () => {
  const options = [...sheet.querySelectorAll("[data-option]")];
  const [most, budget] = [Number(sheet.dataset.k), sheet.dataset.budget === "" ? null : Number(sheet.dataset.budget)];
  const box = (option) => option.querySelector("input[name=choices]");
  const cost = (option) => Number(option.dataset.cost);
  const chosen = () => options.filter((option) => box(option).checked);
  const spent = () => chosen().reduce((sum, option) => sum + cost(option), 0);
  const words = () => say(sheet.dataset.progressWords, budget === null ? { used: chosen().length, all: most } : { used: money(spent()), all: money(budget) });
  const show = (also = "") => {
    const [number, used] = [chosen().length, spent()];
    for (const option of options) {
      const full = !box(option).checked && (number >= most || (budget !== null && used + cost(option) > budget));
      option.querySelector("[data-no-room]").hidden = !full || (most === 1 && budget === null);
      option.classList.toggle("option-full", full && most > 1);
    }
    tell(also ? `${words()} ${also}` : words(), Boolean(also) || number > most || (budget !== null && used > budget));
  };
  sheet.addEventListener("change", (event) => {
    const option = event.target.closest("[data-option]");
    if (!option || !event.target.checked) return show();
    const others = chosen().filter((each) => each !== option);
    if (most === 1) for (const other of others) box(other).checked = false;
    else if (others.length >= most) {
      event.target.checked = false;
      return show(sheet.dataset.full);
    }
    const left = budget === null ? 0 : budget - others.reduce((sum, each) => sum + cost(each), 0);
    if (budget !== null && cost(option) > left) {
      event.target.checked = false;
      return show(say(sheet.dataset.beyond, { cost: money(cost(option)), left: money(Math.max(left, 0)) }));
    }
    show();
  });
  show();
};

const spread = (root, all, most) => {
  const inputs = [...root.querySelectorAll("input[name^='points-']")];
  const given = (input) => Number(input.value) || 0;
  const used = () => inputs.reduce((sum, input) => sum + given(input), 0);
  const show = (also = "") => {
    for (const input of inputs) {
      const [less, more] = ["less", "more"].map((name) => input.parentElement.querySelector(`[data-${name}]`));
      less.setAttribute("aria-disabled", String(given(input) <= 0));
      more.setAttribute("aria-disabled", String(given(input) >= most || used() >= all));
    }
    if (total) {
      const words = say(sheet.dataset.progressWords, { used: used(), all });
      tell(also ? `${words} ${also}` : words, Boolean(also) || used() > all || inputs.some((input) => given(input) > most));
    }
  };
  for (const input of inputs) {
    for (const [name, by] of [["less", -1], ["more", 1]]) {
      const button = input.parentElement.querySelector(`[data-${name}]`);
      button.hidden = false;
      button.addEventListener("click", () => {
        if (by > 0 && used() >= all) return show(sheet.dataset.spent);
        const next = Math.min(Math.max(given(input) + by, 0), most);
        input.value = next || "";
        fire(input);
      });
    }
  }
  root.addEventListener("input", () => show());
  show();
};

const ranking = () => {
  const [ranked, rest] = ["ranked", "rest"].map((name) => sheet.querySelector(`[data-${name}]`));
  const most = Number(sheet.dataset.k);
  const rows = () => [...ranked.children];
  const show = (also = "") => {
    rows().forEach((row, place) => {
      row.querySelector("[data-rank]").textContent = place + 1;
    });
    for (const row of sheet.querySelectorAll("[data-option]")) {
      const place = rows().indexOf(row);
      const inside = place >= 0;
      row.querySelector("[data-place]").value = inside ? String(place + 1) : "";
      row.querySelector("[data-rank]").hidden = row.querySelector("[data-grip]").hidden = !inside;
      for (const name of ["first", "up", "down", "out"]) row.querySelector(`[data-${name}]`).hidden = !inside;
      row.querySelector("[data-add]").hidden = inside;
      row.classList.toggle("option-full", !inside && rows().length >= most);
      for (const name of ["first", "up"]) row.querySelector(`[data-${name}]`).setAttribute("aria-disabled", String(place === 0));
      row.querySelector("[data-down]").setAttribute("aria-disabled", String(place === rows().length - 1));
    }
    sheet.querySelector("[data-ranked-empty]").hidden = rows().length > 0;
    sheet.querySelector("[data-rest-title]").hidden = rest.children.length === 0;
    const words = say(sheet.dataset.progressWords, { used: rows().length, all: most });
    tell(also ? `${words} ${also}` : words, Boolean(also) || rows().length > most);
  };
  const moved = (row, focus) => {
    const place = rows().indexOf(row);
    const facts = { title: row.dataset.title, place: place + 1 };
    show();
    sheet.querySelector("[data-moved]").textContent = say(place < 0 ? sheet.dataset.nowOut : sheet.dataset.nowRanked, facts);
    if (focus) row.querySelector(focus).focus();
    fire(row.querySelector("[data-place]"));
  };
  const acts = {
    add(row) {
      if (rows().length >= most) return show(sheet.dataset.full);
      ranked.append(row);
      moved(row, "[data-up]");
    },
    first(row) {
      ranked.prepend(row);
      moved(row, "[data-down]");
    },
    up(row) {
      row.previousElementSibling?.before(row);
      moved(row, "[data-up]");
    },
    down(row) {
      row.nextElementSibling?.after(row);
      moved(row, "[data-down]");
    },
    out(row) {
      rest.prepend(row);
      moved(row, "[data-add]");
    },
  };
  for (const row of sheet.querySelectorAll("[data-option]")) {
    row.querySelector("[data-place]").hidden = true;
    row.querySelector("[data-rank-acts]").hidden = false;
    for (const [name, act] of Object.entries(acts)) row.querySelector(`[data-${name}]`).addEventListener("click", () => act(row));
    drag(row, ranked, moved);
  }
  show();
};

// Dragging by the grip, with a finger or a mouse: rows step aside as soon as it passes their middle. The dragged row
// itself never leaves the page, or it would lose the pointer.
const drag = (row, list, moved) => {
  const grip = row.querySelector("[data-grip]");
  const middle = (other) => {
    const box = other.getBoundingClientRect();
    return box.top + box.height / 2;
  };
  const move = (at) => {
    const [before, after] = [row.previousElementSibling, row.nextElementSibling];
    if (before && at.clientY < middle(before)) row.after(before);
    else if (after && at.clientY > middle(after)) row.before(after);
  };
  const end = () => {
    row.classList.remove("option-dragged");
    grip.removeEventListener("pointermove", move);
    moved(row);
  };
  grip.addEventListener("pointerdown", (event) => {
    if (row.parentElement !== list || row.classList.contains("option-dragged")) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    row.classList.add("option-dragged");
    grip.addEventListener("pointermove", move);
    grip.addEventListener("lostpointercapture", end, { once: true });
  });
};

if (sheet && total) {
  if (sheet.dataset.ballot === "points") spread(sheet, Number(sheet.dataset.points), Number(sheet.dataset.most));
  else if (sheet.dataset.ballot === "ranking") ranking();
  else boxes();
} else if (sheet?.dataset.ballot === "walk" && sheet.dataset.most) {
  spread(sheet, Infinity, Number(sheet.dataset.most));
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    form.requestSubmit(form.querySelector(".button-main"));
  });
}

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
