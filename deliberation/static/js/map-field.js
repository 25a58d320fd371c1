// A point on the map: tap, drag, or move with the arrow keys and press Enter. Without this file the map is a picture to click.
"use strict";

for (const field of document.querySelectorAll("[data-map-field]")) {
  const form = field.closest("form");
  const [picture, box, said] = [".map-picture", ".map-live", ".map-field-said"].map((name) => field.querySelector(name));
  const [clear, buildings] = [field.querySelector('[value="none"]'), field.querySelector("select")];
  const { lat_e6: lat, lon_e6: lon } = form.elements;
  const micro = (degrees) => String(Math.round(degrees * 1e6));

  const begin = ({ map, shapes, all }) => {
    picture.hidden = picture.disabled = true;
    for (const part of field.querySelectorAll("[data-without-script]")) part.hidden = part.disabled = true;
    for (const part of field.querySelectorAll("[data-with-script]")) part.hidden = false;
    clear.type = "button";
    const marker = L.marker(all.getCenter(), { icon: communityMap.drop, draggable: true, keyboard: false, autoPan: true });

    const tell = (spot) => {
      const there = communityMap.at(shapes, all, spot);
      const words = there.building ? field.dataset.near : there.estate ? field.dataset.in : field.dataset.there;
      const estate = there.estate?.name || there.building?.estate || "";
      said.textContent = words.replace("{estate}", estate).replace("{building}", there.building?.name || "") + (there.outside ? field.dataset.outside : "");
      said.classList.toggle("map-field-outside", there.outside);
      return there;
    };
    const chooseEstate = (id) => {
      const choice = form.elements.estate;
      if (!choice || !id) return;
      const none = choice instanceof RadioNodeList ? choice.value === "" : choice.selectedIndex <= 0;
      if (none) choice.value = id;
    };
    const put = (spot, moved = true) => {
      marker.setLatLng(spot).addTo(map);
      clear.hidden = false;
      const there = tell(spot);
      if (!moved) return;
      lat.value = micro(spot.lat);
      lon.value = micro(spot.lng);
      chooseEstate(there.estate?.id);
      form.dispatchEvent(new Event("input", { bubbles: true }));
    };

    map.on("click", (event) => {
      if (buildings) buildings.value = "";
      put(event.latlng);
    });
    marker.on("dragend", () => put(marker.getLatLng()));
    clear.addEventListener("click", () => {
      marker.remove();
      lat.value = lon.value = "";
      if (buildings) buildings.value = "";
      said.textContent = field.dataset.none;
      said.classList.remove("map-field-outside");
      clear.hidden = true;
      box.focus();
      form.dispatchEvent(new Event("input", { bubbles: true }));
    });
    buildings?.addEventListener("change", () => {
      const spot = buildings.selectedOptions[0]?.dataset.spot;
      if (!spot) return;
      const [x, y] = spot.split("_").map((number) => number / 1e6);
      put(L.latLng(y, x));
      map.setView([y, x], Math.max(map.getZoom(), 18));
    });

    // The arrow keys move the map under the cross; Enter sets the point there.
    const cross = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    cross.setAttribute("class", "map-cross");
    cross.setAttribute("viewBox", "0 0 36 36");
    cross.setAttribute("aria-hidden", "true");
    cross.innerHTML = '<path d="M18 2v12m0 8v12M2 18h12m8 0h12" stroke="#b5342b" stroke-width="3"/>';
    box.append(cross);
    box.addEventListener("pointerdown", () => box.classList.remove("map-keyed"));
    box.addEventListener("keydown", (event) => {
      box.classList.add("map-keyed");
      if (event.key !== "Enter" || event.target !== box) return;
      event.preventDefault();
      if (buildings) buildings.value = "";
      put(map.getCenter());
    });

    if (lat.value && lon.value) {
      const spot = L.latLng(lat.value / 1e6, lon.value / 1e6);
      put(spot, false);
      map.setView(spot, Math.max(map.getZoom(), 17.5));
    }
  };

  communityMap.whenSeen(field, () => communityMap.open(box, field.dataset).then(begin, () => (box.hidden = true)));
}
