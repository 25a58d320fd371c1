// The community's map with Leaflet: its outline, estates and buildings from our own GeoJSON, tiles only where they are configured.
"use strict";

window.communityMap = {
  drop: L.divIcon({
    className: "map-drop",
    iconSize: [36, 48],
    iconAnchor: [18, 46],
    html:
      '<svg viewBox="-13 -34 26 36" aria-hidden="true"><path d="M0 0c-8-10-11-15-11-20a11 11 0 1 1 22 0c0 5-3 10-11 20z" fill="#b5342b" stroke="#fff" stroke-width="1.5"/>' +
      '<circle cy="-20" r="4" fill="#fff"/></svg>',
  }),

  // Calls `begin` once the field comes into sight: a map that is folded away has no size.
  whenSeen(field, begin) {
    const watch = new IntersectionObserver((seen) => {
      if (!seen.some((each) => each.isIntersecting)) return;
      watch.disconnect();
      begin();
    }, { rootMargin: "300px" });
    watch.observe(field);
  },

  // A map in `box`, with names, that shows all that is drawn; gives back {map, shapes, all} once the shapes are here.
  async open(box, data) {
    const answer = await fetch(data.shapes, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const shapes = await answer.json();
    box.hidden = false;
    const map = L.map(box, {
      attributionControl: Boolean(data.tiles && data.tilesNote), zoomControl: false, maxZoom: 20, zoomSnap: 0.25, zoomAnimation: false,
      fadeAnimation: false, markerZoomAnimation: false, inertia: false, keyboard: false,
    });
    box.tabIndex = 0;
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", data.mapLabel);
    const moves = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] };
    box.addEventListener("keydown", (event) => {
      if (event.target !== box || event.ctrlKey || event.metaKey || event.altKey) return;
      if (moves[event.key]) map.panBy(moves[event.key], { animate: false });
      else if (event.key === "+" || event.key === "=") map.zoomIn(0.5, { animate: false });
      else if (event.key === "-") map.zoomOut(0.5, { animate: false });
      else return;
      event.preventDefault();
    });
    L.control.zoom({ zoomInTitle: data.zoomIn, zoomOutTitle: data.zoomOut }).addTo(map);
    if (map.attributionControl) map.attributionControl.setPrefix(false);
    if (data.tiles) {
      const note = document.createElement("span");
      note.textContent = data.tilesNote;
      L.tileLayer(data.tiles, { maxZoom: 20, maxNativeZoom: 18, referrerPolicy: "origin", attribution: note.innerHTML }).addTo(map);
    }
    const strong = document.documentElement.classList.contains("contrast");
    const looks = {
      community: { fillColor: "#fff", fillOpacity: data.tiles ? 0 : 1, dashArray: "6 4", weight: 1.5 },
      estate: { fillColor: "#e9f0e6", fillOpacity: data.tiles ? 0.35 : 1, weight: 1.2 },
      building: { fillColor: "#d9cdb8", fillOpacity: data.tiles ? 0.6 : 1, weight: 1 },
    };
    const layer = L.geoJSON(shapes, {
      interactive: false,
      style: (feature) => ({ color: strong ? "#000" : "#857b6c", ...looks[feature.properties.kind] }),
      pointToLayer: (feature, spot) => L.circleMarker(spot, { radius: 4, interactive: false, color: "#857b6c", ...looks.building }),
    }).addTo(map);
    map.createPane("names").style.zIndex = 450;
    for (const { properties } of shapes.features) {
      if (properties.kind === "community") continue;
      const [lon, lat] = properties.label;
      const name = document.createElement("span");
      name.textContent = properties.name;
      const className = `map-name map-name-${properties.kind}`;
      L.tooltip([lat, lon], { permanent: true, direction: "center", pane: "names", className, content: name }).addTo(map);
    }
    const all = layer.getBounds();
    map.fitBounds(all, { padding: [10, 10] });
    map.setMinZoom(map.getZoom() - 3);
    // No name over another: estates first; a house's own only from close by.
    const names = [".map-name-estate", ".map-name-building"].flatMap((kind) => [...box.querySelectorAll(kind)]);
    const tidy = () => {
      const taken = [];
      const close = map.getZoom() >= 16.5;
      for (const name of names) {
        const room = name.getBoundingClientRect();
        const covers = (other) => room.left < other.right && other.left < room.right && room.top < other.bottom && other.top < room.bottom;
        const free = (close || name.classList.contains("map-name-estate")) && !taken.some(covers);
        name.style.visibility = free ? "" : "hidden";
        if (free) taken.push(room);
      }
    };
    map.on("zoomend resize", tidy);
    tidy();
    return { map, shapes, all };
  },

  // The estate and the building at a spot, and whether it lies outside of the community.
  at(shapes, all, { lat, lng }) {
    const holds = (ring) => {
      let inside = false;
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
        const [[ax, ay], [bx, by]] = [ring[i], ring[j]];
        if (ay > lat !== by > lat && lng < ((bx - ax) * (lat - ay)) / (by - ay) + ax) inside = !inside;
      }
      return inside;
    };
    const covers = ({ geometry }) => {
      const polygons = { Polygon: [geometry.coordinates], MultiPolygon: geometry.coordinates }[geometry.type] || [];
      return polygons.some((rings) => rings.filter(holds).length % 2 === 1);
    };
    const of = (kind) => shapes.features.filter((feature) => feature.properties.kind === kind);
    const building = of("building").find(covers);
    const estate = of("estate").find(covers) || of("estate").find((each) => building && each.properties.name === building.properties.estate);
    const outline = of("community");
    const outside = !estate && !(outline.length ? outline.some(covers) : all.pad(0.5).contains([lat, lng]));
    return { estate: estate?.properties, building: building?.properties, outside };
  },
};
