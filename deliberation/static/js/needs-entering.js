// Entering a pile by keyboard alone. Comfort only: the page works without this file. Nothing typed is kept here.
"use strict";

const pile = document.querySelector("[data-pile]");
const fields = [...pile.querySelectorAll("input:not([type='hidden']), select, textarea")].filter((each) => !each.closest("details"));
const save = pile.querySelector(".button-main");
const field = (name) => pile.elements[name];
for (const words of pile.querySelectorAll("[data-with-script]")) words.hidden = false;

// Enter goes to the next line of the sheet, the last one saves; Ctrl+Enter saves at once.
pile.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.target.tagName === "BUTTON") return;
  const place = fields.indexOf(event.target);
  if (place < 0 || (event.shiftKey && event.target.tagName === "TEXTAREA")) return;
  event.preventDefault();
  if (event.ctrlKey || event.metaKey || place === fields.length - 1) pile.requestSubmit(save);
  else fields[place + 1].focus();
});

// What was asked last is what is shown, however the answers overtake each other.
const look = async (input) => {
  const place = document.getElementById(input.dataset.into);
  const url = new URL(input.dataset.look, location.href);
  url.searchParams.set(input.name, input.value);
  url.searchParams.set("estate", field("estate").value);
  const asked = (place.dataset.asked = url.href);
  if (!input.value.trim()) return place.replaceChildren();
  try {
    const answer = await fetch(url, { credentials: "same-origin", redirect: "error" });
    const shown = answer.ok ? await answer.text() : "";
    if (place.dataset.asked === asked) place.innerHTML = shown;
  } catch {
    place.replaceChildren();
  }
};
for (const input of pile.querySelectorAll("[data-look]")) {
  let waiting;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => look(input), 180);
  });
}
field("estate").addEventListener("change", () => look(field("door")));

// Alt and a number: the same was said before, so the sheet supports that need instead.
pile.addEventListener("keydown", (event) => {
  const digit = event.altKey && /^Digit([1-9])$/.exec(event.code);
  const twin = digit && document.querySelector(`#alike li:nth-child(${digit[1]})`);
  if (!twin) return;
  event.preventDefault();
  field("supports").value = `${field("supports").value} ${twin.dataset.number}`.trim();
  for (const name of ["title", "category", "place", "body"]) field(name).value = "";
  for (const id of ["alike", "meant"]) document.getElementById(id).replaceChildren();
  field("supports").focus();
});

// Leaving with a half-typed sheet asks first.
const typed = () => fields.some((each) => each.value !== each.defaultValue && each.tagName !== "SELECT");
let sending = false;
pile.addEventListener("submit", () => { sending = true; });
window.addEventListener("pageshow", () => { sending = false; });
window.addEventListener("beforeunload", (event) => {
  if (!sending && typed()) event.preventDefault();
});
