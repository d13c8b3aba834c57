// What was sent, with receipts; what waits; what is being written. And one record on its way.
import { get } from "../api.js";
import { h, live } from "../dom.js";
import * as made from "../drafts.js";
import { asking, button, empty, foot, heading, list, main, note, refusals, row, state } from "../parts.js";
import { isWifi, originalsNow, progress, wake } from "../send.js";
import * as store from "../store.js";
import { listed, moment, t } from "../texts.js";
import { conflict } from "./conflict.js";
import { draftRow, facts, homeOf } from "./lists.js";

export const sent = async (ctx) => {
  const read = async () => ({ drafts: await store.drafts(ctx.account), others: await store.othersOnDevice(ctx.account) });
  let known = await read();
  let receipts = [];
  const box = live(() => parts(ctx, known, receipts, () => box.redraw()));
  get(ctx.account, ctx.api.sent).then(({ data }) => {
    receipts = data.sent;
    box.redraw();
  }, () => {});
  return {
    title: t("tab_sent"), tab: "sent", body: [box.box],
    changed: async () => {
      known = await read();
      box.redraw();
    },
  };
};

const parts = (ctx, { drafts, others }, receipts, redraw) => {
  const at = (...phases) => drafts.filter((draft) => phases.includes(draft.phase));
  const [waiting, begun, done] = [at("queued", "refused", "conflict"), at("draft"), at("sent")];
  const here = new Set(done.map((draft) => draft.id));
  const elsewhere = receipts.filter((receipt) => !here.has(receipt.id));
  return [
    waiting.length ? [heading(t("to_be_sent"), t("to_be_sent_help")), list(waiting.map((draft) => draftRow(ctx, draft))), h("div.pad", button(t("send_now"), () => wake(), { class: "p-btn p-wide" }))] : null,
    begun.length ? [heading(t("drafts"), t("drafts_here", { n: begun.length })), list(begun.map((draft) => draftRow(ctx, draft))), sendComplete(ctx, begun, redraw)] : null,
    others ? h("div.notes.pad", note(t("others_on_device", { n: others }), "warn")) : null,
    heading(t("sent_list"), t("items_n", { n: done.length + elsewhere.length })),
    done.length + elsewhere.length ? list(done.map((draft) => sentRow(ctx, draft)), elsewhere.map((receipt) => receiptRow(ctx, receipt))) : empty(t("nothing_sent_yet")),
  ];
};

const sentRow = (ctx, draft) =>
  row(`#/sent/${draft.id}`, { title: draft.title, sub: t("arrived_at", { time: moment(draft.receipt.received_at, ctx.today()) }), end: state("done", draft.receipt.serial ? t("receipt_no", { serial: draft.receipt.serial }) : t("arrived")) });
// Sent from another device, or before this one was emptied: the server's own list.
const receiptRow = (ctx, receipt) =>
  h("div", h("div.row", h("b.grow.cut", listed([receipt.name, t(`kind_${receipt.kind}`)]))), h("div.row.between", h("span.p-sub", t("arrived_at", { time: moment(receipt.received_at, ctx.today()) })), state("done", receipt.serial ? t("receipt_no", { serial: receipt.serial }) : t("arrived"))));

// Every draft in which nothing is missing, after asking.
const sendComplete = (ctx, begun, redraw) => {
  const box = h("div.pad");
  Promise.all(begun.map(async (draft) => (made.lacking(draft, await store.photos(draft.id), ctx.today()).length ? null : draft))).then((found) => {
    const whole = found.filter(Boolean);
    if (!whole.length) return;
    box.append(asking(t("send_complete", { n: whole.length }), t("send_complete_ask", { n: whole.length }), t("send_complete_do", { n: whole.length }), async () => {
      for (const draft of whole) await made.freeze(draft, ctx.today());
      wake();
      redraw();
    }));
  });
  return box;
};

// ---------- one record ----------

export const one = async (ctx, id) => {
  let draft = await store.draft(id);
  if (!draft || draft.account !== ctx.account) return { title: t("tab_sent"), back: "#/sent", body: [empty(t("draft_elsewhere"))] };
  if (draft.phase === "draft") return ctx.go(homeOf(draft), { replace: true });
  const { phase } = draft;
  const box = live(() => record(ctx, draft));
  const below = live(() => recordFoot(ctx, draft));
  return {
    title: draft.phase === "sent" ? t("arrived") : t("sending"), back: "#/sent", body: [box.box], foot: below.box,
    changed: async () => {
      draft = (await store.draft(id)) ?? draft;
      if (draft.phase !== phase) return ctx.again();
      box.redraw();
      return below.redraw();
    },
  };
};

const record = (ctx, draft) => {
  const head = h("section.t12", h("h2", draft.title), h("p.p-sub", t("frozen_at", { time: moment(draft.frozen?.at ?? draft.sent_at, ctx.today()) })));
  return [head, h("div", { role: "status" }, PHASES[draft.phase](ctx, draft))];
};

const originalsWords = ({ originals, receipt }) => {
  const there = Object.keys(receipt.originals ?? {}).length;
  return [there ? t("originals_there", { n: there }) : "", originals ? t("originals_wait", { n: originals }) : ""].filter(Boolean).join("　");
};
const PHASES = {
  queued: (ctx, draft) => {
    const mine = progress.id === draft.id;
    const photos = draft.photos ?? 0;
    const done = mine ? progress.done : 0;
    return [
      h("section.t12.stack", photos ? [h("p", mine ? t("photos_sent", { done, all: photos }) : t("photos_waiting", { n: photos })), h("progress", { max: photos + 1, value: done, "aria-label": t("photos_sent", { done, all: photos }) }), mine && progress.size ? h("p.p-sub", t("bytes_sent", { done: Math.round(progress.bytes / 1024), all: Math.round(progress.size / 1024) })) : null] : null,
        h("p.p-sub", ctx.contact.signedOut ? t("waits_for_sign_in") : ctx.contact.offline ? t("waits_for_network") : mine ? t("sending_now") : t("waits_its_turn"))),
      h("div.notes.pad", note(t("frozen_help"))),
    ];
  },
  sent: (ctx, draft) => {
    const { receipt } = draft;
    return [
      h("div.notes.pad", note(t("arrived_help"), "done"), receipt.skew ? note(t(receipt.skew > 0 ? "clock_ahead" : "clock_behind"), "warn") : null, draft.compared ? null : note(t("not_compared"), "warn")),
      facts([t("receipt"), receipt.serial ? h("span.mono", receipt.serial) : ""], [t("hazards_opened"), receipt.hazards?.length ? h("span.mono", listed(receipt.hazards)) : ""], [t("arrived_word"), moment(receipt.received_at, ctx.today())],
        [t("photos"), draft.photos ? t("photos_n", { n: draft.photos }) : ""], [t("originals"), originalsWords(draft)], [t("number_word"), h("span.mono.small-print", draft.id)], [t("content_hash"), h("span.mono.small-print", receipt.sha256)]),
      draft.originals && !isWifi() && !draft.originals_now ? h("div.pad", button(t("originals_now"), () => originalsNow(draft), { class: "p-btn p-wide" })) : null,
    ];
  },
  refused: (ctx, draft) => h("div.pad.stack", h("p.strong", t("not_accepted_why")), refusals(draft.refusals), h("p.p-sub", t("not_accepted_help"))),
  conflict,
};

const recordFoot = (ctx, draft) => {
  if (draft.phase === "refused") return foot(main(t("put_right"), async () => {
    await made.reopen(draft);
    ctx.go(homeOf(draft), { replace: true });
  }));
  if (draft.phase === "queued") return foot(progress.id === draft.id ? null : button(t("send_now"), () => wake()), main(t("go_on_working"), () => ctx.go("#/")));
  return foot(main(t("go_on_working"), () => ctx.go("#/")));
};
