// A hazard: before and after side by side, the five fixings; the unit reports it as fixed, another looks and verifies.
import { h, live } from "../dom.js";
import * as made from "../drafts.js";
import { area, button, choice, date, errorOf, field, foot, heading, line, main, note, plate, refusals } from "../parts.js";
import { overlay } from "../photos.js";
import { ofPhoto } from "../pictures.js";
import { picture, strip } from "../pool.js";
import { wake } from "../send.js";
import * as store from "../store.js";
import { after, day, listed, moment, number, t, weekday } from "../texts.js";
import { photosOf } from "./check.js";
import { facts } from "./lists.js";

const SECOND = [3, 7];

export const hazard = async (ctx, id) => {
  const { data, at } = await ctx.get(ctx.api.hazardBrief(id));
  const step = (...names) => data.steps.find((each) => names.includes(each.name));
  const [fix, verify] = [step("report_fixed"), step("verify", "verify_on_site")];
  const kind = fix ? "fix" : verify ? "verify" : "";
  const draft = kind ? await draftFor(ctx, kind, data, id) : null;
  const aside = h("span.p-sub", at ? t("as_of", { time: moment(at, ctx.today()) }) : t("hazard_no", { serial: data.serial }));
  const shared = { title: kind ? t(`title_${kind}`) : t("hazard"), back: "#/hazards", aside };
  if (draft && draft.phase !== "draft") return { ...shared, body: [headOf(ctx, data), h("div.notes.pad", note(t("already_in_queue"))), beforeAfter(ctx, data, [])], foot: foot(main(t("see_sending"), () => ctx.go(`#/sent/${draft.id}`))) };
  if (kind === "fix") return { ...shared, saved: draft, ...(await fixing(ctx, data, draft, fix)) };
  if (kind === "verify") return { ...shared, saved: draft, ...(await verifying(ctx, data, draft, verify)) };
  return { ...shared, body: [headOf(ctx, data), beforeAfter(ctx, data, []), seenWords(data), fixingsOf(ctx, data), desk(ctx, data)] };
};

// The draft of this step on this device, or null as long as nothing was typed.
export const draftFor = async (ctx, kind, data, id, key = "id") =>
  (await store.drafts(ctx.account)).find((each) => each.kind === kind && each.phase !== "sent" && each.brief.hazard[key] === id) ?? null;

// A draft begins with the first thing that is entered: looking at a page leaves nothing on the device.
export const lazily = (ctx, kind, data, work, title, given) => {
  let draft = given;
  let beginning = null;
  return {
    work: draft?.work ?? work,
    now: () => draft,
    get: async () => {
      if (draft) return draft;
      beginning ??= made.begin(ctx.account, kind, { id: data.unit, name: data.name, colour: data.colour }, title, work, { hazard: data, rules: data.rules });
      draft = await beginning;
      ctx.saving(draft);
      return draft;
    },
  };
};

export const headOf = (ctx, data) =>
  h("section.t12",
    h("div.row", plate(data.colour, ctx.day.words), h("b.grow", data.name)), h("h2", data.title),
    h("p.p-sub", listed([ctx.day.words.grades[data.grade], data.place, t("deadline_is", { day: day(data.due_on, ctx.today()) })]), data.late ? [t("list_comma"), h("span.late", data.late_words)] : null),
    data.note ? h("p.p-sub.up", data.note) : null, data.basis ? h("p.p-sub", t("basis_of", { basis: data.basis })) : null);

// ---------- before and after ----------

export const beforeAfter = (ctx, data, own) =>
  h("div.ba", figure(ctx, t("before"), data.before, [], listed([data.finder])), figure(ctx, t("after"), data.after, own, data.fixer || data.responsible));

const figure = (ctx, label, photos, own, who) => {
  const shown = own.length ? own[own.length - 1] : photos[photos.length - 1];
  const at = shown ? (own.length ? shown.taken_at : shown.taken_at || shown.at) : "";
  const more = (own.length || photos.length) - 1;
  return h("figure",
    shown ? (own.length ? h("a", { href: `#/photo/${shown.id}`, "aria-label": t("mark_photo", { time: moment(at, ctx.today()) }) }, picture(shown)) : serverPicture(ctx, shown, label)) : h("div.no-photo.p-sub", t("no_photo_yet")),
    h("figcaption", h("b", label), h("span", listed([at ? moment(at, ctx.today()) : "", own.length ? ctx.day.person : shown?.who ?? who, more > 0 ? t("more_photos", { n: more }) : ""]))));
};

// A photo of the server with what is drawn over it, once its size is known.
export const serverPicture = (ctx, photo, label) => {
  const image = h("img", { src: ctx.api.photoView(photo.id), alt: t("photo_named", { name: label }), loading: "lazy" });
  const frame = h("a.frame", { href: ctx.api.photoView(photo.id), target: "_blank", rel: "noopener" }, image);
  // Without a network the small one that came down stands there, and leads nowhere.
  image.addEventListener("error", async () => {
    const small = await ofPhoto(ctx.account, photo.id);
    if (!small) return;
    frame.removeAttribute("href");
    image.src = small;
  }, { once: true });
  image.addEventListener("load", () => photo.annotation.length && frame.append(overlay(photo.annotation, image.naturalWidth, image.naturalHeight, "slice")));
  return frame;
};

export const seenWords = (data) => {
  const { metres, after_order: inTime } = data.seen;
  const near = metres === null ? null : h(`span.st.st-${metres <= 50 ? "done" : "back"}`, t(metres <= 50 ? "same_place" : "other_place", { n: number(metres) }));
  const late = inTime === null ? null : h(`span.st.st-${inTime ? "done" : "back"}`, t(inTime ? "after_order" : "before_order"));
  return near || late ? h("p.cmpn.p-sub", near, late) : null;
};

const money = (funds) => (funds === null || funds === "" ? "" : t("yuan", { n: number(funds) }));
export const fixingsOf = (ctx, data) => {
  const words = ctx.day.words.fixings;
  const due = [day(data.due_on, ctx.today()), data.fixed_on ? t("actually", { day: day(data.fixed_on, ctx.today()) }) : ""].filter(Boolean).join(t("list_comma"));
  return h("div.five-box", facts([words.responsible, data.responsible || "—"], [words.measure, data.measure || "—"], [words.funds, money(data.funds) || "—"], [words.due_on, due], [words.plan, data.plan || "—"],
    [t("control"), data.control], [t("said_of_fix"), data.fix_note]));
};
const desk = (ctx, data) => {
  const open = data.steps.filter((each) => !each.reasons.length);
  return h("div.pad.stack", data.steps.flatMap((each) => each.reasons).map((reason) => note(reason)),
    open.length ? h("p", t("at_desk_steps", { steps: listed(open.map((each) => each.label)) })) : null, h("p", h("a", { href: ctx.api.hazard(data.id) }, t("open_at_desk"))));
};

// ---------- fixing ----------

const fixing = async (ctx, data, given, step) => {
  const lazy = lazily(ctx, "fix", data, { fixed_on: "", note: "", fixings: {} }, t("draft_named", { unit: t("fix"), kind: data.title }), given);
  const photos = given ? await photosOf(given) : { all: () => [], read: async () => {} };
  const { work } = lazy;
  let isShown = false;
  const told = () => (isShown && lazy.now() ? made.lacking(lazy.now(), photos.all(), ctx.today()) : isShown ? [{ field: "photos", text: t("lacks_after_photo") }, { field: "fixed_on", text: t("lacks_fixed_on") }] : []);
  const save = async () => store.save(await lazy.get());
  const pair = live(() => beforeAfter(ctx, data, photos.all()));
  const shots = lazyStrip(lazy, photos, { id: "after", label: t("after_photos"), hint: t("same_angle"), use: { after: true } }, () => (pair.redraw(), form.redraw()));
  const form = live(() => fixForm(ctx, data, work, told(), save, () => form.redraw()));
  const send = async () => {
    if (!lazy.now() || made.lacking(lazy.now(), photos.all(), ctx.today()).length) {
      isShown = true;
      form.redraw();
      form.box.querySelector(".err")?.scrollIntoView({ block: "center" });
      return;
    }
    await sendNow(ctx, lazy.now());
  };
  const against = step.reasons;
  return {
    body: [headOf(ctx, data), pair.box, refusedOf(given), against.length ? h("div.notes.pad", against.map((reason) => note(reason, "late"))) : null, shots.box, form.box, h("p.pad", h("a", { href: ctx.api.hazard(data.id) }, t("other_steps_at_desk")))],
    foot: foot(main(t("report_fixed"), send, unless(against))),
  };
};
// A refused step stays, greyed and reachable; the reasons stand above it.
const unless = (against) => (against.length ? { "aria-disabled": "true", onclick: () => {} } : {});
const refusedOf = (draft) => (draft?.refusals.length ? h("div.pad", refusals(draft.refusals)) : null);

const fixForm = (ctx, data, work, told, save, redraw) => {
  const today = ctx.today();
  const words = ctx.day.words.fixings;
  const is = work.fixed_on === "" ? "" : work.fixed_on === today ? "today" : "other";
  const setDay = (value) => {
    work.fixed_on = value;
    save();
    redraw();
  };
  const enter = (name) => (value) => {
    work.fixings[name] = value;
    save();
  };
  const now = (name) => String(work.fixings[name] ?? data[name] ?? "");
  const major = data.grade === "major";
  const five = (name, control, label = words[name]) => field(`fixing-${name}`, label, control, { optional: !major, error: errorOf(told, name) });
  return [
    errorOf(told, "photos") ? h("p.err.pad", errorOf(told, "photos")) : null,
    h("section.t12.stack", h("p.strong", t("fixed_when")), choice("seg", "fixed-on", t("fixed_when"), [["today", t("today_word")], ["other", t("other_day")]], is, (value) => setDay(value === "today" ? today : after(today, -1))),
      is === "other" ? date(work.fixed_on, setDay, { id: "fixed-on-day", "aria-label": t("fixed_when"), min: data.found_on, max: today }) : null, errorOf(told, "fixed_on") ? h("p.err", errorOf(told, "fixed_on")) : null),
    heading(t("five_fixings"), major ? t("all_five") : t("may_stay_empty")),
    h("section.t12.stack",
      five("responsible", line(now("responsible"), enter("responsible"))), five("measure", area(now("measure"), enter("measure"))),
      five("funds", line(now("funds"), (value) => enter("funds")(value.replace(/[^0-9]/g, "")), { inputmode: "numeric", maxlength: 11, class: "input w-number" }), t("funds_yuan")),
      h("p.p-sub", t("deadline_line", { day: day(data.due_on, today), weekday: weekday(data.due_on) })),
      five("plan", area(now("plan"), enter("plan"))), major ? five("control", area(now("control"), enter("control")), t("control")) : null,
      field("fix-note", t("what_was_done"), area(work.note, (value) => {
        work.note = value;
        save();
      }), { optional: true })),
  ];
};

// The strip of a draft that may not be there yet: the first photo begins it.
export const lazyStrip = (lazy, photos, { id, label, hint, use }, changed) => {
  const holder = { id: "", account: "" };
  return strip(holder, {
    id, label, hint, photos: () => photos.all(), isMine: () => true, toggle: null, use: () => ({ ...use }),
    before: async () => Object.assign(holder, { id: (await lazy.get()).id, account: lazy.now().account }),
    changed: async () => {
      Object.assign(photos, await photosOf(await lazy.get()));
      lazy.now().photos = photos.all().length;
      changed();
    },
  });
};

export const sendNow = async (ctx, draft) => {
  await made.freeze(draft, ctx.today());
  wake();
  ctx.go(`#/sent/${draft.id}`, { replace: true });
};

// ---------- verifying ----------

const verifying = async (ctx, data, given, step) => {
  const lazy = lazily(ctx, "verify", data, { seen: "", note: "", due_on: "", choice: "" }, t("draft_named", { unit: t("verify"), kind: data.title }), given);
  const photos = given ? await photosOf(given) : { all: () => [], read: async () => {} };
  const { work } = lazy;
  let isShown = false;
  const save = async () => store.save(await lazy.get());
  const told = () => (isShown ? (lazy.now() ? made.lacking(lazy.now(), photos.all(), ctx.today()) : [{ field: "seen", text: t("lacks_seen") }]) : []);
  const form = live(() => seenForm(ctx, data, work, told(), save, () => (form.redraw(), below.redraw())));
  const shots = lazyStrip(lazy, photos, { id: "site", label: t("site_photos"), hint: t("optional"), use: {} }, () => {});
  const against = step.reasons;
  const send = async () => {
    if (!lazy.now() || made.lacking(lazy.now(), photos.all(), ctx.today()).length) {
      isShown = true;
      form.redraw();
      form.box.querySelector(".err")?.scrollIntoView({ block: "center" });
      return;
    }
    await sendNow(ctx, lazy.now());
  };
  const label = () => (work.seen === "no" ? t("send_back_do") : data.grade === "major" ? t("verify_major_do") : t("verify_do"));
  const below = live(() => foot(button(t("shoot_site"), () => document.getElementById("site-shoot")?.click()), main(label(), send, unless(against))));
  return {
    body: [headOf(ctx, data), beforeAfter(ctx, data, []), seenWords(data), fixingsOf(ctx, data), refusedOf(given),
      against.length ? h("div.notes.pad", against.map((reason) => note(reason, "late"))) : form.box, against.length ? null : shots.box, h("p.pad", h("a", { href: ctx.api.hazard(data.id) }, t("open_at_desk")))],
    foot: below.box,
  };
};

const seenForm = (ctx, data, work, told, save, redraw) => {
  const set = (name) => (value) => {
    work[name] = value;
    save();
    redraw();
  };
  return h("section.t12.stack", h("p.strong", t("were_you_there")), choice("answers", "seen", t("were_you_there"), [["yes", t("seen_fits")], ["no", t("seen_fits_not")]], work.seen, set("seen")),
    h("p.p-sub", t("you_may_verify")), errorOf(told, "seen") ? h("p.err", errorOf(told, "seen")) : null,
    work.seen ? field("seen-note", work.seen === "no" ? t("what_does_not_fit") : t("note"), area(work.note, (value) => {
      work.note = value;
      save();
    }), { optional: work.seen === "yes", error: errorOf(told, "note") }) : null,
    work.seen === "no" ? secondDeadline(ctx, data, work, told, save, redraw) : null);
};

export const secondDeadline = (ctx, data, work, told, save, redraw) => {
  const today = ctx.today();
  const pick = (value) => {
    work.choice = value;
    work.due_on = value === "other" ? work.due_on : after(today, Number(value));
    save();
    redraw();
  };
  return h("div", h("p.strong", t("second_deadline")),
    choice("seg.up", "second", t("second_deadline"), [...SECOND.map((n) => [String(n), t("days", { n })]), ["other", t("other_day")]], work.choice ?? "", pick),
    work.choice === "other" ? date(work.due_on, (value) => {
      work.due_on = value;
      save();
      redraw();
    }, { id: "second-day", "aria-label": t("second_deadline"), min: today, max: made.lastDay(data.rules, data.grade, today) }) : null,
    work.due_on ? h("small.due", t("due_before", { day: day(work.due_on, today), weekday: weekday(work.due_on) })) : null, errorOf(told, "due") ? h("p.err", errorOf(told, "due")) : null);
};
