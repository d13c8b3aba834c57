// A record whose number was taken by other content: what happened, and what a person decided.
import { get } from "../api.js";
import { h, live } from "../dom.js";
import { note } from "../parts.js";
import { listed, moment, t } from "../texts.js";
import { facts } from "./lists.js";

export const conflict = (ctx, draft) => {
  let known = null;
  const own = draft.frozen?.sha256;
  const box = live(() => h("div.pad.stack", h("div.notes", { role: "alert" }, note(t("conflict_help"), "late")), outcome(ctx, known), own ? facts([t("content_hash"), h("span.mono.small-print", own)]) : null));
  get(ctx.account, ctx.api.conflicts).then(({ data }) => {
    const mine = data.conflicts.filter((each) => each.id === draft.id);
    known = mine.find((each) => each.sha256 === own) ?? mine[0] ?? null;
    box.redraw();
  }, () => {});
  return box.box;
};

const outcome = (ctx, known) => {
  if (!known) return null;
  if (!known.decided) return note(t("conflict_open"), "warn");
  return h("div.stack", note(t("conflict_decided", { who: known.decider, time: moment(known.decided_at, ctx.today()) }), "done"),
    facts([t("reason"), known.reason], [t("conflict_other"), known.other.length ? listed(known.other) : t("conflict_first")]), known.remains ? note(known.remains, "warn") : null);
};
