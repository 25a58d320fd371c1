// Dragging on the conversion desk: a need onto the list becomes a row, onto a row goes into it; a row between two others
// takes that place. Without this file the ticks and buttons do the same; the server checks everything again.
"use strict";

for (const desk of document.querySelectorAll("[data-converting]")) {
  const picking = desk.querySelector("[data-picking]");
  const list = desk.querySelector("[data-lines]");
  const hint = list.querySelector("[data-drop-hint]");
  let dragged = null;

  const send = (action, values) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = action;
    const token = document.querySelector('[name="csrf_token"]').value;
    for (const [name, value] of [["csrf_token", token], ...values]) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = value;
      form.append(field);
    }
    document.body.append(form);
    form.submit();
  };

  // Who drags one of several ticked needs drags them all.
  const needs = () => {
    const ticked = [...picking.querySelectorAll('[name="need"]:checked')].map((box) => box.value);
    return (ticked.includes(dragged.dataset.need) ? ticked : [dragged.dataset.need]).map((id) => ["need", id]);
  };
  const clear = () => {
    for (const each of list.querySelectorAll(".drop-now, .drop-before, .drop-after")) each.classList.remove("drop-now", "drop-before", "drop-after");
    list.classList.remove("drop-now");
  };
  const lower = (row, event) => {
    const box = row.getBoundingClientRect();
    return event.clientY > box.top + box.height / 2;
  };

  desk.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-need], [data-row]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.need || dragged.dataset.row);
    dragged.classList.add("dragging");
    if (hint) hint.hidden = !dragged.dataset.need;
  });
  desk.addEventListener("dragend", () => {
    dragged?.classList.remove("dragging");
    if (hint) hint.hidden = true;
    dragged = null;
    clear();
  });
  list.addEventListener("dragover", (event) => {
    if (!dragged) return;
    const row = event.target.closest("[data-row]");
    clear();
    if (dragged.dataset.need) (row || list).classList.add("drop-now");
    else if (row && row !== dragged) row.classList.add(lower(row, event) ? "drop-after" : "drop-before");
    else return;
    event.preventDefault();
  });
  list.addEventListener("drop", (event) => {
    if (!dragged) return;
    event.preventDefault();
    const row = event.target.closest("[data-row]");
    if (dragged.dataset.need && row) send(picking.dataset.into, [["row", row.dataset.row], ...needs()]);
    else if (dragged.dataset.need) send(picking.action, needs());
    else if (row && row !== dragged) {
      const [from, to] = [Number(dragged.dataset.position), Number(row.dataset.position)];
      const place = to + (lower(row, event) ? 1 : 0);
      send(dragged.dataset.place, [["position", place > from ? place - 1 : place]]);
    }
  });
}
