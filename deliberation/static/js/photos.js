// Photos are made small on the phone and sent one by one: less to pay for, and nothing to wait for at the end.
// Without this file they are sent with the step, as they are.
"use strict";

const LONGEST = 1600;
const box = document.querySelector("[data-photos]");

// A photo as a small JPEG; whatever cannot be drawn here is sent as it is, and the server says what it is.
const shrunk = async (file) => {
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const small = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
    return small && small.size < file.size ? small : file;
  } catch {
    return file;
  }
};

if (box) {
  const form = box.closest("form");
  const status = box.querySelector(".photo-status");
  const unsent = [];
  let busy = null;

  box.classList.add("photos-live");
  form.querySelector(".photo-send").hidden = true;

  const say = (words, again = false) => {
    status.hidden = !words;
    status.textContent = words;
    if (!again) return;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: box.dataset.again });
    button.addEventListener("click", () => start(unsent.splice(0)));
    status.append(" ", button);
  };

  const sendOne = async (file) => {
    const body = new FormData();
    body.append("csrf_token", form.elements.csrf_token.value);
    body.append("key", form.elements.key.value);
    body.append("photos", await shrunk(file), file.name || "photo.jpg");
    const answer = await fetch(box.dataset.photos, { method: "POST", body, redirect: "manual", credentials: "same-origin" });
    if (answer.type === "opaqueredirect") return false;
    if (!answer.ok) throw new Error(String(answer.status));
    const list = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("photos");
    const old = document.getElementById("photos");
    list.prepend(...old.querySelectorAll(":scope > .wrong"));
    old.replaceWith(list);
    return true;
  };

  const sendAll = async (files) => {
    for (const [place, file] of files.entries()) {
      say(box.dataset.busy.replace("{n}", place + 1).replace("{all}", files.length));
      try {
        if (!(await sendOne(file))) return say(box.dataset.signedOut);
      } catch {
        unsent.push(file);
      }
    }
    return unsent.length ? say(box.dataset.failed.replace("{n}", unsent.length), true) : say("");
  };

  const start = (files) => {
    busy = (busy || Promise.resolve()).then(() => sendAll(files)).finally(() => { busy = null; });
  };

  box.addEventListener("change", (event) => {
    const files = [...event.target.files];
    event.target.value = "";
    for (const wrong of document.querySelectorAll("#photos > .wrong")) wrong.remove();
    if (files.length) start(files);
  });

  // Going on waits for the photos that are on their way.
  form.addEventListener("submit", (event) => {
    if (!busy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say(box.dataset.wait);
    const { submitter } = event;
    busy.then(() => form.requestSubmit(submitter));
  }, true);
}
