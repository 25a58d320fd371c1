// Comfort only: every page works without this file. Nothing here sends, decides or remembers anything about a person.
"use strict";

// Passwords: a button that shows what was typed.
for (const button of document.querySelectorAll("[data-show-password]")) {
  const input = document.getElementById(button.dataset.showPassword);
  const [show, hide] = [button.textContent, button.dataset.hideLabel];
  button.hidden = false;
  button.addEventListener("click", () => {
    const visible = input.type === "password";
    input.type = visible ? "text" : "password";
    button.textContent = visible ? hide : show;
    button.setAttribute("aria-pressed", String(visible));
  });
}

// The summary of errors takes the focus, so that a screen reader and the eye begin there.
document.querySelector("[data-focus]")?.focus();

// A form is sent once, however often the button is pressed on a slow line.
for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 5000);
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Printing opens every explanation, and closes it again.
window.addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("main details:not([open])")) {
    details.open = true;
    details.dataset.opened = "for print";
  }
});
window.addEventListener("afterprint", () => {
  for (const details of document.querySelectorAll("[data-opened]")) {
    details.open = false;
    delete details.dataset.opened;
  }
});
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Large type: the page, or the part a button names, read aloud paragraph by paragraph, where the device has a voice.
for (const reader of "speechSynthesis" in window ? document.querySelectorAll("[data-read-aloud]") : []) {
  const words = reader.querySelector("span");
  const [start, stop] = [words.textContent, reader.dataset.stop];
  const silence = () => {
    speechSynthesis.cancel();
    words.textContent = start;
  };
  reader.hidden = false;
  reader.addEventListener("click", () => {
    if (words.textContent === stop) return silence();
    speechSynthesis.cancel();
    words.textContent = stop;
    const part = document.querySelector(reader.dataset.reads ?? "main");
    const texts = [...part.querySelectorAll(":is(h1, h2, h3, p, li, dt, dd, th, td, label, legend)")]
      .filter((element) => element.offsetParent && !element.querySelector("p, li, dd, label"))
      .map((element) => element.innerText.trim())
      .filter(Boolean);
    texts.forEach((text, index) => {
      const speech = new SpeechSynthesisUtterance(text);
      speech.lang = document.documentElement.lang === "en" ? "en" : "zh-CN";
      speech.rate = 0.9;
      if (index === texts.length - 1) speech.onend = silence;
      speechSynthesis.speak(speech);
    });
    if (!texts.length) silence();
  });
  window.addEventListener("pagehide", silence);
}

// Keys for desks: j and k walk along a list, Enter opens, / searches, ? tells; all can be switched off there.
const help = document.getElementById("keys");
const lists = document.querySelectorAll("[data-walk]");
if (help) {
  const off = () => localStorage.getItem("keys") === "off";
  const box = help.querySelector("[data-keys-on]");
  let place = -1;
  box.checked = !off();
  box.addEventListener("change", () => localStorage.setItem("keys", box.checked ? "on" : "off"));
  help.querySelector("[data-close]").addEventListener("click", () => help.close());
  for (const opener of document.querySelectorAll("[data-keys-help]")) {
    opener.hidden = false;
    opener.addEventListener("click", () => help.showModal());
  }
  const walk = (step) => {
    const stops = [...lists].flatMap((list) => [...list.children]).map((row) => row.querySelector("a[href], button, input, summary"))
      .filter(Boolean);
    if (!stops.length) return;
    place = Math.max(0, Math.min(stops.length - 1, place + step));
    stops[place].focus();
    stops[place].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return;
    if (event.target.closest("input, select, textarea, [contenteditable]") || off()) return;
    const acts = {
      j: () => walk(1),
      k: () => walk(-1),
      "/": () => document.querySelector('main input[type="search"], main .filters input:not([type="hidden"])')?.focus(),
      "?": () => help.showModal(),
    };
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  });
}
