// Needs on the map with Leaflet: pins and heaps come for what is in view; the list beside follows. Without this file the map is a drawing.
"use strict";

for (const card of document.querySelectorAll("[data-needs-map]")) {
  const [drawing, box, failed] = [".map-drawn", ".map-live", ".map-failed"].map((name) => card.querySelector(name));
  const said = card.dataset;
  const scale = document.documentElement.classList.contains("size-0") ? 44 : 60;
  const fill = (words, facts) => words.replace(/\{(\w+)\}/g, (_all, name) => facts[name]);
  const micro = (text) => text.split("_").map((number) => number / 1e6);
  const boundsOf = ([west, south, east, north]) => L.latLngBounds([south, west], [north, east]);
  const textOf = (bounds) =>
    [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((degrees) => Math.round(degrees * 1e6)).join("_");
  const addressed = (address, facts) => {
    const url = new URL(address, location.href);
    for (const [name, value] of Object.entries(facts)) url.searchParams.set(name, value);
    return url;
  };

  // The outline of a state is the legend's own; a number or a dot stands in it.
  const icon = (shape, words) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "-22 -22 44 44");
    svg.setAttribute("aria-hidden", "true");
    svg.append(shape.cloneNode(true));
    const inner = document.createElementNS("http://www.w3.org/2000/svg", words ? "text" : "circle");
    if (words) {
      inner.setAttribute("dy", ".36em");
      inner.setAttribute("text-anchor", "middle");
      inner.textContent = words;
    } else {
      inner.setAttribute("class", "map-dot");
      inner.setAttribute("r", "4");
    }
    svg.append(inner);
    return L.divIcon({ className: "map-pin-icon", iconSize: [scale, scale], iconAnchor: [scale / 2, scale / 2], html: svg });
  };
  const signOf = (state) => (card.querySelector(`[data-outline="${state}"]`) || card.querySelector('[data-outline="rejected"]')).firstElementChild;
  const heapSign = card.querySelector(".map-legend .map-heap");
  const mark = (spot, shape, words, name) => {
    const made = L.marker([spot[1], spot[0]], { icon: icon(shape, words), title: name, alt: name, keyboard: true, riseOnHover: true });
    made.on("add", () => {
      const element = made.getElement();
      element.setAttribute("role", "button");
      element.setAttribute("aria-label", name);
    });
    return made;
  };

  const popupOf = (pin) => {
    const words = document.createElement("div");
    const title = document.createElement("p");
    title.append(Object.assign(document.createElement("strong"), { textContent: pin.title }));
    const facts = Object.assign(document.createElement("p"), {
      textContent: `${pin.number} · ${pin.word} · ${fill(said.supports, { count: pin.supports })}`,
    });
    const link = Object.assign(document.createElement("a"), { href: pin.url, textContent: said.open });
    words.append(title, facts, link);
    return words;
  };

  const begin = ({ map, all }) => {
    drawing.remove();
    const marks = L.layerGroup().addTo(map);
    let asked = 0;
    let opened = false;

    const show = (found) => {
      marks.clearLayers();
      for (const heap of found.heaps) {
        const name = fill(said.heap, { count: heap.count });
        const made = mark(heap.at, heapSign, heap.count < 1000 ? String(heap.count) : "999+", name).addTo(marks);
        made.on("click", () => {
          const [west, south, east, north] = heap.box;
          const oneSpot = map.getZoom() >= map.getMaxZoom() || Math.max(east - west, north - south) < 2e-5;
          if (oneSpot) location.assign(heap.url);
          else map.fitBounds(boundsOf(heap.box), { padding: [40, 40], animate: false });
        });
      }
      for (const pin of found.pins) {
        const sentence = fill(said.sentence, { number: pin.number, title: pin.title, state: pin.word, count: pin.supports });
        const name = pin.place ? `${pin.place} · ${sentence}` : sentence;
        const made = mark(pin.at, signOf(pin.state), pin.place ? String(pin.place) : "", name).addTo(marks);
        made.bindPopup(() => popupOf(pin), { minWidth: 220, maxWidth: 280, autoPanPaddingTopLeft: [scale + 20, 10], autoPanPaddingBottomRight: [10, 10] });
        made.on("popupopen", (event) => {
          opened = true;
          event.popup.getElement().querySelector("a[href]:not(.leaflet-popup-close-button)").focus({ preventScroll: true });
        });
        made.on("popupclose", () => {
          opened = false;
          made.getElement()?.focus({ preventScroll: true });
        });
      }
    };

    const follow = async () => {
      const turn = ++asked;
      const bounds = textOf(map.getBounds());
      const size = map.getSize();
      const room = { columns: Math.max(2, Math.floor(size.x / (scale * 1.2))), rows: Math.max(2, Math.floor(size.y / (scale * 1.2))) };
      const page = addressed(said.page, { in: bounds });
      try {
        const [pins, list] = await Promise.all([fetch(addressed(said.pins, { in: bounds, ...room })), fetch(page)]);
        if (turn !== asked || opened) return;
        if (!pins.ok || !list.ok) throw new Error(`${pins.status}`);
        show(await pins.json());
        const fresh = new DOMParser().parseFromString(await list.text(), "text/html").getElementById("here");
        if (turn !== asked || !fresh) return;
        document.getElementById("here").replaceWith(fresh);
        failed.textContent = "";
        if (!map.moved) return;
        card.querySelector(".map-told").textContent = document.getElementById("here-title").textContent;
        history.replaceState(null, "", page);
      } catch {
        if (turn === asked) failed.textContent = said.failed;
      }
    };

    map.fitBounds(boundsOf(micro(said.box)), { animate: false });
    let soon = 0;
    map.on("movestart", () => (map.moved = true));
    map.on("moveend resize", () => {
      clearTimeout(soon);
      if (!opened) soon = setTimeout(follow, 250);
    });
    const whole = card.querySelector("[data-whole]");
    whole?.addEventListener("click", (event) => {
      event.preventDefault();
      map.fitBounds(all, { padding: [10, 10], animate: false });
    });
    for (const link of card.querySelectorAll("[data-closer]")) {
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        map.fitBounds(boundsOf(micro(link.dataset.closer)), { animate: false });
      });
    }
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") map.closePopup();
    });
    follow();
  };

  communityMap.open(box, said).then(begin, () => (box.hidden = true));
}
