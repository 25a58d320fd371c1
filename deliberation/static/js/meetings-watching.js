// What is watched (a ballot, the projector) asks again by itself: the server answers with the new part, or with nothing.
// A lost network, a restarted server or an ended session is said in a small sign; what was shown stays.
"use strict";

{
  const box = document.querySelector("[data-watch]");
  const sign = document.querySelector("[data-sign]");
  const every = Number(box.dataset.every ?? 2000);
  let [seen, since] = ["", performance.now()];

  const part = () => box.querySelector("[data-now]");
  const spell = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const say = (what) => {
    if (!sign) return;
    for (const each of sign.querySelectorAll("[data-says]")) each.hidden = each.dataset.says !== what;
    sign.hidden = !what;
  };

  // Clocks count by this device's steady clock from the server's word.
  const tick = () => {
    const gone = Math.floor((performance.now() - since) / 1000);
    for (const clock of box.querySelectorAll("[data-clock]")) {
      const of = clock.closest("[data-left]");
      const left = Number(of.dataset.left) - (of.dataset.still === undefined ? gone : 0);
      of.classList.toggle("past", left <= 0);
      clock.textContent = left > 0 ? box.dataset.clockWords.replace("{time}", spell(left)) : box.dataset.overWords;
    }
  };

  const begin = () => {
    seen = part()?.dataset.seen ?? "";
    since = performance.now();
    tick();
  };

  const ask = async () => {
    let next = every;
    try {
      const address = new URL(box.dataset.watch, location.href);
      address.searchParams.set("seen", seen);
      const answer = await fetch(address, { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(10000) });
      if (answer.redirected || [401, 403].includes(answer.status)) {
        say("signed-out");
        next = 10000;
      } else if (answer.status === 200) {
        const before = part()?.dataset.state;
        box.innerHTML = await answer.text();
        begin();
        say("");
        if (box.dataset.every === undefined && before !== part()?.dataset.state) location.reload();
      } else if (answer.status === 204) {
        say("");
      } else {
        say("away");
      }
    } catch {
      say("away");
    }
    setTimeout(ask, next);
  };

  begin();
  setInterval(tick, 500);
  setTimeout(ask, every);
}
