// The day of a person, and of a unit's own people: what is due, what is on this device, and the search.
import { h, live } from "../dom.js";
import { beginning, heading, list, plate, row, state } from "../parts.js";
import * as store from "../store.js";
import { day, listed, longDay, number, t } from "../texts.js";
import { draftRow, hazardRow, visitRow } from "./lists.js";
import { searchBox } from "./units.js";

const FEW = 3;

export const today = async (ctx) => {
  let drafts = await store.drafts(ctx.account);
  const box = live(() => (ctx.day.is_own_unit ? ownDay(ctx, drafts, () => box.redraw()) : officeDay(ctx, drafts, () => box.redraw())));
  const own = ctx.day.is_own_unit && ctx.day.units[0];
  ctx.where.then(() => box.redraw());
  return {
    title: own ? own.name : t("today_title", { day: longDay(ctx.today()) }),
    tab: "today",
    aside: h("a.p-who", { href: "#/device" }, ctx.person),
    body: own ? [box.box] : [searchBox(ctx, box.box)],
    changed: async () => {
      drafts = await store.drafts(ctx.account);
      box.redraw();
    },
  };
};

const onDevice = (ctx, drafts, redraw) => {
  const waiting = drafts.filter((draft) => ["queued", "refused", "conflict"].includes(draft.phase));
  const begun = drafts.filter((draft) => draft.phase === "draft");
  const elsewhere = ctx.day.begun.filter((check) => !drafts.some((draft) => draft.id === check.id));
  return [
    waiting.length ? [heading(t("to_be_sent"), t("to_be_sent_help")), beginning("waiting", waiting, (draft) => draftRow(ctx, draft), redraw)] : null,
    begun.length ? [heading(t("drafts"), t("drafts_here", { n: begun.length })), beginning("begun", begun, (draft) => draftRow(ctx, draft), redraw)] : null,
    elsewhere.length ? [heading(t("begun_elsewhere")), list(elsewhere.map((check) => row(ctx.api.check(check.id), { title: check.name, sub: day(check.on, ctx.today()) })))] : null,
  ];
};

// ---------- offices, grid members, experts ----------

const officeDay = (ctx, drafts, redraw) => {
  const { visits, to_verify, looks } = ctx.day;
  const near = [...visits].sort((a, b) => Number(b.late) - Number(a.late));
  return [
    near.length ? [heading(t("visits"), t("units_n", { n: near.length })), list(near.map((visit) => visitRow(ctx, visit, drafts, ctx.from)))] : null,
    to_verify.length ? some(t("to_verify"), to_verify, (hazard) => hazardRow(ctx, hazard)) : null,
    looks.length ? some(t("look_backs"), looks, (look) => hazardRow(ctx, look, { href: `#/look/${look.look}` })) : null,
    onDevice(ctx, drafts, redraw),
    visits.length || to_verify.length || looks.length || drafts.some((draft) => draft.phase !== "sent") ? null : h("p.p-empty", t("nothing_due")),
  ];
};

const some = (title, rows, draw) => [
  heading(title, t("items_n", { n: rows.length })),
  list(rows.slice(0, FEW).map(draw), rows.length > FEW ? h("a.more", { href: "#/hazards" }, t("all_n", { n: rows.length })) : null),
];

// ---------- a unit's own people ----------

const ownDay = (ctx, drafts, redraw) => {
  const { units, to_fix, routines } = ctx.day;
  const todo = [...to_fix.map((hazard) => hazardRow(ctx, hazard, { own: true })), ...routines.map((routine) => routineRow(ctx, routine, drafts))];
  return [
    units.map((unit) => ownHead(ctx, unit)),
    heading(t("things_to_do"), t("items_n", { n: todo.length })),
    todo.length ? list(todo) : h("p.p-empty", t("nothing_to_do")),
    onDevice(ctx, drafts, redraw),
    units.map((unit) => ownFigures(ctx, unit)),
  ];
};

const ownHead = (ctx, unit) =>
  h("section.e1", plate(unit.colour, ctx.day.words, "l"),
    h("div.grow", h("b", ctx.day.units.length > 1 ? listed([unit.name, colourNow(ctx, unit)]) : unit.colour ? t("own_colour_now", { colour: ctx.day.words.colours[unit.colour] }) : t("no_colour_yet")),
      h("p.p-sub", whyWords(ctx, unit.why), " ", h("a", { href: ctx.api.unit(unit.id) }, t("whole_file")))));

const ownFigures = (ctx, unit) => [
  heading(t("three_lists"), ctx.day.units.length > 1 ? unit.name : null),
  h("section.e3", figure(unit.list_items, t("list_check"), ctx.api.list(unit.id)), figure(unit.found, t("list_hazards"), ctx.api.hazards), figure(unit.found - unit.open, t("list_fixed"), ctx.api.hazards)),
  h("p.e4.p-sub", unit.answering.length ? t("who_supervises", { names: listed(unit.answering.map((each) => t("named_kind", each))) }) : null, " ",
    t("visited_of_cap", { n: unit.visits_this_year, inspections: unit.inspections_this_year, cap: ctx.day.rules.cap })),
];

export const colourNow = (ctx, unit) => (unit.colour ? t("colour_now", { colour: ctx.day.words.colours[unit.colour] }) : t("no_colour_yet"));
export const whyWords = (ctx, why) => {
  const since = why.since ? t("since_day", { day: day(why.since, ctx.today()) }) : "";
  const reason = why.text && why.number !== null ? t("measure_is", { measure: why.text, number: number(why.number) }) : why.text;
  return [reason, since].filter(Boolean).join(t("list_comma"));
};

export const routineRow = (ctx, routine, drafts) => {
  const begun = drafts.find((draft) => draft.kind === "check" && draft.phase === "draft" && draft.unit.id === routine.unit && draft.work.frequency === routine.frequency);
  const name = ctx.day.words.frequencies[routine.frequency];
  const done = begun ? Object.keys(begun.work.answers).length : 0;
  return row(begun ? `#/check/${begun.id}/${begun.work.at ?? 1}` : `#/unit/${routine.unit}/self/${routine.frequency}`, {
    title: t("routine_named", { frequency: name }),
    sub: routine.last_on ? t("due_and_last", { day: day(routine.due_on, ctx.today()), last: day(routine.last_on, ctx.today()) }) : t("by_day", { day: day(routine.due_on, ctx.today()) }),
    end: begun ? state("doing", `${done}/${routine.items}`) : routine.late ? state("late", routine.late_words) : state("idle", `0/${routine.items}`),
  });
};

const figure = (value, label, href) => h("a", { href }, h("b", number(value)), label);
