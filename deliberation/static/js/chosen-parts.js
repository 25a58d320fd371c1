// Only what the chosen radio (named by data-chooses) asks for is shown; without this file everything is.
"use strict";

const form = document.querySelector("[data-chooses]");
if (form) {
  const radios = `input[name="${form.dataset.chooses}"]`;
  const parts = form.querySelectorAll("[data-for]");
  const show = () => {
    const chosen = form.querySelector(`${radios}:checked`)?.value ?? "";
    for (const part of parts) part.hidden = !part.dataset.for.split(" ").includes(chosen);
  };
  form.addEventListener("change", show);
  show();
  // A choice to be made comes before the first field; what was wrong comes before both.
  if (!document.querySelector("[data-focus]")) form.querySelector(radios)?.focus();
}
