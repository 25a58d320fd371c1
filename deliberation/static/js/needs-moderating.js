// Keys for moderators: x picks the text that has the focus, p publishes it, t takes it down, n lets it stand.
"use strict";

const boxes = () => [...document.querySelectorAll(".watched-pick input")];

for (const button of document.querySelectorAll("[data-pick-all]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const all = boxes().every((box) => box.checked);
    for (const box of boxes()) box.checked = !all;
  });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (localStorage.getItem("keys") === "off" || document.querySelector("dialog[open]")) return;
  if (event.target.closest('input:not([type="checkbox"]), select, textarea')) return;
  const text = document.activeElement?.closest(".watched");
  if (!text) return;
  const part = (act) => text.querySelector(`[data-act="${act}"]`);
  const open = (summary) => {
    if (!summary) return;
    const details = summary.closest("details");
    details.open = true;
    details.querySelector('input:not([type="hidden"])').focus();
  };
  const acts = {
    x: () => text.querySelector(".watched-pick input")?.click(),
    p: () => part("publish")?.click(),
    t: () => open(part("take_down")),
    n: () => open(part("dismiss")),
  };
  if (!acts[event.key]) return;
  event.preventDefault();
  acts[event.key]();
});
