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

  // A map in `box`, with names, that shows all that is drawn; gives back {map, shapes, all} once the shapes are here.
  async open(box, data) {
    const answer = await fetch(data.shapes, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const shapes = await answer.json();
    box.hidden = false;
    const map = L.map(box, {
      attributionControl: Boolean(data.tiles && data.tilesNote), zoomControl: false, maxZoom: 20, zoomSnap: 0.5, zoomAnimation: false,
      fadeAnimation: false, markerZoomAnimation: false, inertia: false,
    });
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", data.mapLabel);
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
    for (const { properties } of shapes.features) {
      if (properties.kind === "community") continue;
      const [lon, lat] = properties.label;
      const name = document.createElement("span");
      name.textContent = properties.name;
      const className = `map-name map-name-${properties.kind}`;
      L.tooltip([lat, lon], { permanent: true, direction: "center", className, content: name }).addTo(map);
    }
    const all = layer.getBounds();
    map.fitBounds(all, { padding: [10, 10] });
    map.setMinZoom(map.getZoom() - 3);
    const near = () => box.classList.toggle("map-far", map.getZoom() < 17.5);
    map.on("zoomend", near);
    near();
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
