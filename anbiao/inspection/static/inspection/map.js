// The four-colour map: the ground, what the server gathers for the part in view, the list beside. Leaflet does the map.
const frame = document.getElementById("map");
const source = document.getElementById("map-facts");
const { L } = window;
const POINT = 12; // pixels within which units count as standing at one place

const pick = (selector, root = document) => root.querySelector(selector);
const every = (selector, root = document) => [...root.querySelectorAll(selector)];
const copy = (selector) => pick(selector).content.firstElementChild.cloneNode(true);
const shape = (colour) => copy(`template[data-shape="${colour}"]`);
const plate = (colour) => copy(`template[data-plate="${colour}"]`);
const make = (name, words = "", ...classes) => {
  const made = document.createElement(name);
  made.textContent = words;
  made.classList.add(...classes);
  return made;
};

const begin = () => {
  const facts = JSON.parse(source.textContent);
  const narrow = matchMedia("(max-width: 720px)").matches;
  const map = L.map(frame, {
    attributionControl: false, zoomControl: false, maxZoom: facts.closest, minZoom: 5, zoomAnimation: false, fadeAnimation: false,
    markerZoomAnimation: false, inertia: false, worldCopyJump: true,
    // Tiles are drawn for whole steps; plain ground fits the district to the frame.
    zoomSnap: facts.tiles ? 1 : 0.1,
  });
  const whole = () => map.fitBounds(facts.fit, { padding: [12, 12], animate: false });

  // ---------- ground ----------
  const credit = L.control.attribution({ prefix: false }).addTo(map);
  const plain = (words) => make("span", words).innerHTML;
  if (facts.approval) credit.addAttribution(plain(facts.approval));
  if (facts.tiles) {
    frame.classList.add("tiled");
    L.tileLayer(facts.tiles.url, { attribution: plain(facts.tiles.attribution), maxZoom: facts.closest }).addTo(map);
  }
  L.control.zoom({ zoomInTitle: frame.dataset.in, zoomOutTitle: frame.dataset.out }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  const bar = pick(".leaflet-control-zoom", frame);
  const all = make("a", frame.dataset.whole, "whole");
  all.href = "#";
  all.setAttribute("role", "button");
  all.title = frame.dataset.all;
  bar.append(all);
  L.DomEvent.disableClickPropagation(all);
  L.DomEvent.on(all, "click", (event) => (L.DomEvent.preventDefault(event), whole()));
  for (const area of facts.areas) {
    L.polygon(area.rings, { className: area.is_town ? "area town" : "area", interactive: false }).addTo(map);
  }

  // ---------- names of towns: beside the outline where there is room, else where the town lies; never under a symbol ----------
  const names = L.layerGroup().addTo(map);
  const outline = facts.areas.filter((area) => !area.is_town).flatMap((area) => area.rings.map((rings) => rings[0]));
  const NAME = 32; // pixels: the two lines of a name
  let taken = []; // where symbols stand: left, right, top, bottom
  const meets = (box, top, bottom) => box.top < bottom && box.bottom > top;
  // How far the outline and the symbols reach to the left and right within the height of a name.
  const reach = (rings, y) => {
    const [top, bottom] = [y - NAME / 2, y + NAME / 2];
    const xs = [];
    for (const points of rings) {
      points.forEach((to, number) => {
        const from = points[number - 1];
        if (!from || Math.max(from.y, to.y) < top || Math.min(from.y, to.y) > bottom) return;
        const at = (level) => from.x + ((Math.min(bottom, Math.max(top, level)) - from.y) / (to.y - from.y || 1)) * (to.x - from.x);
        xs.push(at(from.y), at(to.y));
      });
    }
    if (!xs.length) return null;
    for (const box of taken) if (meets(box, top, bottom)) xs.push(box.left, box.right);
    return { left: Math.min(...xs) - 8, right: Math.max(...xs) + 8 };
  };
  const label = (town, at, side, width) => {
    const words = make("div");
    words.append(make("b", town.name), make("small", town.counts));
    const anchor = { left: [width, NAME / 2], right: [0, NAME / 2], inside: [width / 2, NAME / 2] }[side];
    const icon = L.divIcon({ html: words, className: `town-name ${side}`, iconSize: [width, NAME], iconAnchor: anchor });
    names.addLayer(L.marker(map.containerPointToLatLng(at), { icon, interactive: false, keyboard: false, zIndexOffset: -500 }));
  };
  const within = (town, at, width) => {
    const covers = (box) => meets(box, at.y - NAME / 2, at.y + NAME / 2) && box.left < at.x + width / 2 && box.right > at.x - width / 2;
    if (!taken.some(covers)) label(town, at, "inside", width);
  };
  const letters = (text) => [...text].reduce((sum, letter) => sum + (letter > "⺀" ? 12 : 6.6), 0);
  const nameTowns = () => {
    names.clearLayers();
    const whole = map.getBounds().contains(facts.fit);
    const rings = whole ? outline.map((ring) => ring.map((at) => map.latLngToContainerPoint(at))) : [];
    const lowest = { left: -NAME, right: -NAME };
    const buttons = { top: 0, bottom: bar.offsetTop + bar.offsetHeight, right: bar.offsetLeft + bar.offsetWidth };
    const placed = facts.towns.map((town) => ({ town, at: map.latLngToContainerPoint(town.at) }));
    for (const { town, at } of placed.sort((a, b) => a.at.y - b.at.y)) {
      const width = Math.max(letters(town.name), letters(town.counts)) + 2;
      const edge = (side) => {
        const y = Math.max(at.y, lowest[side] + NAME);
        const reached = reach(rings, y);
        if (!reached) return null;
        const first = meets(buttons, y - NAME / 2, y + NAME / 2) ? buttons.right : 0;
        const room = side === "left" ? reached.left - width - first : map.getSize().x - reached.right - width;
        return { side, y, x: reached[side], room, away: Math.abs(at.x - reached[side]) + Math.abs(y - at.y) };
      };
      const [best] = ["left", "right"].map(edge).filter((each) => each && each.room > 0).sort((a, b) => a.away - b.away);
      if (best) {
        lowest[best.side] = best.y;
        label(town, L.point(best.x, best.y), best.side, width);
      } else within(town, at, width);
    }
  };

  // ---------- the address, the legend ----------
  const keys = every(".key");
  let show = facts.show;
  const kept = () => {
    const { lat, lng } = map.getCenter();
    const query = new URLSearchParams(facts.query);
    query.set("at", `${lng.toFixed(5)},${lat.toFixed(5)},${map.getZoom()}`);
    if (show) for (const colour of show.length ? show : [""]) query.append("show", colour);
    return query;
  };
  const keep = () => history.replaceState(history.state, "", `${location.pathname}?${kept()}`);
  const mark = (shown) => {
    for (const key of keys) key.setAttribute("aria-pressed", String(shown.includes(key.dataset.colour)));
    pick("[data-automatic]").hidden = !show;
    pick("[data-of-itself]").hidden = Boolean(show) || shown.length === keys.length;
  };
  const draws = (colours) => {
    show = colours;
    ask();
  };
  for (const key of keys) {
    key.addEventListener("click", () => {
      const pressed = key.getAttribute("aria-pressed") === "true";
      key.setAttribute("aria-pressed", String(!pressed));
      draws(keys.filter((each) => each.getAttribute("aria-pressed") === "true").map((each) => each.dataset.colour));
    });
  }
  pick("[data-automatic]").addEventListener("click", () => draws(null));
  pick("[data-all-colours]").addEventListener("click", () => draws(keys.map((key) => key.dataset.colour)));
  pick("[data-everything]").addEventListener("click", whole);

  // ---------- units and cells ----------
  const dots = L.layerGroup().addTo(map);
  const ring = L.circleMarker([0, 0], { radius: 12, className: "ring", interactive: false });
  const order = keys.map((key) => key.dataset.colour);
  let units = [];

  const card = (at, content) => {
    const popup = L.popup({ maxWidth: narrow ? 260 : 320, minWidth: 200, autoPanPadding: [12, 12] });
    popup.setLatLng(at).setContent(content).openOn(map);
    pick(".leaflet-popup-close-button", frame)?.setAttribute("aria-label", frame.dataset.close);
    return popup;
  };
  const together = (found) => {
    const box = make("div");
    const list = make("ul", "", "together");
    for (const unit of found) {
      const line = make("li");
      const link = make("a", unit.name);
      link.href = unit.url;
      line.append(plate(unit.colour), link);
      list.append(line);
    }
    box.append(make("p", `${frame.dataset.here} (${found.length})`, "strong"), list);
    return box;
  };
  const open = async (unit) => {
    const here = map.latLngToContainerPoint(unit.at);
    const near = units.filter((each) => map.latLngToContainerPoint(each.at).distanceTo(here) < POINT / 2);
    if (near.length > 1) {
      card(unit.at, together(near));
      return;
    }
    const popup = card(unit.at, make("p", frame.dataset.loading, "sub"));
    try {
      const answer = await fetch(unit.more, { headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const box = make("div");
      box.innerHTML = await answer.text(); // our own template, escaped there
      popup.setContent(box.firstElementChild);
    } catch {
      popup.setContent(together([unit]));
    }
  };
  const dot = (unit) => {
    const side = narrow ? 28 : 20;
    const html = make("div");
    html.append(shape(unit.colour));
    const icon = L.divIcon({ html: html.firstElementChild, className: "dot", iconSize: [side, side] });
    const rank = order.length - order.indexOf(unit.colour);
    const made = L.marker(unit.at, { icon, title: unit.name, keyboard: false, zIndexOffset: rank * 2000 });
    made.on("click", () => open(unit));
    return made;
  };
  // A symbol stands where its units are, but wholly inside its cell: symbols never cover each other.
  const inCell = (cell, width, height) => {
    const [south, north] = cell.box.map((at) => map.latLngToContainerPoint(at));
    const at = map.latLngToContainerPoint(cell.at);
    const between = (value, low, high) => (low > high ? (low + high) / 2 : Math.min(high, Math.max(low, value)));
    const x = between(at.x, south.x + width / 2, north.x - width / 2);
    const y = between(at.y, north.y + height / 2, south.y - height / 2);
    taken.push({ left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 });
    return map.containerPointToLatLng([x, y]);
  };
  const symbol = (cell) => {
    const counts = Object.entries(cell.n);
    const html = make("div");
    const texts = counts.map(([, number]) => number.toLocaleString("en"));
    counts.forEach(([colour], place) => {
      const line = make("span");
      line.append(shape(colour), make("b", texts[place]));
      html.append(line);
    });
    const columns = counts.length > 2 ? 2 : 1;
    const widest = (from) => Math.max(0, ...texts.filter((_, place) => place % columns === from).map((text) => text.length));
    const letters = columns === 2 ? widest(0) + widest(1) : widest(0);
    const width = letters * 7.2 + columns * 14 + (columns - 1) * 8 + 14;
    const height = Math.ceil(counts.length / columns) * 18 + 4;
    const className = columns === 2 ? "cell two" : "cell";
    const icon = L.divIcon({ html, className, iconSize: [width, height] });
    const title = counts.map(([colour, number]) => `${pick(`.key[data-colour="${colour}"] span`).textContent} ${number}`).join(", ");
    const made = L.marker(inCell(cell, width, height), { icon, keyboard: false, title });
    made.on("click", () => {
      const closer = Math.min(facts.closest, Math.max(map.getZoom() + 1, map.getBoundsZoom(cell.box)));
      map.setView(cell.at, closer, { animate: false });
    });
    return made;
  };

  // ---------- the list beside ----------
  const side = pick(".beside");
  const body = pick("[data-rows]", side);
  const parts = { table: pick("table", side), nothing: pick("[data-nothing]"), failed: pick("[data-failed]"), out: pick("[data-signed-out]") };
  const only = (name) => {
    for (const [each, part] of Object.entries(parts)) part.hidden = each !== name;
  };
  const line = (unit) => {
    const row = copy("#row");
    row.dataset.url = unit.url;
    row.cells[0].append(plate(unit.colour));
    const link = pick("a", row);
    link.href = unit.url;
    link.textContent = unit.name;
    link.title = unit.name;
    pick("small", row.cells[1]).textContent = unit.where;
    const number = pick("[data-open]", row);
    number.textContent = unit.open.toLocaleString("en");
    number.classList.toggle("sub", !unit.open);
    const late = pick("[data-late]", row);
    late.hidden = !unit.late;
    pick("b", late).textContent = unit.late;
    const point = () => ring.setLatLng(unit.at).addTo(map);
    row.addEventListener("mouseenter", point);
    row.addEventListener("focusin", point);
    row.addEventListener("mouseleave", () => ring.remove());
    row.addEventListener("focusout", () => ring.remove());
    return row;
  };
  const draw = (seen) => {
    units = seen.units;
    taken = [];
    ring.remove();
    dots.clearLayers();
    for (const cell of seen.cells) dots.addLayer(symbol(cell));
    for (const unit of seen.units) dots.addLayer(dot(unit));
    nameTowns();
    mark(seen.shown);
    pick("[data-told]").textContent = seen.told;
    body.replaceChildren(...seen.list.map(line));
    pick("[data-all-colours]").hidden = Object.values(seen.in_view).every((number) => !number);
    only(seen.list.length ? "table" : "nothing");
  };

  // ---------- asking ----------
  let asked = null;
  const fail = (status) => {
    pick("[data-mark]").textContent = `${status} ${new Date().toISOString().slice(0, 19)}Z`;
    only("failed");
  };
  const signedOut = () => {
    pick("a", parts.out).href = location.href;
    only("out");
  };
  const answered = async (answer) => {
    if (answer.redirected || answer.status === 401) return signedOut();
    if (!answer.ok) return fail(answer.status);
    return draw(await answer.json());
  };
  const ask = async () => {
    asked?.abort();
    const mine = new AbortController();
    asked = mine;
    const query = kept();
    query.delete("at");
    query.set("bbox", map.getBounds().toBBoxString());
    query.set("zoom", map.getZoom());
    keep();
    side.setAttribute("aria-busy", "true");
    const slow = setTimeout(() => side.classList.add("waiting"), 300);
    try {
      await answered(await fetch(`${facts.units}?${query}`, { signal: mine.signal, headers: { Accept: "application/json" } }));
    } catch (error) {
      if (error.name !== "AbortError") fail(error.name);
    } finally {
      clearTimeout(slow);
      if (asked === mine) {
        side.classList.remove("waiting");
        side.setAttribute("aria-busy", "false");
      }
    }
  };
  pick("[data-again]").addEventListener("click", ask);

  let pause = 0;
  map.on("moveend", () => {
    clearTimeout(pause);
    pause = setTimeout(ask, 120);
  });
  // A page that is printed keeps the size of the map: what is in view is what is printed.
  addEventListener("beforeprint", () => {
    frame.style.width = `${frame.clientWidth}px`;
    frame.style.height = `${frame.clientHeight}px`;
  });
  addEventListener("afterprint", () => {
    frame.style.width = "";
    frame.style.height = "";
  });
  if (facts.at) map.setView([facts.at[1], facts.at[0]], facts.at[2], { animate: false });
  else whole();
};

if (frame && source && L) begin();
