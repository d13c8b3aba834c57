// A look-back: a closed hazard seen again; still fixed, come back, never fixed, or nobody there.
import { h, live } from "../dom.js";
import * as made from "../drafts.js";
import { area, choice, errorOf, field, foot, main, note, refusals } from "../parts.js";
import * as store from "../store.js";
import { t } from "../texts.js";
import { photosOf } from "./check.js";
import { beforeAfter, draftFor, fixingsOf, headOf, lazily, lazyStrip, secondDeadline, seenWords, sendNow } from "./hazard.js";

export const look = async (ctx, id) => {
  const { data } = await ctx.get(ctx.api.lookBrief(id));
  const given = await draftFor(ctx, "look", data, id, "look");
  const shared = { title: t("look_back"), back: "#/hazards", aside: h("span.p-sub", t("hazard_no", { serial: data.serial })), saved: given };
  const body = [headOf(ctx, data), beforeAfter(ctx, data, []), seenWords(data), fixingsOf(ctx, data)];
  if (given && given.phase !== "draft") return { ...shared, body: [...body, h("div.notes.pad", note(t("already_in_queue")))], foot: foot(main(t("see_sending"), () => ctx.go(`#/sent/${given.id}`))) };
  const open = data.steps.filter((step) => !step.reasons.length);
  if (!open.length) return { ...shared, body: [...body, h("div.notes.pad", (data.steps[0]?.reasons ?? [t("nothing_to_look")]).map((reason) => note(reason)))] };
  const lazy = lazily(ctx, "look", data, { step: "", note: "", due_on: "", choice: "" }, t("draft_named", { unit: t("look_back"), kind: data.title }), given);
  const photos = given ? await photosOf(given) : { all: () => [], read: async () => {} };
  let isShown = false;
  const save = async () => store.save(await lazy.get());
  const told = () => (isShown ? (lazy.now() ? made.lacking(lazy.now(), photos.all(), ctx.today()) : [{ field: "seen", text: t("lacks_seen") }]) : []);
  const form = live(() => lookForm(ctx, data, open, lazy.work, told(), save, () => form.redraw()));
  const shots = lazyStrip(lazy, photos, { id: "site", label: t("site_photos"), hint: t("optional"), use: {} }, () => {});
  const send = async () => {
    if (!lazy.now() || made.lacking(lazy.now(), photos.all(), ctx.today()).length) {
      isShown = true;
      form.redraw();
      return;
    }
    await sendNow(ctx, lazy.now());
  };
  return { ...shared, body: [...body, given?.refusals.length ? h("div.pad", refusals(given.refusals)) : null, form.box, shots.box], foot: foot(main(t("send_look"), send)) };
};

const lookForm = (ctx, data, open, work, told, save, redraw) => {
  const again = ["relapse", "expose"].includes(work.step);
  return h("section.t12.stack", h("p.strong", t("what_did_you_see")),
    choice("answers", "look", t("what_did_you_see"), open.map((step) => [step.name, step.label]), work.step, (value) => {
      work.step = value;
      save();
      redraw();
    }),
    errorOf(told, "seen") ? h("p.err", errorOf(told, "seen")) : null,
    work.step ? field("look-note", t("note"), area(work.note, (value) => {
      work.note = value;
      save();
    }), { optional: work.step === "keep", error: errorOf(told, "note") }) : null,
    again ? [note(t(`look_${work.step}_help`), "warn"), secondDeadline(ctx, data, work, told, save, redraw)] : null);
};
