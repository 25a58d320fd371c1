// The sorting desk by keyboard: one letter an act. Comfort only: every act has its button, and works without this file.
"use strict";

{
  const off = () => localStorage.getItem("keys") === "off";
  const marks = () => document.documentElement.classList.toggle("keys-on", !off());
  document.querySelector("[data-keys-on]")?.addEventListener("change", () => setTimeout(marks));
  marks();

  // Rows: j and k walk, x ticks, Shift ticks a whole stretch.
  const rows = [...document.querySelectorAll("[data-row]")];
  const ticks = rows.map((row) => row.querySelector("input"));
  const links = rows.map((row) => row.querySelector("a"));
  const here = () => {
    const held = rows.findIndex((row) => row.contains(document.activeElement));
    return held < 0 ? rows.findIndex((row) => row.classList.contains("row-now")) : held;
  };
  const walk = (step) => {
    const place = Math.max(0, Math.min(rows.length - 1, here() + step));
    links[place]?.focus();
    links[place]?.scrollIntoView({ block: "nearest" });
  };
  const chosen = document.querySelector("[data-chosen]");
  const count = () => {
    const number = ticks.filter((tick) => tick.checked).length;
    chosen.textContent = number;
    chosen.hidden = !number;
  };
  let last = -1;
  ticks.forEach((tick, place) => tick.addEventListener("click", (event) => {
    if (event.shiftKey && last >= 0) {
      for (const each of ticks.slice(Math.min(last, place), Math.max(last, place) + 1)) each.checked = tick.checked;
    }
    last = place;
    count();
  }));
  document.querySelector("[data-choose-all]")?.addEventListener("click", (event) => {
    event.preventDefault();
    const all = ticks.every((tick) => tick.checked);
    for (const tick of ticks) tick.checked = !all;
    count();
  });
  if (chosen) {
    count();
    window.addEventListener("pageshow", count);
  }
  rows[here()]?.scrollIntoView({ block: "nearest" });

  // Ready answers go into the field at once; what was typed by hand stays above them.
  for (const choice of document.querySelectorAll("[data-fill]")) {
    const field = document.getElementById(choice.dataset.fill);
    let filled = field.value;
    choice.addEventListener("change", () => {
      const text = choice.selectedOptions[0].dataset.text || "";
      const kept = field.value.trim() && field.value !== filled ? `${field.value.trim()}\n` : "";
      field.value = filled = kept + text;
      field.focus();
    });
  }
  for (const button of document.querySelectorAll("[data-without-script]")) button.hidden = true;

  // What was typed and not sent is still there when the need comes to hand again; it never leaves this window.
  for (const field of document.querySelectorAll(".act textarea")) {
    const place = field.form.getAttribute("action").split("?")[0];
    const kept = sessionStorage.getItem(place);
    if (kept && !field.value) {
      field.value = kept;
      field.closest("details").open = true;
    }
    field.addEventListener("input", () => sessionStorage.setItem(place, field.value));
    field.form.addEventListener("submit", () => sessionStorage.removeItem(place));
  }

  // One letter opens, presses or follows whatever carries it.
  const fire = (target) => {
    if (target.matches("input")) {
      target.checked = true;
      target.focus();
    } else if (target.matches("summary")) {
      target.parentElement.open = true;
      const words = target.nextElementSibling;
      (words.querySelector("[data-first]") || words.querySelector("select, input:not([type=hidden]), textarea"))?.focus();
      target.scrollIntoView({ block: "nearest" });
    } else if (target.value === "other" && !target.form.querySelector(":checked")) {
      target.form.querySelector("input[type=radio]")?.focus();
    } else {
      target.click();
    }
  };
  const plain = {
    j: () => walk(1),
    k: () => walk(-1),
    x: () => ticks[here()]?.click(),
    v: () => {
      const twin = document.querySelector("[data-compare]:checked") || document.querySelector("[data-compare]");
      if (twin) location.href = twin.dataset.compare;
    },
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest(".act-words")) {
      return event.target.form?.requestSubmit();
    }
    if (event.key === "Escape" && event.target.closest(".act")) return event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat && event.key > "k") return;
    if (off() || document.querySelector("dialog[open]")) return;
    if (event.target.closest("select, textarea, [contenteditable], input:not([type=checkbox], [type=radio])")) return;
    const target = /^[a-z0-9]$/.test(event.key) && document.querySelector(`[data-key="${event.key}"]`);
    const act = plain[event.key] || (target && (() => fire(target)));
    if (!act) return;
    event.preventDefault();
    act();
  });
}
