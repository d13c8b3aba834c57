// A hazard found in passing 随手拍: which unit, a photo, four things to say.
import { h, live } from "../dom.js";
import * as made from "../drafts.js";
import { asking, empty, foot, heading, list, main, note, plate, refusals } from "../parts.js";
import { wake } from "../send.js";
import { hazardSheet } from "../sheet.js";
import * as store from "../store.js";
import { t } from "../texts.js";
import { draftOf, hazardPhotos, photosOf } from "./check.js";
import { draftRow, visitRow } from "./lists.js";
import { searchBox } from "./units.js";

// The tab: for a unit's own people their unit at once, for others first the unit.
export const snap = async (ctx) => {
  if (!ctx.day.may_report) return { title: t("tab_snap"), tab: "snap", body: [empty(t("may_not_report"))] };
  const drafts = (await store.drafts(ctx.account)).filter((draft) => draft.kind === "hazard" && draft.phase === "draft");
  if (ctx.day.units.length === 1 && !drafts.length) return ctx.go(`#/snap/unit/${ctx.day.units[0].id}`, { replace: true });
  const { visits, units } = ctx.day;
  const own = units.map((unit) => h("a", { href: `#/snap/unit/${unit.id}` }, h("div.row", plate(unit.colour, ctx.day.words), h("b.grow.cut", unit.name))));
  const near = visits.map((visit) => {
    const line = visitRow(ctx, visit, [], ctx.from);
    line.href = `#/snap/unit/${visit.id}`;
    return line;
  });
  const box = h("div", drafts.length ? [heading(t("drafts"), t("drafts_here", { n: drafts.length })), list(drafts.map((draft) => draftRow(ctx, draft)))] : null,
    own.length ? [heading(t("new_one_at")), list(own)] : near.length ? [heading(t("new_one_at"), t("this_week")), list(near)] : empty(t("search_above")));
  const found = searchBox(ctx, box);
  // What the search finds leads to the sheet, not to the page of the unit.
  found.addEventListener("click", (event) => {
    const line = event.target.closest("a[href^='#/unit/']");
    if (!line) return;
    event.preventDefault();
    ctx.go(line.getAttribute("href").replace("#/unit/", "#/snap/unit/"));
  }, true);
  return { title: t("tab_snap"), tab: "snap", body: own.length ? [box] : [found] };
};

// Whoever stands before a hazard writes it down at once: without a network, and of a unit whose brief was never read, the day gives
// its name and the deadlines. People are then typed, and the criteria of major hazards come once there is a network.
const briefOf = async (ctx, id) => {
  try {
    return (await ctx.get(ctx.api.brief(id))).data;
  } catch (problem) {
    const unit = [...ctx.day.visits, ...ctx.day.units].find((each) => each.id === id);
    if (!unit || problem.kind === "gone") throw problem;
    return { unit, people: [], criteria: [], rules: ctx.day.rules, isShort: true };
  }
};
const completed = async (ctx, draft) => {
  if (!draft.brief.isShort) return;
  const { people, criteria, rules, isShort } = await briefOf(ctx, draft.unit.id);
  if (isShort) return;
  draft.brief = { people, criteria, rules };
  await store.save(draft);
};

export const begin = async (ctx, unitId) => {
  const { unit, people, criteria, rules, isShort = false } = await briefOf(ctx, unitId);
  const own = { id: unit.id, name: unit.name, colour: unit.colour, sector_code: unit.sector_code, address: unit.address };
  const draft = await made.begin(ctx.account, "hazard", own, t("draft_named", { unit: unit.name, kind: t("tab_snap") }), { hazard: made.newHazard() }, { people, criteria, rules, isShort });
  return ctx.go(`#/snap/${draft.id}`, { replace: true });
};

export const one = async (ctx, id) => {
  const draft = await draftOf(ctx, id, "hazard");
  if (!draft) return { title: t("tab_snap"), back: "#/", body: [h("div.notes.pad", note(t("draft_elsewhere")))] };
  await completed(ctx, draft);
  const photos = await photosOf(draft);
  const { hazard } = draft.work;
  const save = () => {
    draft.title = hazard.title.trim() ? t("snap_named", { title: hazard.title.trim() }) : t("draft_named", { unit: draft.unit.name, kind: t("tab_snap") });
    store.save(draft);
  };
  const sheet = hazardSheet(ctx, { draft, hazard, photos: photos.all, save, changed: photos.read });
  const send = async () => {
    if (made.lacking(draft, photos.all(), ctx.today()).length) return sheet.show();
    await made.freeze(draft, ctx.today());
    wake();
    return ctx.go(`#/sent/${id}`, { replace: true });
  };
  const drop = async () => {
    await store.remove(id);
    ctx.go("#/", { replace: true });
  };
  return {
    title: t("tab_snap"), back: "#/", saved: draft,
    body: [
      draft.refusals.length ? h("div.pad", refusals(draft.refusals)) : null,
      h("section.t12", h("div.row", plate(draft.unit.colour, ctx.day.words), h("b.grow", draft.unit.name)), h("p.p-sub", draft.unit.address)),
      hazardPhotos(draft, photos, hazard).box, sheet.node, h("div.pad", asking(t("drop_draft"), t("drop_snap_ask"), t("drop_draft_do"), drop)),
    ],
    foot: foot(main(t("send_hazard"), send)),
    // Opened and left again without a word or a photo: nothing stays behind.
    left: () => (draft.phase === "draft" && !made.isBegun(hazard) && !photos.all().length ? store.remove(id) : null),
  };
};
