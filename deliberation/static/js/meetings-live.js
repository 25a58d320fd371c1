// The live desk. Every form is an entry: it is queued on this device under its account and meeting, sent in order, sent
// again after a break, and leaves the queue only after the server's answer; the server does each key once. What others
// enter is fetched, and never put in under somebody's fingers. Every page works without this file, as plain forms.
"use strict";

{
  const desk = document.querySelector("[data-live]");
  const saving = document.querySelector("[data-saving]");
  const { account, meeting } = desk.dataset;
  const place = `live:${account}:${meeting}:`;
  const words = saving.querySelector("[data-words]").dataset;
  let token = desk.querySelector('input[name="csrf_token"]')?.value ?? "";
  let [offset, who, over] = [0, "", false];
  const trouble = { offline: false, signedOut: false, other: false };
  document.documentElement.classList.add("scripted");
  saving.hidden = false;

  const identity = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte, at) =>
      (at === 6 ? (byte & 15) | 64 : at === 8 ? (byte & 63) | 128 : byte).toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };

  // The queue: one place a waiting entry, so that two windows do not undo each other; in memory where storage is closed.
  const memory = new Map();
  const store = {
    keys() {
      try { return [...new Set([...Object.keys(localStorage).filter((key) => key.startsWith(place)), ...memory.keys()])].sort(); }
      catch { return [...memory.keys()].sort(); }
    },
    get(key) {
      if (memory.has(key)) return memory.get(key);
      try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
    },
    set(key, entry) {
      try { localStorage.setItem(key, JSON.stringify(entry)); memory.delete(key); } catch { memory.set(key, entry); }
    },
    drop(key) {
      memory.delete(key);
      try { localStorage.removeItem(key); } catch { /* closed storage held nothing */ }
    },
  };
  const entries = () => store.keys().map((key) => [key, store.get(key)]).filter(([, entry]) => entry);
  const waiting = () => entries().filter(([, entry]) => !entry.refused);
  let number = 0;
  const nameOf = () => `${place}${String(Date.now()).padStart(14, "0")}-${String(number++).padStart(5, "0")}`;
  const same = (one, other) => one.act === other.act && one.fields.row === other.fields.row;

  const titleOf = (form, fields) => {
    const counts = [fields.votes_for, fields.against, fields.abstain].filter((each) => each !== undefined).join(" / ");
    const text = counts || fields.name || fields.text || fields.point || fields.speeches || fields.conclusion || "";
    const said = (form.dataset.says || "") + (text ? `：${text}` : "");
    return said.length > 60 ? `${said.slice(0, 60)}…` : said;
  };

  const fieldsOf = (form, submitter) => {
    const fields = {};
    for (const [name, value] of new FormData(form, submitter)) if (typeof value === "string") fields[name] = value;
    if (submitter?.name) fields[submitter.name] = submitter.value;
    delete fields.csrf_token;
    delete fields.entry;
    return fields;
  };

  // Forms that make something new are ready for the next at once; the others keep what was typed until it is answered.
  const MAKING = ["ask", "said", "move", "amend", "agree"];
  const enqueue = (form, fields, saves = false) => {
    const entry = { key: identity(), act: form.dataset.act, fields, made: Date.now(), what: titleOf(form, fields), tries: 0 };
    const refused = entries().find(([, other]) => other.refused && same(other, entry) && !MAKING.includes(entry.act));
    if (refused?.[1].theirs && saves) {
      store.set(refused[0], { ...refused[1], fields: { ...fields, version: refused[1].fields.version } });
      return show();
    }
    if (refused) store.drop(refused[0]);
    const before = saves && waiting().find(([name, other]) => same(other, entry) && other.saves && name !== inFlight);
    if (before) store.set(before[0], { ...before[1], fields: { ...fields, version: before[1].fields.version }, what: entry.what });
    else store.set(nameOf(), { ...entry, saves });
    show();
    pump();
  };

  // Sending: one at a time, in order.
  let [inFlight, busy, pause, retry] = ["", false, 1500, 0];
  const later = () => {
    clearTimeout(retry);
    retry = setTimeout(pump, pause);
    pause = Math.min(pause * 1.6, 12000);
  };
  const pump = async () => {
    if (busy) return;
    busy = true;
    try {
      for (let next = waiting()[0]; next; next = waiting()[0]) {
        if (!(await send(...next))) return later();
        pause = 1500;
      }
    } finally {
      [busy, inFlight] = [false, ""];
      show();
    }
    await look(true);
  };

  const send = async (name, entry, fresh = false) => {
    inFlight = name;
    show();
    const delay = Math.max(0, Math.round((Date.now() - entry.made) / 1000));
    const body = new URLSearchParams({ ...entry.fields, entry: entry.key, account, delay, csrf_token: token });
    let answer;
    try {
      answer = await fetch(desk.querySelector("form[data-act]")?.action ?? location.pathname, {
        method: "POST", body, headers: { "X-Live": "1" }, redirect: "manual", credentials: "same-origin",
      });
    } catch {
      trouble.offline = true;
      return false;
    }
    trouble.offline = false;
    if (answer.type === "opaqueredirect" || answer.status === 400 || answer.status === 403 || answer.status === 404) {
      if (!(await renew())) return false;
      return fresh ? refuse(name, entry, [words.lost]) : send(name, entry, true);
    }
    trouble.signedOut = trouble.other = false;
    const said = await answer.json().catch(() => null);
    if (answer.ok && said) return done(name, entry, said);
    if (answer.status === 409 && said) return refuse(name, entry, said.refused, said.theirs, said.again);
    entry.tries += 1;
    if (entry.tries > 6) return refuse(name, entry, [words.lost]);
    store.set(name, entry);
    return false;
  };

  // Who is signed in now, and with what token entries are sent.
  const renew = async () => {
    try {
      const answer = await fetch(desk.dataset.tokenUrl, { redirect: "manual", credentials: "same-origin" });
      if (!answer.ok) {
        trouble.signedOut = answer.type === "opaqueredirect";
        trouble.other = !trouble.signedOut && (answer.status === 403 || answer.status === 404);
        return false;
      }
      const given = await answer.json();
      [trouble.signedOut, trouble.other] = [false, given.account !== account];
      if (trouble.other) return false;
      token = given.token;
      for (const field of document.querySelectorAll('input[name="csrf_token"]')) field.value = token;
      return true;
    } catch {
      trouble.offline = true;
      return false;
    }
  };

  const done = (name, entry, said) => {
    store.drop(name);
    const form = document.getElementById(`form-${entry.act}-${entry.fields.row}`);
    const version = said.done.version;
    if (version !== undefined) {
      for (const [other, later] of waiting()) {
        if (same(later, entry)) store.set(other, { ...later, fields: { ...later.fields, version: String(version) } });
      }
      const field = form?.elements.version;
      if (field) field.value = field.defaultValue = version;
    }
    if (form && entry.saves) settle(form, entry.fields);
    else if (form && !MAKING.includes(entry.act)) form.reset();
    return true;
  };

  const refuse = (name, entry, why, theirs = null, again = false) => {
    store.set(name, { ...entry, refused: why, theirs, again });
    return true;
  };

  // What a form held when it was sent is what the server has now.
  const settle = (form, fields) => {
    for (const field of form.querySelectorAll("textarea, input:not([type=hidden], [type=radio], [type=checkbox])")) {
      if (field.name in fields) field.defaultValue = fields[field.name];
    }
  };

  // Telling: all kept, or how many wait; what was refused stays to be mended.
  const state = saving.querySelector("[data-state]");
  let shownRefused = "";
  const show = () => {
    const left = waiting().length;
    const text = !left ? state.dataset.kept : trouble.offline || trouble.signedOut || trouble.other
      ? state.dataset.waiting.replace("{n}", left) : left > 1 ? state.dataset.waiting.replace("{n}", left) : state.dataset.sending;
    if (state.textContent !== text) state.textContent = text;
    state.dataset.now = left ? "waiting" : "kept";
    saving.querySelector("[data-offline]").hidden = !trouble.offline;
    saving.querySelector("[data-signed-out]").hidden = !trouble.signedOut;
    saving.querySelector("[data-other]").hidden = !trouble.other;
    saving.querySelector("[data-over]").hidden = !over;
    const refused = entries().filter(([, entry]) => entry.refused);
    const now = JSON.stringify(refused);
    if (now === shownRefused) return;
    shownRefused = now;
    const list = saving.querySelector("[data-refused]");
    list.replaceChildren(...refused.map(([name, entry]) => refusedRow(name, entry)));
    list.querySelector("li")?.scrollIntoView({ block: "nearest" });
  };

  const refusedRow = (name, entry) => {
    const row = saving.querySelector("template[data-refused-row]").content.firstElementChild.cloneNode(true);
    row.querySelector("[data-why]").setAttribute("role", "alert");
    row.querySelector("[data-what]").textContent = entry.what;
    row.querySelector("[data-why]").textContent = entry.refused.join(" ");
    const [theirs, mine] = [row.querySelector("[data-theirs]"), row.querySelector("[data-mine]")];
    if (entry.theirs) {
      const texts = Object.values(entry.theirs.texts).filter(Boolean).join("\n");
      theirs.textContent = `${words.theirsNow}${texts || words.empty}`;
      theirs.hidden = mine.hidden = false;
    }
    const resend = (changes) => {
      store.set(name, { ...entry, fields: { ...entry.fields, ...changes }, refused: null, theirs: null, again: false, key: identity() });
      show();
      pump();
    };
    const again = row.querySelector("[data-again]");
    again.hidden = !entry.again;
    again.addEventListener("click", () => resend({ again: "1" }));
    mine.addEventListener("click", () => resend({ version: String(entry.theirs.version) }));
    row.querySelector("[data-mend]").addEventListener("click", () => mend(name, entry));
    row.querySelector("[data-drop]").addEventListener("click", () => {
      store.drop(name);
      show();
    });
    return row;
  };

  // Put a refused entry back into its form, to be changed and sent again.
  const mend = (name, entry) => {
    const form = document.getElementById(`form-${entry.act}-${entry.fields.row}`);
    if (!form) return;
    for (const [field, value] of Object.entries(entry.fields)) {
      const element = form.elements[field];
      if (!element || ["act", "row", "account", "shown"].includes(field)) continue;
      if (element.type === "checkbox") element.checked = true;
      else element.value = value;
    }
    if (entry.theirs && form.elements.version) form.elements.version.value = entry.theirs.version;
    store.drop(name);
    show();
    open(form);
    (form.querySelector("textarea, input:not([type=hidden], [type=radio])") ?? form.querySelector("button"))?.focus();
  };

  const open = (element) => {
    for (let around = element.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
  };

  // Forms: sent as entries; what was typed goes into the queue, and the form is ready for the next.
  let lately = ["", 0];
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-act]");
    if (!form || !desk.contains(form)) return;
    event.preventDefault();
    delete form.dataset.sent;
    const fields = fieldsOf(form, event.submitter);
    const print = JSON.stringify([form.id, fields]);
    if (lately[0] === print && Date.now() - lately[1] < 700) return;
    lately = [print, Date.now()];
    if (form.querySelector("[data-saves]")) {
      clearTimeout(timers.get(form));
      settle(form, fields);
      return enqueue(form, fields, true);
    }
    enqueue(form, fields);
    if (!MAKING.includes(form.dataset.act)) return;
    form.reset();
    if (form.dataset.act === "ask" && who) {
      who = "";
      people();
    }
    if (document.activeElement?.closest("form") === form) form.querySelector("[data-key], textarea")?.focus();
  });

  // Points and notes are saved as they are typed: after a moment's rest, and on leaving the field.
  const timers = new Map();
  const dirty = (part) => [...part.querySelectorAll("textarea, input:not([type=hidden]), select")].some((field) =>
    field.type === "radio" || field.type === "checkbox" ? field.checked !== field.defaultChecked
      : field.matches("select") ? ![...field.options].every((each) => each.selected === each.defaultSelected) && field.selectedIndex > 0
        : field.value !== field.defaultValue);
  const save = (form) => {
    clearTimeout(timers.get(form));
    timers.delete(form);
    if (!dirty(form)) return;
    const fields = fieldsOf(form);
    enqueue(form, fields, true);
  };
  desk.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-act]");
    if (event.target.matches("[data-saves]") && !timers.has(form)) timers.set(form, setTimeout(save, 3000, form));
    if (form?.dataset.act === "ask" && event.target.name === "name") {
      who = event.target.value.trim();
      clearTimeout(timers.get("who"));
      timers.set("who", setTimeout(people, 250));
    }
    if (form?.dataset.act === "roll") {
      const { name, value } = event.target;
      const fields = fieldsOf(form);
      for (const field of Object.keys(fields)) if (field.startsWith("choice-") && field !== name) delete fields[field];
      event.target.closest("fieldset").querySelectorAll("input").forEach((each) => { each.defaultChecked = each.checked; });
      enqueue(form, { ...fields, [name]: value });
    }
  });
  desk.addEventListener("focusout", (event) => {
    const form = event.target.closest("form[data-act]");
    if (event.target.matches("[data-saves]") && form) save(form);
  });

  // What others entered: asked for every two and a half seconds, while the page is seen.
  const root = () => desk.querySelector("[data-root]");
  const fetchPart = async (version) => {
    const url = new URL(desk.dataset.partUrl, location.href);
    url.searchParams.set("version", version);
    url.searchParams.set("item", new URLSearchParams(location.search).get("item") ?? "");
    if (who) url.searchParams.set("who", who);
    const answer = await fetch(url, { redirect: "manual", credentials: "same-origin" });
    trouble.offline = false;
    if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) return void (await renew());
    if (!answer.ok || answer.status === 204) return null;
    over ||= answer.headers.has("X-Meeting-Over");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("[data-root]");
  };
  let looking = false;
  const look = async (forced = false) => {
    if (looking || over || (document.hidden && !forced)) return;
    looking = true;
    try {
      if (trouble.signedOut || trouble.other) await renew();
      const fresh = await fetchPart(root().dataset.version);
      if (fresh) update(fresh);
    } catch {
      trouble.offline = true;
    } finally {
      looking = false;
      show();
      if (waiting().length && !trouble.offline && !trouble.signedOut && !trouble.other) pump();
    }
  };
  const people = async () => {
    try {
      const fresh = await fetchPart("");
      const chips = fresh?.querySelector("[data-chips]");
      if (chips) desk.querySelector("[data-chips]")?.replaceWith(chips);
    } catch { /* without a line the name is sent as typed */ }
  };

  const update = (fresh) => {
    const [old, held] = [root(), document.activeElement];
    const [id, from, to] = [held?.id, held?.selectionStart, held?.selectionEnd];
    for (const box of fresh.querySelectorAll("[data-parts]")) {
      if (!box.parentElement.closest("[data-parts]")) merge(old.querySelector(`[data-parts="${box.dataset.parts}"]`), box);
    }
    for (const field of desk.querySelectorAll('input[name="csrf_token"]')) field.value = token;
    Object.assign(old.dataset, { version: fresh.dataset.version, item: fresh.dataset.item });
    offset = Number(fresh.dataset.now) - Date.now();
    if (id && !document.activeElement?.id && document.getElementById(id)) {
      const again = document.getElementById(id);
      again.focus({ preventScroll: true });
      if (from !== null && from !== undefined && again.setSelectionRange && /^(text|search|)$/.test(again.type ?? "")) again.setSelectionRange(from, to);
    }
    tick();
  };

  // Parts of a box: replaced one by one; where somebody writes, what is new is offered instead.
  const merge = (box, fresh) => {
    if (!box) return;
    const kept = new Map([...box.children].map((part) => [part.dataset.part, part]));
    let before = null;
    for (const part of [...fresh.children]) {
      let here = kept.get(part.dataset.part);
      kept.delete(part.dataset.part);
      if (!here) here = part;
      else if (dirty(here) || queued(here)) hold(here, part);
      else if (plain(here) !== plain(part)) {
        reopen(here, part);
        here.replaceWith(part);
        here = part;
      }
      if (before ? before.nextElementSibling !== here : box.firstElementChild !== here) before ? before.after(here) : box.prepend(here);
      before = here;
    }
    for (const part of kept.values()) if (!dirty(part) && !queued(part)) part.remove();
  };
  const plain = (part) => {
    const copy = part.cloneNode(true);
    for (const hidden of copy.querySelectorAll('input[name="entry"], input[name="csrf_token"], .live-fresh')) hidden.remove();
    for (const details of copy.querySelectorAll("details")) details.removeAttribute("open");
    for (const mark of copy.querySelectorAll("[data-clock]")) mark.textContent = "";
    for (const mark of [copy, ...copy.querySelectorAll("*")]) for (const name of ["class", "hidden", "data-sent"]) mark.removeAttribute(name);
    return copy.innerHTML;
  };
  const queued = (part) => {
    const forms = new Set([...part.querySelectorAll("form[data-act]")].map((form) => form.id));
    return waiting().some(([, entry]) => entry.saves && forms.has(`form-${entry.act}-${entry.fields.row}`));
  };
  const reopen = (here, part) => {
    for (const details of here.querySelectorAll("details[id]")) {
      const again = part.querySelector(`#${CSS.escape(details.id)}`);
      if (again && details.open) again.open = true;
    }
  };
  const hold = (here, part) => {
    for (const inner of part.querySelectorAll("[data-parts]")) merge(here.querySelector(`[data-parts="${inner.dataset.parts}"]`), inner);
    const [mine, theirs] = [here, part].map((each) => each.querySelector('form input[name="version"]')?.value);
    if (!theirs || mine === theirs || queued(here) || here.querySelector(".live-fresh")) return;
    const note = saving.querySelector("template[data-fresh-row]").content.firstElementChild.cloneNode(true);
    note.querySelector("button").addEventListener("click", () => {
      for (const form of here.querySelectorAll("form")) {
        clearTimeout(timers.get(form));
        timers.delete(form);
        form.reset();
      }
      note.remove();
      root().dataset.version = "";
      look(true);
    });
    here.prepend(note);
  };

  // The timer: counted by the server's clock.
  const tick = () => {
    for (const timer of desk.querySelectorAll("[data-began]")) {
      const seconds = Math.max(0, Math.floor((Date.now() + offset - Number(timer.dataset.began)) / 1000));
      const [clock, past] = [timer.querySelector("[data-clock]"), seconds >= Number(timer.dataset.seconds)];
      clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      clock.classList.add("live-counting");
      timer.querySelector("[data-past]").hidden = !past;
      timer.closest(".live-running").classList.toggle("live-past", past);
    }
  };

  // Keys: one letter opens, presses or goes to whatever carries it.
  const off = () => localStorage.getItem("keys") === "off";
  const marks = () => document.documentElement.classList.toggle("keys-on", !off());
  document.querySelector("[data-keys-on]")?.addEventListener("change", () => setTimeout(marks));
  marks();
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return event.target.closest("form[data-act]")?.requestSubmit();
    if (event.key === "Escape" && event.target.closest("form[data-act]")) return event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat || off() || document.querySelector("dialog[open]")) return;
    if (event.target.closest("select, textarea, [contenteditable], input:not([type=checkbox], [type=radio])")) return;
    const target = /^[a-z]$/.test(event.key) && desk.querySelector(`[data-key="${event.key}"]`);
    if (!target) return;
    event.preventDefault();
    open(target);
    if (target.matches("summary")) {
      target.parentElement.open = true;
      target.parentElement.querySelector("textarea, input:not([type=hidden])")?.focus();
    } else if (target.matches("input, textarea")) {
      target.focus();
      target.scrollIntoView({ block: "nearest" });
    } else {
      target.click();
    }
  });

  // Leaving: what is typed is queued; a page of the desk sends it on, so only leaving the desk is warned of.
  let within = false;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    within = Boolean(link && /\/(live|roll)$/.test(link.pathname));
  });
  addEventListener("beforeunload", (event) => {
    for (const form of desk.querySelectorAll("form[data-act]")) if (form.querySelector("[data-saves]")) save(form);
    if (waiting().length && !within) event.preventDefault();
  });
  addEventListener("online", pump);
  addEventListener("offline", () => { trouble.offline = true; show(); });
  addEventListener("focus", () => { if (trouble.signedOut || trouble.other) renew().then((ready) => ready && pump()); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  setInterval(tick, 500);
  setInterval(look, 2500);
  offset = Number(root().dataset.now) - Date.now();
  tick();
  show();
  pump();
}
