// The tab "hazards": what is to be fixed, verified, looked back at; and what the reader found and others rectify.
import { empty, heading, list } from "../parts.js";
import { t } from "../texts.js";
import { hazardRow } from "./lists.js";

export const hazards = async (ctx) => {
  const { to_fix, to_verify, looks, found, is_own_unit } = ctx.day;
  const part = (title, rows, draw) => (rows.length ? [heading(title, t("items_n", { n: rows.length })), list(rows.map(draw))] : null);
  const parts = [
    part(t("to_fix"), to_fix, (hazard) => hazardRow(ctx, hazard, { own: is_own_unit })),
    part(t("to_verify"), to_verify, (hazard) => hazardRow(ctx, hazard)),
    part(t("look_backs"), looks, (look) => hazardRow(ctx, look, { href: `#/look/${look.look}` })),
    part(t("found_by_me"), found, (hazard) => hazardRow(ctx, hazard)),
  ].filter(Boolean);
  return { title: t("tab_hazards"), tab: "hazards", changed: () => ctx.again(), body: parts.length ? parts : [empty(t("no_hazards_to_do"))] };
};
