// A unit before a visit: its colour and why, what is open there, who was there, how often, and what kind of check is begun.
import { h, live } from "../dom.js";
import * as made from "../drafts.js";
import { button, choice, empty, foot, heading, list, main, mainLink, note, plate, row, tick } from "../parts.js";
import { hereIfAgreed } from "../place.js";
import * as store from "../store.js";
import { clock, day, listed, moment, number, t, weekday } from "../texts.js";
import { facts, hazardRow, homeOf } from "./lists.js";
import { noLonger } from "./survey.js";
import { colourNow, whyWords } from "./today.js";

export const unit = async (ctx, id, frequency = "") => {
  const { data: brief, at } = await ctx.get(ctx.api.brief(id));
  const begun = (await store.drafts(ctx.account)).filter((draft) => draft.kind === "check" && draft.unit.id === id && draft.phase === "draft");
  const chosen = { type: brief.kinds.length === 1 || frequency ? (brief.kinds[0]?.name ?? "") : "", frequency, for_a_case: false, problem: "" };
  const kinds = live(() => kindPart(ctx, brief, chosen, () => (kinds.redraw(), below.redraw())));
  const below = live(() => footOf(ctx, brief, begun, chosen, kinds));
  return {
    title: frequency ? t("routine_named", { frequency: ctx.day.words.frequencies[frequency] }) : t("before_visit"), back: "#/",
    aside: at ? h("span.p-sub", t("as_of", { time: moment(at, ctx.today()) })) : null,
    body: [
      alerts(ctx, brief), head(ctx, brief), warnings(ctx, brief), kinds.box,
      begun.length ? [heading(t("begun_here")), list(begun.map((draft) => row(homeOf(draft), { title: draft.title, sub: t("saved_at", { time: moment(draft.saved_at, ctx.today()) }), end: h("span.p-sub", `${made.answered(draft)}/${made.itemsOf(draft).length}`) })))] : null,
      noLonger(ctx, brief.unit),
      heading(t("open_hazards"), t("items_n", { n: brief.hazards.length })),
      brief.hazards.length ? list(brief.hazards.map((hazard) => hazardRow(ctx, hazard, { own: true }))) : empty(t("no_open_hazards")),
      heading(t("last_checks"), t("visits_n", { n: brief.visits_this_year })),
      brief.visits.length ? list(brief.visits.map((visit) => visitLine(ctx, visit))) : empty(t("no_checks_yet")),
    ],
    foot: below.box,
  };
};

// When somebody was there at the last visits, and when nobody was.
const times = (brief, wasDone) =>
  listed(brief.visits.filter((visit) => visit.is_visit && visit.was_done === wasDone).slice(0, 3)
    .map((visit) => t(visit.received_by ? "weekday_clock_who" : "weekday_clock", { weekday: weekday(visit.on), clock: clock(visit.at), who: visit.received_by || visit.outcome })));

const head = (ctx, brief) => {
  const { unit } = brief;
  return h("section.t12",
    h("div.row", plate(unit.colour, ctx.day.words), h("b.grow", unit.name)),
    h("p.p-sub.up", listed([colourNow(ctx, unit), whyWords(ctx, unit.why)])),
    facts([t("address"), unit.address], [t("sector"), unit.sector], [t("employees"), unit.employees ? t("people_n", { n: number(unit.employees) }) : ""], [t("credit_code"), unit.code ? h("span.mono", unit.code) : ""], [t("somebody_there"), times(brief, true)], [t("nobody_there"), times(brief, false)]));
};

// What whoever comes here has to know, and when to come: as the office wrote it, on its days alone, also without a network.
const SEVERITY = { danger: "late", warning: "warn", info: "" };
const alerts = (ctx, brief) => {
  const today = ctx.today();
  const told = (brief.banners ?? []).filter((each) => each.from_on <= today && today <= each.to_on);
  const label = (each) => (each.is_alert ? each.said : each.label);
  return told.length ? h("div.notes.pad", told.map((each) => note(t("banner_until", { label: label(each), text: each.text, day: day(each.to_on, today) }), SEVERITY[each.severity]))) : null;
};

const warnings = (ctx, brief) => {
  const [last] = brief.visits;
  const told = [];
  if (brief.visited_lately && last && !ctx.day.is_own_unit) told.push(note(t("visited_lately", { n: brief.rules.repeat_days, day: day(last.on, ctx.today()), who: last.who, kind: last.kind }), "warn"));
  if (!brief.list.items.length) told.push(note(t("no_list"), "warn"));
  else if (!brief.list.version) told.push(note(t("sector_list")));
  return told.length ? h("div.notes.pad", told) : null;
};

const kindPart = (ctx, brief, chosen, redraw) => {
  const set = (name) => (value) => {
    chosen[name] = value;
    chosen.problem = "";
    redraw();
  };
  const counted = {};
  for (const item of brief.list.items) counted[item.frequency] = (counted[item.frequency] ?? 0) + 1;
  const frequencies = [...Object.entries(ctx.day.words.frequencies).filter(([name]) => counted[name]).map(([name, label]) => [name, t("frequency_items", { frequency: label, n: counted[name] })]), ["", t("whole_list", { n: brief.list.items.length })]];
  return h("section.t12",
    brief.kinds.length > 1 ? [h("p.strong", t("kind_of_check")), choice("answers", "kind", t("kind_of_check"), brief.kinds.map((kind) => [kind.name, kind.label]), chosen.type, set("type"))] : h("p.strong", brief.kinds[0]?.label ?? t("no_check_here")),
    chosen.type === "self" ? choice("answers.up", "frequency", t("which_items"), frequencies, chosen.frequency, set("frequency")) : null,
    isCapped(brief, chosen) ? note(t("over_cap", { n: brief.inspections_this_year, cap: brief.rules.cap }), "late") : null,
    chosen.type === "inspection" ? tick("for-a-case", t("for_a_case"), chosen.for_a_case, set("for_a_case")) : null,
    chosen.problem ? h("p.err", { role: "alert" }, chosen.problem) : null);
};

// The published cap is of inspections; visits that supervise and serve go on.
const isCapped = (brief, chosen) => chosen.type === "inspection" && brief.over_cap;

const itemsFor = (brief, chosen) =>
  chosen.type === "self" && chosen.frequency ? brief.list.items.filter((item) => item.frequency === chosen.frequency) : brief.list.items;

const footOf = (ctx, brief, begun, chosen, kinds) => {
  const start = async (outcome) => {
    chosen.problem = !chosen.type ? t("choose_kind") : isCapped(brief, chosen) && !chosen.for_a_case ? t("over_cap_only_case") : "";
    if (chosen.problem) {
      kinds.redraw();
      kinds.box.querySelector(".err")?.scrollIntoView({ block: "center" });
      return;
    }
    const draft = await beginCheck(ctx, brief, chosen, outcome);
    ctx.go(homeOf(draft));
  };
  if (!brief.kinds.length) return foot(ctx.day.may_report ? mainLink(t("report_hazard"), `#/snap/unit/${brief.unit.id}`) : null);
  const n = itemsFor(brief, chosen).length;
  const [open] = begun.filter((draft) => !chosen.frequency || draft.work.frequency === chosen.frequency);
  if (open) return foot(button(t("begin_another"), () => start("")), mainLink(t("go_on_with", { done: made.answered(open), all: made.itemsOf(open).length }), homeOf(open)));
  return foot(ctx.day.is_own_unit ? null : button(t("not_checked"), () => start("locked")), main(n ? t("begin_check_n", { n }) : t("begin_check"), () => start("")));
};

const beginCheck = async (ctx, brief, chosen, outcome) => {
  const { unit, people, criteria, rules } = brief;
  const work = {
    type: chosen.type, frequency: chosen.type === "self" ? chosen.frequency : "", for_a_case: chosen.type === "inspection" && chosen.for_a_case, outcome,
    answers: {}, hazards: [], next_on: "", note: "", companions: "", received_by: "", refused: false, strokes: { unit: [], own: [] }, place: null, at: 1,
  };
  const kind = brief.kinds.find((each) => each.name === chosen.type).label;
  const own = { id: unit.id, name: unit.name, colour: unit.colour, sector_code: unit.sector_code, address: unit.address };
  const draft = await made.begin(ctx.account, "check", own, t("draft_named", { unit: unit.name, kind }), work, { items: itemsFor(brief, chosen), version: brief.list.version, people, criteria, rules });
  // Where it was begun, if the device may say so; the check does not wait for it.
  hereIfAgreed().then((place) => {
    if (!place || draft.phase !== "draft") return;
    draft.work.place = place;
    store.save(draft);
  });
  return draft;
};

const visitLine = (ctx, visit) =>
  row(ctx.api.check(visit.id), {
    title: t("visit_line", { day: day(visit.on, ctx.today()), kind: visit.kind }), sub: listed([visit.who, visit.outcome]),
    end: h("span.p-sub.nowrap", visit.failed ? t("failed_n", { n: visit.failed }) : t("all_conform")),
  });
