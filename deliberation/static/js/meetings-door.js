// The door by keyboard: type, arrow, Enter, next. Comfort only: the page works without this file.
"use strict";

const field = document.getElementById("who");
if (field) {
  let place = 0;
  let waiting = false;
  let tapped = false;
  const list = () => document.getElementById("hall-list");
  const rows = () => [...list().querySelectorAll(".door-list > li[id]")];
  const fresh = () => list().dataset.for === field.value.trim();

  const show = () => {
    const all = rows();
    place = Math.max(0, Math.min(place, all.length - 1));
    all.forEach((row, index) => row.classList.toggle("door-chosen", Boolean(field.value.trim()) && index === place));
  };

  const tap = () => {
    const button = rows()[place]?.querySelector(".door-arrived");
    if (!button) return;
    tapped = true;
    button.click();
  };

  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      place += step;
      show();
      rows()[place]?.scrollIntoView({ block: "nearest" });
    }
    if (event.key === "Escape") field.value = "";
    if (event.key !== "Enter" || !field.value.trim()) return;
    event.preventDefault();
    // Whoever types faster than the line answers: the tap waits for the list that was meant, and is for one alone.
    if (fresh()) tap();
    else waiting = true;
  });
  field.addEventListener("input", () => { place = 0; waiting = false; });

  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "hall-list" && !event.detail.elt.closest?.("#hall-list")) return;
    show();
    if (waiting && fresh()) {
      waiting = false;
      if (rows().length === 1) tap();
    }
  });

  // Somebody is busy in the list: what another door changed is shown when they are done.
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.id !== "hall-list" || !list().contains(document.activeElement)) return;
    if (list().querySelector("details[open]")) event.preventDefault();
  });

  // After a tap made by keyboard the field is empty for the next; a tap that did not arrive says so.
  document.body.addEventListener("htmx:afterRequest", (event) => {
    // The answer has taken the row's place: whose request it was stands in its settings alone.
    if (!event.detail.requestConfig?.elt.matches("form.door-row")) return;
    const last = document.getElementById("last");
    if (!event.detail.successful) last.textContent = field.dataset.lost;
    if (!tapped) return;
    tapped = false;
    field.focus();
    if (!event.detail.successful) return;
    field.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// The signed sheet: a whole page at once.
const sheet = document.querySelector("[data-sheet]");
if (sheet) {
  const all = sheet.querySelector("[data-all]");
  all.hidden = false;
  all.querySelector("button").addEventListener("click", () => {
    for (const box of sheet.querySelectorAll('input[type="checkbox"]:not(:disabled)')) box.checked = true;
  });
}
