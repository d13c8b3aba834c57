// What was sent, with receipts; what waits; what is being written. And one record on its way.
import { get } from "../api.js";
import { h, live } from "../dom.js";
import * as made from "../drafts.js";
import { asking, beginning, button, empty, foot, heading, list, main, note, refusals, state } from "../parts.js";
import { isWifi, originalsNow, progress, wake } from "../send.js";
import * as store from "../store.js";
import { clock, day, dayOf, listed, moment, t } from "../texts.js";
import { conflict } from "./conflict.js";
import { draftRow, facts, homeOf } from "./lists.js";
import { becameOf } from "./survey.js";

export const sent = async (ctx) => {
  // The list stands at once; what each draft lacks is said as soon as somebody has looked.
  let lacks = new Map();
  const read = async () => ({ drafts: await store.drafts(ctx.account), lacks, others: await store.othersOnDevice(ctx.account) });
  const look = async () => {
    lacks = await made.lackingOf(known.drafts.filter((draft) => draft.phase === "draft"), ctx.today());
    known = { ...known, lacks };
    box.redraw();
  };
  let known = await read();
  const told = { receipts: [], more: false };
  const box = live(() => parts(ctx, known, told, () => box.redraw()));
  const page = async (after) => {
    const { data } = await get(ctx.account, after ? `${ctx.api.sent}?after=${after}` : ctx.api.sent);
    told.receipts.push(...data.sent);
    told.more = data.more;
    box.redraw();
  };
  told.next = () => page(told.receipts[told.receipts.length - 1].id);
  page("").catch(() => {});
  look();
  return {
    title: t("tab_sent"), tab: "sent", body: [box.box],
    changed: async () => {
      known = await read();
      await look();
    },
  };
};

const parts = (ctx, { drafts, lacks, others }, told, redraw) => {
  const at = (...phases) => drafts.filter((draft) => phases.includes(draft.phase));
  const [waiting, begun] = [at("queued", "refused", "conflict"), at("draft")];
  const proofs = proofsOf(at("sent"), told.receipts);
  return [
    waiting.length ? [heading(t("to_be_sent"), t("to_be_sent_help")), beginning("waiting", waiting, (draft) => draftRow(ctx, draft), redraw), h("div.pad", button(t("send_now"), () => wake(), { class: "p-btn p-wide" }))] : null,
    begun.length ? [heading(t("drafts"), t("drafts_here", { n: begun.length })), beginning("begun", begun, (draft) => draftRow(ctx, draft, lacks.get(draft.id)), redraw), sendComplete(ctx, begun, lacks, redraw)] : null,
    others ? h("div.notes.pad", note(t("others_on_device", { n: others }), "warn")) : null,
    heading(t("sent_list"), t("items_n", { n: proofs.length })),
    proofs.length ? proofList(ctx, proofs) : empty(t("nothing_sent_yet")),
    told.more ? h("p.pad.no-print", h("button.link.tall", { type: "button", onclick: () => told.next().catch(() => {}) }, t("earlier_ones"))) : null,
  ];
};

// Every draft in which nothing is missing, after asking.
const sendComplete = (ctx, begun, lacks, redraw) => {
  const complete = begun.filter((draft) => lacks.get(draft.id)?.length === 0);
  if (!complete.length) return null;
  const [n, rest] = [complete.length, begun.length - complete.length];
  return h("div.pad",
    asking(t("send_complete", { n }), t("send_complete_ask", { n }), t("send_complete_do", { n }), async () => {
      for (const draft of complete) await made.freeze(draft, ctx.today());
      wake();
      redraw();
    }), rest ? h("p.p-sub", t("rest_stays", { n: rest })) : null);
};

// ---------- proof of what was sent ----------

// Each record once: what this device sent, with its receipt, and what the server says was sent from elsewhere; the latest first.
const proofsOf = (done, receipts) => {
  const here = new Set(done.map((draft) => draft.id));
  const own = done.map((draft) => ({ ...draft.receipt, title: draft.title, photos: draft.photos ?? 0, made_at: draft.made_at ?? "", is_here: true }));
  const others = receipts.filter((receipt) => !here.has(receipt.id)).map((receipt) => ({ ...receipt, photos: Object.keys(receipt.photos ?? {}).length, title: listed([receipt.name, t(`kind_${receipt.kind}`)]) }));
  const madeAt = new Map(receipts.map((receipt) => [receipt.id, receipt.made_at]));
  for (const each of own) each.made_at ||= madeAt.get(each.id) ?? "";
  return [...own, ...others].sort((a, b) => (a.received_at < b.received_at ? 1 : -1));
};

const proofList = (ctx, proofs) => {
  const days = new Map();
  for (const proof of proofs) {
    const on = dayOf(new Date(proof.received_at));
    days.set(on, [...(days.get(on) ?? []), proof]);
  }
  return [
    h("div.row.pad.no-print", button(t("print_list"), () => print()), button(t("save_list"), () => saveAs(proofs))),
    h("p.only-print", t("proof_of", { person: ctx.day.person })),
    ...[...days].flatMap(([on, rows]) => [heading(day(on, ctx.today()), t("items_n", { n: rows.length })), list(rows.map((proof) => proofRow(ctx, proof)))]),
  ];
};

const proofRow = (ctx, proof) => {
  const became = becameOf(ctx, proof.id);
  const body = [
    h("div.row", h("b.grow.cut", proof.title), became ? state(became.mark, became.label) : state("done", proof.serial ? t("receipt_no", { serial: proof.serial }) : t("arrived"))),
    h("p.p-sub", listed([became && proof.serial ? t("receipt_no", { serial: proof.serial }) : "", proof.made_at ? t("frozen_at", { time: clock(proof.made_at) }) : "", t("arrived_at", { time: clock(proof.received_at) }), proof.photos ? t("photos_n", { n: proof.photos }) : ""])),
    became?.reason ? h("p.p-sub", t("reason_is", { who: became.decider, reason: became.reason })) : null,
    h("p.p-sub.mono.small-print", `${t("content_hash")} ${short(proof.sha256)}`),
  ];
  return proof.is_here ? h("a", { href: `#/sent/${proof.id}` }, body) : h("div", body);
};
// Enough of a hash to compare by eye; the whole one stands in the record and in the saved file.
const short = (sha256) => sha256.slice(0, 16).replace(/(.{4})(?=.)/g, "$1 ");

// The list as a table for any spreadsheet, made on the device: it needs no network.
const saveAs = (proofs) => {
  const names = ["receipt", "list_what", "kind_word", "list_made", "arrived_word", "photos", "number_word", "content_hash"].map((key) => t(key));
  const rows = proofs.map((proof) => [proof.serial ?? "", proof.title, t(`kind_${proof.kind}`), proof.made_at, proof.received_at, proof.photos, proof.id, proof.sha256]);
  const text = [names, ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
  const url = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" }));
  h("a", { href: url, download: `${t("sent_list")} ${dayOf(new Date())}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
};
// A cell that begins like a formula is text: a spreadsheet must not compute what somebody typed.
const cell = (value) => `"${String(value).replace(/^([=+\-@\t\r])/, "'$1").replaceAll('"', '""')}"`;

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
    const became = becameOf(ctx, draft.id);
    return [
      h("div.notes.pad", note(t("arrived_help"), "done"), receipt.skew ? note(t(receipt.skew > 0 ? "clock_ahead" : "clock_behind"), "warn") : null, draft.compared ? null : note(t("not_compared"), "warn")),
      became ? h("section.t12", state(became.mark, became.label), became.reason ? h("p.p-sub", t("reason_is", { who: became.decider, reason: became.reason })) : null) : null,
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
