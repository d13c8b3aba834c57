// A signature drawn with a finger, a pen or the mouse; kept as strokes, so that it is there again after a reload.
import { h } from "./dom.js";
import { ink } from "./photos.js";
import { t } from "./texts.js";

const SHARP = 2; // pixels of the canvas for each on the screen

export const signaturePad = (id, label, strokes, write) => {
  const canvas = h("canvas.pad-ink", { id, role: "img", "aria-label": label, width: 640, height: 267 });
  const given = strokes.map((stroke) => [...stroke]);
  const hint = h("span.pad-hint.p-sub", { "aria-hidden": "true" }, t("sign_here"));
  const draw = () => {
    ink(canvas, given, 3 * SHARP);
    hint.hidden = given.length > 0;
    clear.hidden = !given.length;
  };
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top].map((value, axis) => +Math.min(1, Math.max(0, value / (axis ? box.height : box.width))).toFixed(4));
  };
  let stroke = null;
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    stroke = [at(event)];
    given.push(stroke);
    draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!stroke) return;
    stroke.push(at(event));
    draw();
  });
  const end = () => {
    if (!stroke) return;
    stroke = null;
    write(given.map((each) => [...each]));
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  const clear = h("button.link.tall", { type: "button", onclick: () => {
    given.length = 0;
    write([]);
    draw();
  } }, t("sign_again"));
  draw();
  return h("div.pad-box", h("div.row.between", h("span.strong", label), clear), h("div.pad-frame", canvas, hint));
};
