// The field screens: one page, a route in the hash, a view for each. What a view returns, this frame shows:
// { title, back, aside, extra, saved, meter, body, foot, tab, changed, left }.
import * as api from "./api.js";
import * as bundle from "./bundle.js";
import * as device from "./device.js";
import { h, live } from "./dom.js";
import * as install from "./install.js";
import * as me from "./me.js";
import { main, note } from "./parts.js";
import * as place from "./place.js";
import * as send from "./send.js";
import * as store from "./store.js";
import { clock, dayOf, moment, speak, t } from "./texts.js";
import * as check from "./views/check.js";
import { checks } from "./views/checks.js";
import { silent, thisDevice } from "./views/device.js";
import { hazard } from "./views/hazard.js";
import { hazards } from "./views/hazards.js";
import { visitRow } from "./views/lists.js";
import * as lock from "./views/lock.js";
import { look } from "./views/look.js";
import { photo } from "./views/photo.js";
import { review } from "./views/review.js";
import * as sent from "./views/sent.js";
import * as snap from "./views/snap.js";
import * as survey from "./views/survey.js";
import { today } from "./views/today.js";
import { unit } from "./views/unit.js";
import { units } from "./views/units.js";
import * as vault from "./vault.js";

const ID = "([0-9a-f-]{36})";
const ROUTES = [
  ["", today],
  ["units", async (ctx) => units(ctx, { visitRow, drafts: await store.drafts(ctx.account), mayAsk: await place.mayAsk() })],
  ["checks", checks], [`unit/${ID}`, unit], [`unit/${ID}/self/(\\w+)`, unit],
  [`check/${ID}`, (ctx, id) => check.item(ctx, id, 1)], [`check/${ID}/(\\d+)`, check.item], [`check/${ID}/list`, check.jump], [`check/${ID}/review`, review],
  [`check/${ID}/more/([0-9a-z-]+)`, check.more], ["hazards", hazards], [`hazard/${ID}`, hazard], [`look/${ID}`, look],
  ["survey/new", survey.fresh], [`survey/unit/${ID}/(closed|moved|not_found)`, survey.begin], [`survey/${ID}`, survey.one],
  ["snap", snap.snap], [`snap/unit/${ID}`, snap.begin], [`snap/${ID}`, snap.one], [`photo/${ID}`, photo], ["sent", sent.sent], [`sent/${ID}`, sent.one],
  ["device", thisDevice],
].map(([path, view]) => [new RegExp(`^#/${path}$`), view]);

const TABS = {
  office: [["today", "#/"], ["units", "#/units"], ["snap", "#/snap"], ["hazards", "#/hazards"], ["sent", "#/sent"]],
  own: [["today", "#/"], ["checks", "#/checks"], ["snap", "#/snap"], ["hazards", "#/hazards"], ["sent", "#/sent"]],
};

const root = document.getElementById("field");
const { home, zone, page, worker } = root.dataset;
const base = `${page}api/`;
const addresses = {
  home, today: `${base}today.json`, units: `${base}units.json`, phrases: `${base}phrases.json`, records: `${base}records/`, sent: `${base}sent.json`, conflicts: `${base}conflicts.json`,
  me: `${base}me.json`, words: (language) => `${page}words/${language === "en" ? "en" : "zh-hans"}.json`,
  bundle: `${base}bundle.json`, bundleUnits: `${base}bundle-units.json`, bundleHazards: `${base}bundle-hazards.json`, bundlePhrases: `${base}bundle-phrases.json`,
  photo: (id) => `${home}field-photo/${id}/`, brief: (id) => `${home}field-unit/${id}.json`, hazardBrief: (id) => `${home}field-hazard/${id}.json`,
  lookBrief: (id) => `${home}field-look/${id}.json`, photoView: (id) => `${home}photos/${id}/`, photoSmall: (id) => `${home}photos/${id}/thumb/`, hazard: (id) => `${home}hazard/${id}/`,
  check: (id) => `${home}check/${id}/`, unit: (id) => `${home}units/${id}/`, list: (id) => `${home}units/${id}/check-list/`, hazards: `${home}hazards/`,
};

// ---------- what every view gets ----------

let account = "";
let skew = 0; // how far the server's clock is ahead of the device's, in milliseconds
const ctx = {
  account, person: "", api: addresses, find: bundle.find, phrases: bundle.phrases, contact: api.contact, day: null, from: null, where: Promise.resolve(null),
  today: () => dayOf(new Date(Date.now() + skew)),
  get: (path) => api.get(account, path),
  go: (hash, { replace = false } = {}) => {
    if (replace) {
      history.replaceState(null, "", hash);
      show();
    } else location.hash = hash;
  },
  // The same screen anew, when it became another one.
  again: () => show(),
  // A draft that began while its page was open: from now on its saving is shown.
  saving: (draft) => {
    shown.saved = draft;
  },
  locate: async () => {
    ctx.from = await place.here();
  },
};

// Somebody else signed in on this device meanwhile: the screens open anew, for her.
const changeHands = async () => {
  await settled();
  await me.ask(addresses.me);
  location.reload();
};
const readDay = async () => {
  const { data, at } = await api.get(account, addresses.today);
  if (data.account !== account) return changeHands();
  ctx.day = data;
  ctx.stale = at;
  if (!at) skew = new Date(data.now).getTime() - Date.now();
};

// ---------- the frame ----------

const signIn = () => `${home}signin/?${new URLSearchParams({ next: page + location.hash })}`;
// What concerns every screen: no network, no session, what waits, what was not accepted.
let waits = [];
const banner = () => {
  const queued = waits.filter((draft) => draft.phase === "queued");
  const refused = waits.filter((draft) => draft.phase !== "queued");
  const photos = queued.reduce((sum, draft) => sum + (draft.photos ?? 0), 0);
  const see = h("a", { href: "#/sent" }, t("see"));
  const strip = (strong, words, end) => h("div.p-net", { role: "status" }, h("span.grow", h("b", strong), " ", words), end);
  if (api.contact.signedOut) return strip(t("signed_out"), t("signed_out_help"), h("a", { href: signIn() }, t("sign_in_again")));
  if (api.contact.offline) return strip(t("no_network"), queued.length ? t("no_network_kept", { records: queued.length, photos }) : t("no_network_help"), queued.length ? see : null);
  if (refused.length) return strip(t("refused_n", { n: refused.length }), t("refused_n_help"), see);
  if (queued.length && send.progress.id) return strip(t("sending"), send.progress.all ? t("photos_sent", { done: send.progress.done, all: send.progress.all }) : "", see);
  if (queued.length) return strip(t("queue_n", { n: queued.length }), t("queue_help"), see);
  if (device.quarantines().length) return strip(t("in_keeping_n", { n: device.quarantines().length }), t("in_keeping_help"), h("a", { href: "#/device" }, t("take_back")));
  if (device.reach() === "warned") return strip(t("contact_within", { n: device.daysLeft() }), t("contact_within_help"), null);
  if (!vault.isSecure()) return strip(t("not_enciphered"), "", h("a", { href: "#/device" }, t("see")));
  return ctx.stale ? strip(t("old_day"), t("as_of", { time: moment(ctx.stale, ctx.today()) }), null) : null;
};

let shown = {};
let turn = 0;
let trouble = "";
const scrolled = new Map();
let at = location.hash || "#/";

const saved = live(() => {
  if (trouble) return h("span.late", trouble);
  return shown.saved?.saved_at ? h("span.p-sub", t("saved_word", { time: clock(shown.saved.saved_at) })) : null;
});
const net = live(() => (ctx.day ? [install.strip(settled), banner()] : null));
const below = live(() => (ctx.day ? [bundle.line(ctx.today()), install.hint()] : null)); // under the list of today
// What is being typed is on the disk.
const settled = async () => shown.saved && store.save(shown.saved).catch(() => {});
const frame = { bar: h("div.p-bar"), meter: h("div"), main: h("main.p-main-part", { id: "main" }), foot: h("div.p-bottom") };

const begin = async () => {
  const { me: who } = await me.here(addresses.me);
  if (!who) return location.replace(signIn());
  ctx.account = account = who.account;
  ctx.person = who.person;
  me.dress(who);
  api.begin({ account, me: addresses.me });
  api.names(() => device.known()?.device ?? "");
  speak(await (await fetch(addresses.words(who.language))).json(), { language: document.documentElement.lang, zone });
  await lock.enter({ root, account, who: who.person, home, base });
  await device.sealOnce();
  const copy = await api.copyOf(account, addresses.today);
  waits = await waitingToGo();
  if (copy) ctx.day = copy.data;
  else await readDay();
  stand();
  ctx.where = place.hereIfAgreed().then((position) => {
    ctx.from = position;
  });
  listen();
  await show();
  lock.watch(() => {
    stand();
    return show();
  });
  send.begin({ account, api: addresses });
  bundle.begin({ account, api: addresses });
  install.begin(worker, settled).catch(() => {}); // without it everything works as long as there is a network
  device.ask();
  store.tidy(account).catch(() => {});
  if (copy) await freshen();
};

const stand = () => root.replaceChildren(h("header.p-top", frame.bar, frame.meter), net.box, frame.main, frame.foot);

// The day anew from the server; what is open shows it if it wants to.
const freshen = async () => {
  await readDay().catch(() => {});
  bundle.wake();
  shown.changed?.();
  net.redraw();
};

const listen = () => {
  addEventListener("hashchange", () => show());
  store.bus.addEventListener("drafts", () => later());
  store.bus.addEventListener("saved", () => {
    trouble = "";
    saved.redraw();
  });
  store.bus.addEventListener("unsaved", ({ detail }) => {
    trouble = t(detail instanceof store.Elsewhere ? "changed_elsewhere" : "not_saved");
    saved.redraw();
  });
  send.sending.addEventListener("progress", () => later());
  api.contact.addEventListener("contact", () => {
    later();
    if (!api.contact.offline && ctx.stale) freshen();
  });
  bundle.coming.addEventListener("progress", () => below.redraw());
  install.news.addEventListener("news", () => {
    net.redraw();
    below.redraw();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && freshen());
  api.contact.addEventListener("contact", () => !api.contact.offline && device.ask());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && device.ask());
  device.events.addEventListener("told", () => later());
  let isSent = false;
  store.bus.addEventListener("saved", ({ detail }) => {
    if (detail.phase !== "sent" || isSent) return;
    isSent = true;
    setTimeout(() => {
      isSent = false;
      freshen();
    }, 500);
  });
};
const waitingToGo = () => store.drafts(account).then((all) => all.filter((draft) => draft.phase !== "draft" && draft.phase !== "sent"), () => []);
let waiting = false;
const later = () => {
  if (waiting) return;
  waiting = true;
  setTimeout(async () => {
    waiting = false;
    waits = await waitingToGo();
    net.redraw();
    shown.changed?.();
  }, 50);
};

// ---------- one screen after the other ----------

const show = async () => {
  const hash = location.hash || "#/";
  turn += 1;
  const mine = turn;
  scrolled.set(at, scrollY);
  const isNew = at !== hash;
  at = hash;
  let next;
  try {
    next = await viewOf(hash);
  } catch (problem) {
    next = failed(problem);
  }
  // Another address was opened meanwhile, or the view led on to one.
  if (mine !== turn || !next) return;
  if (isNew) shown.left?.();
  shown = next;
  trouble = "";
  draw(next);
  saved.redraw();
  net.redraw();
  if (isNew) scrollTo(0, next.tab ? (scrolled.get(hash) ?? 0) : 0);
  if (isNew && document.activeElement === document.body) frame.bar.querySelector("h1").focus({ preventScroll: true });
};

const viewOf = (hash) => {
  if (device.reach() === "sending" && !/^#\/(sent|device)/.test(hash)) return silent(ctx);
  for (const [pattern, view] of ROUTES) {
    const found = pattern.exec(hash);
    if (found) return view(ctx, ...found.slice(1));
  }
  return { title: t("not_found"), back: "#/", body: [h("p.p-empty", t("not_found_help"))] };
};

const failed = (problem) => {
  if (problem?.name === "QuotaExceededError") return { title: t("cannot_show"), back: "#/", body: [h("div.notes.pad", note(t("not_saved"), "warn"))] };
  if (!(problem instanceof api.Problem)) throw problem;
  const words = { offline: "page_needs_network", gone: "not_found_help", "signed-out": "signed_out_help" }[problem.kind] ?? "server_away";
  return { title: t(problem.kind === "gone" ? "not_found" : "cannot_show"), back: "#/", body: [h("div.notes.pad", note(t(words), "warn")), h("div.pad", main(t("try_again"), () => show()))] };
};

const draw = ({ title, back, aside, extra, meter, body, foot, tab }) => {
  document.title = `${title} · ${t("app_name")}`;
  const way = typeof back === "function" ? h("button.link.p-back", { type: "button", onclick: back }, t("back")) : back ? h("a.p-back", { href: back }, t("back")) : null;
  frame.bar.replaceChildren(...[way, h("h1", { tabIndex: -1, class: "cut" }, title), extra, h("span.p-aside", aside ?? null, saved.box)].filter(Boolean));
  frame.meter.replaceChildren(...(meter ? [h("progress.p-meter", { max: meter[1], value: meter[0], "aria-label": t("answered_of", { done: meter[0], all: meter[1] }) })] : []));
  if (tab === "today") below.redraw();
  frame.main.replaceChildren(...[...body, tab === "today" ? below.box : null].flat(3).filter((part) => part !== null && part !== undefined && part !== false));
  frame.foot.replaceChildren(foot ?? (tab ? tabs(tab) : ""));
};
const tabs = (current) =>
  h("nav.p-tabs", { "aria-label": t("tabs") }, TABS[ctx.day.is_own_unit ? "own" : "office"].map(([name, href]) =>
    h("a", { href, "aria-current": name === current ? "page" : null }, t(name === "today" && ctx.day.is_own_unit ? "tab_own" : `tab_${name}`))));

let isGivingUp = false;
device.events.addEventListener("revoked", () => {
  if (isGivingUp) return;
  isGivingUp = true;
  lock.revoked();
});

begin().catch((problem) => {
  // Without words of its own the page can only say what the shell brought along.
  const words = document.getElementById("field-broken");
  root.replaceChildren(words?.content.cloneNode(true) ?? "");
  if (!(problem instanceof api.Problem)) throw problem;
});
