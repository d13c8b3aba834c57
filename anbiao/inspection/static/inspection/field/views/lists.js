// Lines of what there is to do, used by several screens.
import { answered, itemsOf } from "../drafts.js";
import { h } from "../dom.js";
import { plate, row, state } from "../parts.js";
import { metresTo } from "../place.js";
import { progress } from "../send.js";
import { clock, day, listed, metres, t } from "../texts.js";

// Where a draft is worked on.
export const homeOf = (draft) => {
  if (draft.phase !== "draft") return `#/sent/${draft.id}`;
  if (draft.kind === "check") return `#/check/${draft.id}/${draft.work.outcome && draft.work.outcome !== "done" ? "review" : (draft.work.at ?? 1)}`;
  if (draft.kind === "survey") return `#/survey/${draft.id}`;
  if (draft.kind === "hazard") return `#/snap/${draft.id}`;
  return draft.kind === "look" ? `#/look/${draft.brief.hazard.look}` : `#/hazard/${draft.brief.hazard.id}`;
};

export const visitRow = (ctx, visit, drafts, from) => {
  const begun = drafts.find((draft) => draft.kind === "check" && draft.unit.id === visit.id && draft.phase === "draft");
  const far = metresTo(from, visit);
  const end = begun && itemsOf(begun).length ? state("doing", `${answered(begun)}/${itemsOf(begun).length}`)
    : visit.late ? state("late", visit.late_words) : state("idle", t("by_day", { day: day(visit.due_on, ctx.today()) }));
  return row(begun ? homeOf(begun) : `#/unit/${visit.id}`, {
    mark: plate(visit.colour, ctx.day.words), title: visit.name, aside: far === null ? "" : metres(far),
    sub: visit.plan ? t("planned_for", { what: visit.plan }) : visit.open ? t("open_hazards_n", { n: visit.open }) : visit.last_on ? t("last_visit_on", { day: day(visit.last_on, ctx.today()) }) : t("never_visited"), end,
  });
};

export const hazardRow = (ctx, hazard, { href = `#/hazard/${hazard.id}`, own = false } = {}) => {
  const grade = hazard.grade === "major" ? t("major_short") : "";
  const due = hazard.late ? "" : t("by_day", { day: day(hazard.due_on, ctx.today()) });
  return row(href, {
    mark: own ? null : plate(hazard.colour, ctx.day.words), title: hazard.title,
    sub: listed(own ? [grade, due, hazard.place] : [hazard.name, grade, due]),
    end: hazard.late ? state("late", hazard.late_words) : state(hazard.mark, hazard.label),
  });
};

export const unitRow = (ctx, unit, from) => {
  const far = metresTo(from, unit);
  return row(`#/unit/${unit.id}`, { mark: plate(unit.colour, ctx.day.words), title: unit.name, aside: far === null ? "" : metres(far), sub: unit.address });
};

// What stands on the device: named, with the time of its last saving and how far it is.
// `lacks` is what it still needs before it can be sent, where somebody has looked: the first of it is said.
export const draftRow = (ctx, draft, lacks = null) => {
  const said = t("saved_at_photos", { time: clock(draft.saved_at), n: draft.photos ?? 0 });
  return row(homeOf(draft), { title: draft.title, sub: [draft.photos ? said : t("saved_at", { time: clock(draft.saved_at) }), lacks?.length ? h("span.lacks", lacks.length > 1 ? t("lacks_more", { text: lacks[0].text, n: lacks.length - 1 }) : lacks[0].text) : null], end: lacks && !lacks.length ? state("done", t("complete")) : draftState(ctx, draft) });
};

const draftState = (ctx, draft) => {
  if (draft.phase === "refused") return state("back", t("not_accepted"));
  if (draft.phase === "conflict") return state("back", t("in_conflict"));
  if (draft.phase === "queued") return queuedState(ctx, draft);
  if (draft.phase === "sent") return state("done", draft.receipt?.serial ? t("receipt_no", { serial: draft.receipt.serial }) : t("arrived"));
  const items = draft.kind === "check" ? itemsOf(draft).length : 0;
  return items ? state("doing", `${answered(draft)}/${items}`) : state("doing", t("being_written"));
};

const queuedState = (ctx, draft) => {
  if (progress.id === draft.id && progress.all) return state("wait", t("photos_sent", { done: progress.done, all: progress.all }));
  return state("wait", ctx.contact.offline ? t("waits_for_network") : ctx.contact.signedOut ? t("waits_for_sign_in") : t("waits_its_turn"));
};

export const facts = (...pairs) => h("dl.five", pairs.filter((pair) => pair && pair[1]).map(([name, value]) => h("div", h("dt", name), h("dd", value))));
