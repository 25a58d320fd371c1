// Ticking options and giving points with comfort: a running total, plus and minus. The ballot works without this file,
// and the server checks everything again. Stands after ballot.js, whose names it uses.
/* global sheet, form, say, total, tell, fire */
"use strict";

const money = (fen) => {
  const wan = (Math.round(fen / 10000) / 100).toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ",");
  return say(sheet.dataset.money, { amount: wan });
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

const spread = (root, all, most, k) => {
  const inputs = [...root.querySelectorAll("input[type=number][name^='points-']")];
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
        if (by > 0 && !given(input) && inputs.filter(given).length >= k) return show(sheet.dataset.full);
        const next = Math.min(Math.max(given(input) + by, 0), most);
        input.value = next || "";
        fire(input);
      });
    }
  }
  root.addEventListener("input", () => show());
  show();
};

if (sheet && total) {
  if (sheet.dataset.ballot === "points") spread(sheet, ...["points", "most", "k"].map((name) => Number(sheet.dataset[name])));
  else boxes();
} else if (sheet?.dataset.ballot === "walk" && sheet.dataset.most) {
  spread(sheet, Infinity, Number(sheet.dataset.most), 1);
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    form.requestSubmit(form.querySelector(".button-main"));
  });
}
