// Photos on the device: shrunk, with the time and place of the original beside them, and what is drawn over them.
import { svg } from "./dom.js";
import { readExif } from "./exif.js";
import { newId } from "./hash.js";
import { hereIfAgreed } from "./place.js";

const LONG_SIDE = 1600;
const SMALL_SIDE = 320;
const QUALITY = 0.85;
const SMALL_ENOUGH = 800 * 1024; // a JPEG that is no larger in bytes nor in pixels stays as it came, with everything in it
const JUST_NOW = 2 * 60 * 1000;

const toBlob = (canvas, type, quality) => new Promise((done, fail) => {
  canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), type, quality);
});
const drawn = (bitmap, longSide) => {
  const scale = Math.min(1, longSide / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "white"; // a PNG with holes has no black ground
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
};
export const upright = (blob) => createImageBitmap(blob, { imageOrientation: "from-image" });

// A file as the device keeps it. What the browser cannot open (HEIC on some) goes as it came: the server can.
const shrunk = async (file) => {
  let bitmap;
  try {
    bitmap = await upright(file);
  } catch {
    return { blob: file, width: 0, height: 0, thumb: "" };
  }
  const [width, height] = [bitmap.width, bitmap.height];
  const stays = file.type === "image/jpeg" && file.size <= SMALL_ENOUGH && Math.max(width, height) <= LONG_SIDE;
  const small = drawn(bitmap, SMALL_SIDE).toDataURL("image/jpeg", 0.7);
  const canvas = stays ? null : drawn(bitmap, LONG_SIDE);
  bitmap.close?.();
  const blob = canvas ? await toBlob(canvas, "image/jpeg", QUALITY) : file;
  return { blob, width: canvas?.width ?? width, height: canvas?.height ?? height, thumb: small };
};

// A new photo of a draft. `use`: { item } it belongs to, or { fixed } the hazard that it shows as fixed; {} is the pool.
export const taken = async (file, draft, use) => {
  const exif = await readExif(file);
  const lately = Date.now() - file.lastModified < JUST_NOW;
  const kept = await shrunk(file);
  // The file of the camera stays until it was sent on Wi-Fi, where the office wants it and a smaller one was made of it.
  const original = draft.brief?.rules?.originals && kept.blob !== file ? file : null;
  return {
    id: newId(), draft: draft.id, account: draft.account, made_at: Date.now(), use, annotation: [], sent: null,
    taken_at: exif.taken_at || new Date(file.lastModified).toISOString(),
    place: exif.place ?? (lately ? await hereIfAgreed() : null),
    ...kept, original,
  };
};

// A signature as a picture: black on white, whatever the theme. `strokes` are lists of points from 0 to 1.
export const signature = async (strokes, draft, whose) => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [960, 400];
  ink(canvas, strokes, 5);
  const blob = await toBlob(canvas, "image/png");
  return {
    id: newId(), draft: draft.id, account: draft.account, made_at: Date.now(), use: { sign: whose }, annotation: [], sent: null,
    taken_at: new Date().toISOString(), place: null, blob, width: 960, height: 400, thumb: "",
  };
};
export const ink = (canvas, strokes, width) => {
  const pen = canvas.getContext("2d");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  Object.assign(pen, { strokeStyle: "black", lineWidth: width, lineCap: "round", lineJoin: "round" });
  for (const stroke of strokes) {
    pen.beginPath();
    pen.moveTo(stroke[0][0] * canvas.width, stroke[0][1] * canvas.height);
    for (const [x, y] of stroke) pen.lineTo(x * canvas.width, y * canvas.height);
    pen.stroke();
  }
};

// ---------- what is drawn over a photo ----------

// The shapes as an overlay for a picture of so many pixels; `fit` is "meet" for a whole picture, "slice" for a cut-out.
export const overlay = (shapes, width, height, fit = "meet") => {
  const unit = (Math.max(width, height) / 100) * (fit === "slice" ? 2 : 1); // a small picture needs thicker lines
  const layer = svg("svg.drawn", { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: `xMidYMid ${fit}`, "aria-hidden": "true" });
  for (const shape of shapes) layer.append(...SHAPES[shape.kind](shape, width, height, unit));
  return layer;
};
const twice = (make, unit) => [make("halo", unit * 1.5), make("line", unit * 0.8)];
const SHAPES = {
  circle: (s, w, h_, unit) =>
    twice((name, line) => svg(`ellipse.${name}`, { cx: s.x * w, cy: s.y * h_, rx: s.rx * w, ry: s.ry * h_, "stroke-width": line }), unit),
  arrow: (s, w, h_, unit) =>
    twice((name, line) => svg(`path.${name}`, { d: arrow(s.x1 * w, s.y1 * h_, s.x2 * w, s.y2 * h_, unit * 5), "stroke-width": line }), unit),
  text: (s, w, h_, unit) =>
    twice((name, line) => svg(`text.${name}`, { x: s.x * w, y: s.y * h_, "font-size": unit * 5, "stroke-width": name === "halo" ? line : 0 }, s.text), unit),
};
const arrow = (x1, y1, x2, y2, head) => {
  const turn = Math.atan2(y2 - y1, x2 - x1);
  const tip = (angle) => `L${x2 - head * Math.cos(turn + angle)} ${y2 - head * Math.sin(turn + angle)}`;
  return `M${x1} ${y1}L${x2} ${y2}${tip(0.5)}M${x2} ${y2}${tip(-0.5)}`;
};
