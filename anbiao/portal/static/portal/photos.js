// What was drawn over a photo, drawn again over its picture: circles, arrows and words at relative coordinates (0 to 1).
const SVG = "http://www.w3.org/2000/svg";
const LONG = 1000; // the long side in the drawing's own units

const make = (name, attributes) => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

const twice = (name, attributes, classes = "drawn") => [
  make(name, { ...attributes, class: `${classes} drawn-edge` }),
  make(name, { ...attributes, class: classes }),
];

const circle = (shape, w, h) =>
  twice("ellipse", { cx: shape.x * w, cy: shape.y * h, rx: shape.rx * w, ry: shape.ry * h });

const arrow = (shape, w, h) => {
  const [x1, y1, x2, y2] = [shape.x1 * w, shape.y1 * h, shape.x2 * w, shape.y2 * h];
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [across, down] = [(x2 - x1) / length, (y2 - y1) / length];
  const size = Math.min(48, length);
  const [bx, by] = [x2 - across * size, y2 - down * size];
  const side = size * 0.45;
  const head = `${x2},${y2} ${bx - down * side},${by + across * side} ${bx + down * side},${by - across * side}`;
  const [lineEdge, line] = twice("line", { x1, y1, x2: bx, y2: by });
  const [headEdge, tip] = twice("polygon", { points: head }, "drawn drawn-head");
  return [lineEdge, headEdge, line, tip];
};

const text = (shape, w, h) => {
  // Words stay inside: what begins in the right half ends there, and the first line needs room above.
  const anchor = shape.x > 0.5 ? "end" : "start";
  const element = make("text", { x: shape.x * w, y: Math.min(Math.max(shape.y * h, 56), h - 14), class: "drawn-text", "text-anchor": anchor });
  element.textContent = shape.text;
  return [element];
};

const KINDS = { circle, arrow, text };

/** An SVG of the shapes for a picture of this size; `label` says it to who does not see it. */
export const drawing = (shapes, width, height, label = "") => {
  const scale = LONG / Math.max(width, height);
  const [w, h] = [width * scale, height * scale];
  const whole = make("svg", { viewBox: `0 0 ${w} ${h}`, role: "img", "aria-label": label });
  for (const shape of shapes) whole.append(...(KINDS[shape.kind]?.(shape, w, h) ?? []));
  return whole;
};

/** Draws over every photo below `root` that is not yet drawn over. */
export const draw = (root = document) => {
  for (const figure of root.querySelectorAll(".photo[data-drawn]")) {
    const frame = figure.querySelector("a.photo-frame");
    if (!frame || frame.querySelector("svg")) continue;
    const { drawn, width, height, drawnLabel } = figure.dataset;
    frame.append(drawing(JSON.parse(drawn), Number(width), Number(height), drawnLabel));
  }
};

draw();
document.addEventListener("htmx:load", (event) => draw(event.target.parentElement ?? document));
