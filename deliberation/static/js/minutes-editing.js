// Writing minutes takes long: what is typed stays in this tab until it is saved, should the session end or the
// page be closed by accident. Without this file the page works all the same.
"use strict";

const writing = document.querySelector("form[data-keeps]");
const saved = document.querySelector("[data-saved]");
const nameOf = (id) => `minutes:${id}`;

if (saved) sessionStorage.removeItem(nameOf(saved.dataset.saved));

if (writing) {
  const name = nameOf(writing.dataset.keeps);
  const told = document.querySelector("[data-kept]");
  const revision = writing.elements.revision;
  const texts = [...writing.querySelectorAll("textarea")];
  const asShown = new Map(texts.map((text) => [text.name, text.value]));

  const keep = () => {
    const words = texts.filter((text) => text.value !== asShown.get(text.name)).map((text) => [text.name, text.value]);
    try {
      if (words.length) sessionStorage.setItem(name, JSON.stringify({ revision: revision.value, words }));
      else sessionStorage.removeItem(name);
    } catch {
      // a device without room keeps nothing; the words are still on the page
    }
  };

  const kept = JSON.parse(sessionStorage.getItem(name) ?? "null");
  const refused = document.querySelector(".notice-error");
  if (kept && !refused) {
    // The text they were typed into may have changed meanwhile: the server is told from which one they began.
    revision.value = kept.revision;
    for (const [field, value] of kept.words) if (writing.elements[field]) writing.elements[field].value = value;
    told.hidden = false;
  }
  writing.addEventListener("input", keep);
  document.querySelector("[data-drop]").addEventListener("click", () => {
    sessionStorage.removeItem(name);
    location.reload();
  });
}
