// Planning a round: what the chosen method does not ask for steps aside. Nothing that was typed is lost by it.
"use strict";

const plan = document.getElementById("plan");
const chosen = (name) => plan.querySelector(`input[name="${name}"]:checked`)?.value;

const tidy = () => {
  const words = [chosen("method"), `${chosen("method")}:${chosen("ballot")}`];
  for (const part of plan.querySelectorAll("[data-for]")) {
    const needed = part.dataset.for.split(" ").some((word) => words.includes(word));
    part.hidden = !needed;
    if (needed && part.tagName === "DETAILS") part.open = true;
  }
};

plan.addEventListener("change", tidy);
tidy();
