// The end of a check: how it ended, what is missing, who signs; and the sending.
import { h, live } from "../dom.js";
import * as made from "../drafts.js";
import { area, asking, choice, date, field, foot, heading, line, list, main, note, refusals, row, state, tick } from "../parts.js";
import { wake } from "../send.js";
import { signaturePad } from "../sign.js";
import * as store from "../store.js";
import { after, day, listed, t, weekday } from "../texts.js";
import { draftOf, MARKS, moreHazards, photosOf, restConform } from "./check.js";

const SOON = [1, 3, 7];

export const review = async (ctx, id) => {
  const draft = await draftOf(ctx, id);
  if (!draft) return { title: t("review"), back: "#/", body: [h("div.notes.pad", note(t("check_elsewhere")))] };
  const photos = await photosOf(draft);
  const { work } = draft;
  const write = (name, ...boxes) => (value) => {
    work[name] = value;
    store.save(draft);
    for (const box of boxes) box().redraw();
  };
  const all = () => [outcome, missing, rest, signing];
  const redraw = () => all().forEach((box) => box.redraw());
  const outcome = live(() => outcomePart(ctx, draft, write, redraw));
  const missing = live(() => missingPart(ctx, draft, photos.all(), redraw));
  const rest = live(() => (work.outcome && work.outcome !== "done" ? null : [summary(ctx, draft), hazardList(ctx, draft), moreHazards(ctx, draft)]));
  const signing = live(() => (work.outcome && work.outcome !== "done" ? null : signPart(draft, write, () => missing.redraw(), () => signing.redraw())));
  const words = h("section.t12.stack",
    work.type === "self" ? null : field("companions", t(work.type === "inspection" ? "second_officer" : "companions"), line(work.companions, write("companions", () => missing)), { optional: work.type !== "inspection" }),
    field("note", t("check_note"), area(work.note, write("note", () => missing)), { optional: true }));
  const send = async () => {
    const lacks = made.lacking(draft, photos.all(), ctx.today());
    if (lacks.length) {
      redraw();
      missing.box.querySelector("#missing")?.focus();
      return;
    }
    await made.freeze(draft, ctx.today());
    wake();
    ctx.go(`#/sent/${id}`, { replace: true });
  };
  return {
    title: t("review"), back: made.itemsOf(draft).length ? `#/check/${id}/list` : "#/", saved: draft,
    body: [
      draft.refusals.length ? h("div.pad", refusals(draft.refusals)) : null, outcome.box, missing.box, rest.box, words, signing.box,
      h("div.pad", asking(t("drop_draft"), t("drop_check_ask", { n: made.answered(draft) }), t("drop_draft_do"), async () => {
        await store.remove(id);
        ctx.go("#/", { replace: true });
      })),
    ],
    foot: foot(main(t("send_check"), send)),
  };
};

// ---------- how it ended ----------

const outcomePart = (ctx, draft, write, redraw) => {
  const { work } = draft;
  const options = Object.entries(ctx.day.words.outcomes).filter(([name]) => draft.work.type !== "self" || name === "done" || name === "renovation");
  const pick = (value) => {
    write("outcome")(value);
    redraw();
  };
  return h("section.t12", h("p.strong", t("how_it_ended")), choice("answers", "outcome", t("how_it_ended"), options, work.outcome, pick),
    work.outcome && work.outcome !== "done" ? nextPart(ctx, work, write("next_on", () => ({ redraw }))) : null);
};
const nextPart = (ctx, work, write) => {
  const today = ctx.today();
  const days = SOON.map((n) => after(today, n));
  const value = !work.next_on ? "" : days.includes(work.next_on) ? work.next_on : "other";
  return h("div.up.stack", h("p.strong", t("next_try")),
    choice("seg", "next", t("next_try"), [...SOON.map((n, at) => [days[at], t("in_days", { n })]), ["other", t("other_day")]], value, (given) => write(given === "other" ? after(today, 14) : given)),
    value === "other" ? date(work.next_on, write, { id: "next-on", "aria-label": t("next_try"), min: after(today, 1) }) : null,
    work.next_on ? h("p.p-sub", t("next_is", { day: day(work.next_on, today), weekday: weekday(work.next_on) })) : null);
};

// ---------- what is missing ----------

const missingPart = (ctx, draft, photos, redraw) => {
  const lacks = made.lacking(draft, photos, ctx.today());
  if (!lacks.length) return h("div.notes.pad", note(t("nothing_missing"), "done"));
  const open = made.itemsOf(draft).filter((one) => !draft.work.answers[one.id]?.result);
  const done = !draft.work.outcome || draft.work.outcome === "done";
  return [
    h("section.missing", { id: "missing", tabIndex: -1, "aria-label": t("still_missing", { n: lacks.length }) },
      h("p.strong", t("still_missing", { n: lacks.length })), h("ul", lacks.map((lack) => h("li", lack.at.endsWith("/review") ? lack.text : h("a", { href: lack.at }, lack.text))))),
    done && open.length ? h("div.pad", restConform(draft, open, redraw)) : null,
  ];
};

const summary = (ctx, draft) => {
  const counted = {};
  for (const one of made.itemsOf(draft)) {
    const { result = "" } = draft.work.answers[one.id] ?? {};
    counted[result] = (counted[result] ?? 0) + 1;
  }
  const said = Object.entries(ctx.day.words.results).filter(([name]) => counted[name]);
  return h("section.t12.counts", said.map(([name, label]) => state(MARKS[name], t("count_of", { label, n: counted[name] }))), counted[""] ? state("idle", t("count_of", { label: t("no_answer"), n: counted[""] })) : null);
};

const hazardList = (ctx, draft) => {
  const found = draft.work.hazards.filter((hazard) => hazard.item && made.isBegun(hazard) && draft.work.answers[hazard.item]?.result === "fails");
  if (!found.length) return null;
  const number = (hazard) => made.itemsOf(draft).findIndex((one) => one.id === hazard.item) + 1;
  return [heading(t("hazards_found"), t("items_n", { n: found.length })), list(found.map((hazard) => row(`#/check/${draft.id}/${number(hazard)}`, {
    title: hazard.title || t("new_hazard"),
    sub: listed([ctx.day.words.grades[hazard.grade], hazard.choice === made.SPOT ? t("on_the_spot") : hazard.due_on ? t("by_day", { day: day(hazard.due_on, ctx.today()) }) : "", hazard.responsible]),
  })))];
};

// ---------- who signs ----------

const signPart = (draft, write, changed, redraw) => {
  const { work } = draft;
  if (work.type === "self") return pad(draft, "own", t("sign_own"), changed);
  return [
    heading(t("signatures"), t("signatures_help", { n: made.itemsOf(draft).length })),
    h("section.t12.stack",
      field("received-by", t("received_by"), line(work.received_by, write("received_by")), { optional: true }),
      work.refused ? null : pad(draft, "unit", t("sign_unit"), changed),
      tick("refused", t("refused_to_sign"), work.refused, (value) => {
        write("refused")(value);
        changed();
        redraw();
      }),
      work.refused ? note(t("refused_help"), "warn") : null, pad(draft, "own", t("sign_visitor"), changed)),
  ];
};
const pad = (draft, whose, label, changed) =>
  signaturePad(`sign-${whose}`, label, draft.work.strokes[whose], (strokes) => {
    draft.work.strokes[whose] = strokes;
    store.save(draft);
    changed();
  });
