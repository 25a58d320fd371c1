// Entering on behalf: only what the chosen act asks for is shown; without this file everything is.
"use strict";

const form = document.querySelector("[data-behalf]");
if (form) {
  const parts = form.querySelectorAll("[data-for]");
  const show = () => {
    const act = form.querySelector('input[name="act"]:checked')?.value ?? "";
    for (const part of parts) part.hidden = !part.dataset.for.split(" ").includes(act);
  };
  form.addEventListener("change", show);
  show();
  // A choice to be made, or what was wrong, comes before the first field.
  form.querySelector('.field-group input[type="radio"]')?.focus();
}
