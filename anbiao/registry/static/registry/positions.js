// Positions beside the map: a numbered mark and a circle for each line; a mark leads to its line, a line to its mark. Leaflet does the map.
const frame = document.getElementById("positions-map");
const source = document.getElementById("positions-facts");
const { L } = window;
const CLOSE = 17;

const begin = () => {
  const facts = JSON.parse(source.textContent);
  const map = L.map(frame, { attributionControl: false, zoomControl: false, zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false, maxZoom: 19, minZoom: 5, zoomSnap: facts.tiles ? 1 : 0.1 });
  L.control.zoom({ zoomInTitle: frame.dataset.in, zoomOutTitle: frame.dataset.out }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  if (facts.tiles) {
    const words = document.createElement("span");
    words.textContent = facts.tiles.attribution;
    frame.classList.add("tiled");
    L.control.attribution({ prefix: false }).addTo(map);
    L.tileLayer(facts.tiles.url, { attribution: words.innerHTML, maxZoom: 19 }).addTo(map);
  }
  for (const rings of facts.areas) L.polygon(rings, { className: "area", interactive: false }).addTo(map);

  const line = (id) => document.querySelector(`[data-dot="${id}"]`);
  let current = null;
  const point = (id) => {
    current?.classList.remove("current");
    current = line(id);
    current.classList.add("current");
    current.scrollIntoView({ block: "nearest" });
  };
  const marks = new Map();
  for (const dot of facts.dots) {
    L.circle(dot.at, { radius: dot.metres, className: "reach", interactive: false }).addTo(map);
    if (dot.was) {
      L.marker(dot.was, { icon: L.divIcon({ className: "was", html: "×", iconSize: [16, 16] }), interactive: false, keyboard: false }).addTo(map);
      L.polyline([dot.was, dot.at], { className: "way", interactive: false }).addTo(map);
    }
    const icon = L.divIcon({ className: "spot", html: String(dot.number), iconSize: [24, 24] });
    const mark = L.marker(dot.at, { icon, title: line(dot.id).querySelector(".name").textContent }).addTo(map);
    mark.on("click", () => point(dot.id));
    marks.set(dot.id, mark);
  }
  map.fitBounds(L.latLngBounds(facts.dots.map((dot) => dot.at)), { padding: [24, 24], maxZoom: CLOSE, animate: false });

  document.addEventListener("click", (event) => {
    const show = event.target.closest("[data-show]");
    if (show) {
      map.setView(marks.get(show.dataset.show).getLatLng(), CLOSE, { animate: false });
      point(show.dataset.show);
      if (matchMedia("(max-width: 720px)").matches) frame.scrollIntoView({ block: "center" });
    }
    if (event.target.closest("[data-tick-all]")) {
      const boxes = [...document.querySelectorAll('input[name="pick"]')];
      const all = boxes.every((box) => box.checked);
      for (const box of boxes) box.checked = !all;
    }
  });
};

if (frame && source && L) begin();
