// Putting options in order with comfort: by buttons and by dragging. The ballot works without this file, and the server
// checks everything again. Stands after ballot.js, whose names it uses.
/* global sheet, say, total, tell, fire */
"use strict";

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
}
