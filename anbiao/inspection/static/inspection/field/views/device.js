// This device: how it stands, the PIN, what is in keeping, and leaving it without losing what is unsent.
import * as device from "../device.js";
import { h, live } from "../dom.js";
import { asking, button, heading, link, list, main, note, row } from "../parts.js";
import { saveCopy } from "../saved_copy.js";
import { wake } from "../send.js";
import * as store from "../store.js";
import { moment, t } from "../texts.js";
import * as vault from "../vault.js";
import * as lock from "./lock.js";
import { draftRow } from "./lists.js";

export const thisDevice = async (ctx) => {
  let unsent = await store.unsent(ctx.account);
  let said = null;
  const box = live(() => [
    said, vault.isSecure() ? device.known() && standing(ctx) : h("div.notes.pad", note(t("not_enciphered"), "warn"), h("p.p-sub", t("not_enciphered_help"))),
    inKeeping(ctx, (given) => {
      said = given;
      box.redraw();
    }),
    leaving(ctx, unsent, (given) => {
      said = given;
      box.redraw();
    }),
  ]);
  device.ask().then(() => box.redraw());
  return {
    title: t("this_device"), back: "#/", body: [box.box],
    changed: async () => {
      unsent = await store.unsent(ctx.account);
      box.redraw();
    },
  };
};

const standing = (ctx) => {
  const known = device.known();
  const pin = h("div.pad");
  const change = () => {
    const show = (...parts) => pin.replaceChildren(...parts.flat().filter(Boolean));
    lock.changing(show, async (digits) => {
      await device.changePin(digits);
      show(note(t("pin_changed"), "done"));
    })();
  };
  pin.append(button(t("lock_now"), () => lock.lockNow(), { class: "p-btn p-wide", id: "lock-now" }), button(t("pin_change"), change, { class: "p-btn p-wide up" }));
  return [
    heading(t("enciphered"), t("last_contact", { time: moment(known.contact_at, ctx.today()) })),
    h("section.t12", h("p", t("enciphered_how")), h("p.p-sub", t("offline_rule", { n: device.rules().offline_days }))), pin,
    h("p.pad", h("a", { href: `${ctx.api.home}my-devices/` }, t("my_devices"))),
    h("p.pad", h("a", { href: ctx.api.home }, t("desk"))),
  ];
};

// ---------- in keeping ----------

const inKeeping = (ctx, say) => {
  const waiting = device.quarantines();
  if (!waiting.length) return null;
  const take = async (each) => {
    say(h("div.notes.pad", note(t("taking_back"))));
    try {
      const { taken, unreadable } = await device.takeBack(each.id);
      wake();
      say(h("div.notes.pad", note(t("taken_back", { n: taken }), "done"), unreadable ? note(t("taken_unreadable", { n: unreadable }), "late") : null));
    } catch (problem) {
      const [first] = problem.refusals ?? [];
      const again = first?.code === "sign-in-again" ? button(t("sign_out_and_in"), () => device.signOut(`${location.pathname}#/device`), { class: "p-btn p-wide" }) : null;
      say(h("div.notes.pad", note(first?.text || t("server_away"), "late"), again));
    }
  };
  return [heading(t("in_keeping"), t("items_n", { n: waiting.length })), list(waiting.map((each) =>
    h("div", h("div.row", h("b.grow", t("keeping_of", { records: each.records, photos: each.photos }))), h("p.p-sub", `${each.device} · ${moment(each.begun_at, ctx.today())}`),
      each.is_whole ? button(t("take_back"), () => take(each), { class: "p-btn p-wide up" }) : h("p.p-sub", t("keeping_half")))))];
};

// ---------- leaving ----------

const leaving = (ctx, { records, photos }, say) => {
  const out = () => device.signOut(location.pathname);
  const copy = async () => say(h("div.notes.pad", note(t("copy_saved", { name: await saveCopy(ctx.account) }), "done")));
  if (!records) return [heading(t("leave")), h("div.pad", h("p.p-sub", t("nothing_unsent")), button(t("sign_out"), out, { class: "p-btn p-wide up", id: "sign-out" }))];
  return [
    heading(t("leave")),
    h("div.notes.pad", h("div.loud", { role: "alert" }, h("b", t("unsent_here", { records, photos })), h("p", t("unsent_help")))),
    h("div.pad",
      main(t("send_now"), () => {
        wake();
        ctx.go("#/sent");
      }, { class: "p-btn p-main p-wide" }),
      button(t("save_copy"), copy, { class: "p-btn p-wide up", id: "save-copy" }),
      h("div.up", asking(t("sign_out"), vault.isSecure() ? t("sign_out_ask", { records, photos }) : t("sign_out_ask_open", { records, photos }), t("sign_out_do", { records }), out))),
  ];
};

// ---------- too long without contact ----------

// The device opens only to send until the server has been heard of.
export const silent = async (ctx) => {
  const drafts = (await store.drafts(ctx.account)).filter((each) => each.phase !== "sent");
  const go = async () => {
    await device.ask();
    wake();
    ctx.again();
  };
  return {
    title: t("too_long"), body: [
      h("div.notes.pad", note(t("too_long_help", { n: device.rules().offline_days }), "warn")), h("div.pad", main(t("send_now"), go, { class: "p-btn p-main p-wide" })),
      drafts.length ? [heading(t("to_be_sent")), list(drafts.map((draft) => (draft.phase === "draft" ? row("#/device", { title: draft.title }) : draftRow(ctx, draft))))] : null,
      h("div.pad", link(t("this_device"), "#/device", { class: "p-btn p-wide" })),
    ],
  };
};
