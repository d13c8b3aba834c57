// The tab "checks" of a unit's own people: the routine checks by their frequency, and the whole list.
import { empty, heading, list, row } from "../parts.js";
import * as store from "../store.js";
import { t } from "../texts.js";
import { draftRow } from "./lists.js";
import { routineRow } from "./today.js";

export const checks = async (ctx) => {
  const drafts = await store.drafts(ctx.account);
  const begun = drafts.filter((draft) => draft.kind === "check" && draft.phase === "draft");
  const { routines, units } = ctx.day;
  return {
    title: t("tab_checks"), tab: "checks", changed: () => ctx.again(),
    body: [
      begun.length ? [heading(t("drafts"), t("drafts_here", { n: begun.length })), list(begun.map((draft) => draftRow(ctx, draft)))] : null,
      heading(t("self_checks"), t("items_n", { n: routines.length })),
      routines.length ? list(routines.map((routine) => routineRow(ctx, routine, drafts))) : empty(t("no_routines")),
      heading(t("other_check")), list(units.map((unit) => row(`#/unit/${unit.id}`, { title: unit.name, sub: t("choose_items_there") }))),
    ],
  };
};
