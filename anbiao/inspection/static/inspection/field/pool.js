// The photos of a draft: shot several in a row, put where they belong with one tap, marked or thrown away.
import { h, live } from "./dom.js";
import { heading } from "./parts.js";
import { overlay, taken } from "./photos.js";
import * as store from "./store.js";
import { clock, t } from "./texts.js";

// A strip of photos. `photos` are those shown; `isMine` marks those that belong here and `toggle` puts one in or out, where there is
// a choice; `use` says where a new one belongs; `caption` is said beside the time; `before` is awaited before the first is made and
// `changed` after each change.
export const strip = (draft, given) => {
  let busy = 0;
  let failed = "";
  let current = "";
  const add = async (event) => {
    const files = [...event.target.files];
    event.target.value = "";
    failed = "";
    busy += files.length;
    drawn.redraw();
    await given.before?.();
    for (const file of files) {
      try {
        const photo = await taken(file, draft, given.use());
        await store.savePhoto(photo);
        if (given.isMine(photo)) current = photo.id;
      } catch {
        failed = t("photo_not_kept");
      }
      busy -= 1;
      try {
        await given.changed();
      } catch {
        failed = t("photo_not_kept"); // the draft that counts its photos found no room
      }
      drawn.redraw();
    }
  };
  const tap = async (photo) => {
    current = photo.id;
    if (given.toggle) {
      given.toggle(photo);
      await store.savePhoto(photo);
      await given.changed();
    }
    drawn.redraw();
  };
  const draw = () => {
    const photos = [...given.photos()].reverse(); // the newest first
    const chosen = photos.find((photo) => photo.id === current && given.isMine(photo));
    return [
      heading(given.label, given.hint ?? null),
      h("div.pool", { role: "group", "aria-label": given.label },
        photos.length || busy ? h("div.shots", busy ? h("p.in-work.p-sub", { role: "status" }, t("photos_in_work", { n: busy })) : null, photos.map((photo) => tile(photo, given, tap))) : null,
        h("div.cams", camera(`${given.id}-shoot`, t("shoot"), add, { capture: "environment" }), camera(`${given.id}-pick`, t("from_album"), add, { multiple: true }))),
      chosen ? h("div.pool-acts",
        h("a.p-btn", { href: `#/photo/${chosen.id}` }, t("mark_photo", { time: clock(chosen.taken_at) }))) : null,
      failed ? h("p.err.pad", { role: "alert" }, failed) : null,
    ];
  };
  const drawn = live(draw);
  return drawn;
};

const tile = (photo, given, tap) => {
  const mine = given.isMine(photo);
  const name = t("photo_of", { time: clock(photo.taken_at) });
  const caption = mine && !given.toggle ? "" : given.caption?.(photo) ?? "";
  return h("button.shot", {
    type: "button", id: `${given.id}-${photo.id}`, "aria-pressed": given.toggle ? String(mine) : null, "aria-label": `${name} ${caption}`.trim(),
    onclick: () => tap(photo),
  }, picture(photo), h("span.shot-words", `${clock(photo.taken_at)} ${caption}`));
};

// The small picture of a photo on the device, with what is drawn over it.
export const picture = (photo) =>
  h("span.frame",
    photo.thumb ? h("img", { src: photo.thumb, alt: "" }) : h("span.no-thumb", t("no_thumb")),
    photo.annotation.length ? overlay(photo.annotation, photo.width, photo.height, "slice") : null);

const camera = (id, label, add, more) =>
  h("label.cam", h("input.vh", { type: "file", id, accept: "image/*", onchange: add, ...more }), h("span", label));
