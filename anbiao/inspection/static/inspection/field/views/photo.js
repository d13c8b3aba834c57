// One photo, large: circle, arrow and words over it, the last one taken back, the whole thrown away.
import { h, live } from "../dom.js";
import { asking, choice, empty, foot, line, main } from "../parts.js";
import { overlay, upright } from "../photos.js";
import * as store from "../store.js";
import { clock, t } from "../texts.js";

const LEAST = 0.015; // a tap without a stroke draws nothing
const MOST = 40;
const NUDGE = 0.02;
const ARROWS = { ArrowLeft: [-NUDGE, 0], ArrowRight: [NUDGE, 0], ArrowUp: [0, -NUDGE], ArrowDown: [0, NUDGE] };

export const photo = async (ctx, id) => {
  const shown = await store.photo(id);
  if (!shown || shown.account !== ctx.account) return { title: t("photo"), back: "#/", body: [empty(t("photo_gone"))] };
  const leave = () => history.back();
  // From the freezing on nothing of a record changes, also what is drawn over its photos.
  const isFrozen = (await store.draft(shown.draft))?.phase !== "draft";
  if (shown.sent || isFrozen || !shown.width) return { title: t("photo"), back: leave, body: [await canvasOf(shown), h("p.pad.p-sub", shown.sent ? t("photo_sent_already") : isFrozen ? t("frozen_help") : t("no_thumb"))] };
  const pen = { tool: "circle", text: "" };
  const canvas = await canvasOf(shown);
  const board = h("div.board", { tabIndex: 0, role: "application", "aria-label": t("board_help") }, canvas);
  const save = () => {
    store.savePhoto(shown);
    draw();
    tools.redraw();
  };
  const draw = (extra = []) => {
    board.querySelector("svg")?.remove();
    board.append(overlay([...shown.annotation, ...extra], shown.width, shown.height));
  };
  const add = (shape) => {
    if (!shape || shown.annotation.length >= MOST) return draw();
    shown.annotation.push(shape);
    return save();
  };
  drawing(board, pen, draw, add);
  board.addEventListener("keydown", (event) => nudged(event, shown, save));
  const tools = live(() => toolsOf(pen, shown, save, add, () => tools.redraw()));
  draw();
  return {
    title: t("photo_of", { time: clock(shown.taken_at) }), back: leave,
    body: [board, tools.box, h("div.pad", asking(t("throw_away"), t("throw_away_ask"), t("throw_away_do"), async () => {
      await store.removePhoto(id);
      leave();
    }))],
    foot: foot(main(t("photo_done"), leave)),
  };
};

const canvasOf = async (shown) => {
  const canvas = h("canvas.large", { role: "img", "aria-label": t("photo_of", { time: clock(shown.taken_at) }) });
  try {
    const bitmap = await upright(shown.blob);
    [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    bitmap.close?.();
  } catch {
    return h("p.pad", t("no_thumb"));
  }
  return canvas;
};

const toolsOf = (pen, shown, save, add, redraw) =>
  h("section.t12.stack",
    choice("seg", "tool", t("draw_with"), [["circle", t("circle")], ["arrow", t("arrow")], ["text", t("text")]], pen.tool, (value) => {
      pen.tool = value;
      redraw();
    }),
    pen.tool === "text" ? line(pen.text, (value) => {
      pen.text = value;
    }, { id: "pen-text", maxlength: 60, "aria-label": t("text_to_draw"), placeholder: t("text_to_draw") }) : null,
    h("p.p-sub", t(`draw_${pen.tool}_help`)),
    h("div.row", h("button.p-btn", { type: "button", id: "draw-middle", onclick: () => add(inTheMiddle(pen)) }, t("draw_in_middle")),
      h("button.p-btn", { type: "button", id: "undo", disabled: !shown.annotation.length, onclick: () => {
        shown.annotation.pop();
        save();
      } }, t("undo_last"))));

// For the keyboard: the shape stands in the middle, and the arrow keys move it.
const inTheMiddle = (pen) => {
  if (pen.tool === "circle") return { kind: "circle", x: 0.5, y: 0.5, rx: 0.2, ry: 0.2 };
  if (pen.tool === "arrow") return { kind: "arrow", x1: 0.3, y1: 0.3, x2: 0.5, y2: 0.5 };
  return pen.text.trim() ? { kind: "text", x: 0.3, y: 0.5, text: pen.text.trim() } : null;
};
const within = (value) => +Math.min(1, Math.max(0, value)).toFixed(4);
const nudged = (event, shown, save) => {
  const move = ARROWS[event.key];
  const last = shown.annotation[shown.annotation.length - 1];
  if (!move || !last) return;
  event.preventDefault();
  for (const name of Object.keys(last)) {
    if (/^x\d?$/.test(name)) last[name] = within(last[name] + move[0]);
    if (/^y\d?$/.test(name)) last[name] = within(last[name] + move[1]);
  }
  save();
};

const drawing = (board, pen, draw, add) => {
  let from = null;
  const at = (event) => {
    const box = board.getBoundingClientRect();
    return [within((event.clientX - box.left) / box.width), within((event.clientY - box.top) / box.height)];
  };
  board.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    board.setPointerCapture(event.pointerId);
    from = at(event);
  });
  board.addEventListener("pointermove", (event) => from && pen.tool !== "text" && draw([between(pen, from, at(event))].filter(Boolean)));
  board.addEventListener("pointerup", (event) => {
    if (!from) return;
    const shape = pen.tool === "text" ? (pen.text.trim() ? { kind: "text", x: from[0], y: from[1], text: pen.text.trim() } : null) : between(pen, from, at(event));
    from = null;
    add(shape);
  });
  board.addEventListener("pointercancel", () => {
    from = null;
    draw();
  });
};
const between = (pen, [x1, y1], [x2, y2]) => {
  if (Math.abs(x2 - x1) < LEAST && Math.abs(y2 - y1) < LEAST) return null;
  if (pen.tool === "arrow") return { kind: "arrow", x1, y1, x2, y2 };
  return { kind: "circle", x: within((x1 + x2) / 2), y: within((y1 + y2) / 2), rx: within(Math.abs(x2 - x1) / 2), ry: within(Math.abs(y2 - y1) / 2) };
};
