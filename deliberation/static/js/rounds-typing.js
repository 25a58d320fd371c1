// Typing paper ballots by keyboard and scanner alone. Comfort only: the page works without this file.
"use strict";

const paper = document.querySelector("[data-typing]");
const code = paper.elements.code;
const said = paper.elements.said;

// A scanner types the whole address and Enter: the code is its last part, and the next field is ready.
code.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || said.value.trim()) return;
  const typed = code.value.trim().replace(/\/+$/, "").split("/").pop();
  if (typed.replace(/[\s-]/g, "").length !== 10) return;
  event.preventDefault();
  code.value = typed.toUpperCase();
  said.focus();
});

// Sent once, however often the key is hit.
let sent = false;
paper.addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
});
addEventListener("pageshow", () => { sent = false; });

// The field that is next takes the keys, also after the page came back with a word on what was typed.
(paper.querySelector("[autofocus]") ?? code).focus();
