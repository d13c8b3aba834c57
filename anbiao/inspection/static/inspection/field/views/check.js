// A check: one item a screen, the list to jump in, and hazards that stand in no list.
import { h, live } from "../dom.js";
import * as made from "../drafts.js";
import { area, asking, button, choice, empty, field, foot, heading, list, main, note, row, state } from "../parts.js";
import { strip } from "../pool.js";
import { hazardSheet } from "../sheet.js";
import * as store from "../store.js";
import { t } from "../texts.js";
import { homeOf } from "./lists.js";

export const MARKS = { conforms: "done", fails: "back", na: "off", unseen: "wait" };

// The draft of a check on this device; null sends the reader to where it is.
export const draftOf = async (ctx, id, kind = "check") => {
  const draft = await store.draft(id);
  if (draft && draft.account === ctx.account && draft.kind === kind && draft.phase === "draft") return draft;
  if (draft && draft.account === ctx.account) ctx.go(homeOf(draft), { replace: true });
  return null;
};
const elsewhere = (ctx, id) => ({ title: t("check"), back: "#/", body: [h("div.notes.pad", note(t("check_elsewhere"))), h("p.pad", h("a", { href: ctx.api.check(id) }, t("open_at_desk")))] });

const said = (item, name) => (document.documentElement.lang.startsWith("zh") ? item[name] : item[`${name}_en`] || item[name]);
export const titleOf = (item) => said(item, "title");

// The draft's photos, read once and again after each change.
export const photosOf = async (draft) => {
  let known = await store.photoFacts(draft.id);
  return {
    all: () => known,
    read: async () => {
      known = await store.photoFacts(draft.id);
      draft.photos = known.length;
      await store.save(draft);
    },
  };
};

// ---------- one item ----------

export const item = async (ctx, id, number) => {
  const draft = await draftOf(ctx, id);
  if (!draft) return elsewhere(ctx, id);
  const items = made.itemsOf(draft);
  if (!items.length) return ctx.go(`#/check/${id}/review`, { replace: true });
  const index = Math.min(Math.max(1, Number(number)), items.length) - 1;
  const [one, photos] = [items[index], await photosOf(draft)];
  const answer = (draft.work.answers[one.id] ??= { result: "", note: "" });
  if (draft.work.at !== index + 1) {
    draft.work.at = index + 1;
    store.save(draft);
  }
  const sheets = [];
  const question = live(() => questionPart(ctx, draft, one, answer, (value) => {
    answer.result = value;
    store.save(draft);
    question.redraw();
    hazards.redraw();
    below.redraw();
  }));
  const pool = poolOf(ctx, draft, photos, one, items, answer, () => below.redraw());
  const hazards = live(() => hazardsPart(ctx, draft, one, answer, photos, sheets, () => hazards.redraw()));
  const below = live(() => itemFoot(ctx, draft, { index, items, answer, sheets }));
  return {
    title: `${index + 1} / ${items.length}`, back: "#/", saved: draft, meter: [made.answered(draft), items.length],
    extra: h("a.p-jump", { href: `#/check/${id}/list` }, t("jump_list")),
    body: [question.box, pool.box, hazards.box], foot: below.box,
  };
};

const questionPart = (ctx, draft, one, answer, pick) => {
  const results = Object.entries(ctx.day.words.results);
  return h("section.q",
    h("p.p-sub", [draft.unit.name, said(one, "area")].filter(Boolean).join(t("list_comma"))),
    h("h2", { id: "question" }, titleOf(one)),
    said(one, "look") ? h("p.p-sub", t("look_at", { look: said(one, "look") })) : null,
    one.basis || said(one, "method") ? h("details.basis", h("summary", one.basis ? t("basis_of", { basis: one.basis }) : t("how_to_look")),
      h("div.p-sub", said(one, "method") ? h("p", t("method_is", { method: said(one, "method") })) : null, one.clause ? h("p", t("clause_is", { clause: one.clause })) : null, said(one, "post") ? h("p", t("post_is", { post: said(one, "post") })) : null)) : null,
    choice("answers", "answer", titleOf(one), results, answer.result, pick),
    answer.result ? noteField(draft, one, answer) : null);
};
const noteField = (draft, one, answer) =>
  h("div.up", field(`note-${one.id}`, t("note"), area(answer.note ?? "", (value) => {
    answer.note = value;
    store.save(draft);
  }, { rows: 1 }), { optional: true }));

const poolOf = (ctx, draft, photos, one, items, answer, changed) => {
  const numbers = Object.fromEntries(items.map((each, at) => [each.id, at + 1]));
  return strip(draft, {
    id: "pool", label: t("photos"), hint: t("pool_hint"),
    photos: () => photos.all().filter((photo) => !photo.use.sign && !photo.use.fixed && !photo.use.hazard),
    isMine: (photo) => photo.use.item === one.id,
    toggle: (photo) => {
      photo.use = photo.use.item === one.id ? {} : { item: one.id };
    },
    // What is shot while something is wrong here belongs here; everything else goes to the pool first.
    use: () => (answer.result === "fails" ? { item: one.id } : {}),
    caption: (photo) => (photo.use.item ? t("to_item", { number: numbers[photo.use.item] }) : ""),
    changed: async () => {
      await photos.read();
      changed();
    },
  });
};

const hazardsPart = (ctx, draft, one, answer, photos, sheets, redraw) => {
  sheets.length = 0;
  if (answer.result !== "fails") return null;
  if (!made.hazardsOf(draft, one.id).length) draft.work.hazards.push(made.newHazard(one.id));
  const own = made.hazardsOf(draft, one.id);
  sheets.push(...own.map((hazard, at) => hazardSheet(ctx, {
    draft, hazard, photos: photos.all, save: () => store.save(draft), changed: photos.read, title: own.length > 1 ? t("hazard_numbered", { number: at + 1 }) : undefined,
  })));
  const add = () => {
    draft.work.hazards.push(made.newHazard(one.id));
    store.save(draft);
    redraw();
  };
  return [sheets.map((sheet) => sheet.node), made.isBegun(own[own.length - 1]) ? h("p.pad", h("button.link.tall", { type: "button", onclick: add }, t("another_hazard"))) : null];
};

const itemFoot = (ctx, draft, { index, items, answer, sheets }) => {
  const to = (at) => `#/check/${draft.id}/${at >= 1 && at <= items.length ? at : at < 1 ? "list" : "review"}`;
  const last = index + 1 === items.length;
  const next = () => {
    const begun = sheets.filter((sheet) => sheet.lacks().length);
    const bare = answer.result === "fails" && !answer.note?.trim();
    const wanting = begun.filter((_sheet, at) => bare || made.isBegun(made.hazardsOf(draft, items[index].id)[at]));
    if (!wanting.length) ctx.go(to(index + 2));
    else for (const sheet of wanting) sheet.show();
  };
  const label = answer.result === "fails" ? t(last ? "record_and_review" : "record_and_next") : t(last ? "to_review" : "next_item");
  return foot(index ? button(t("previous_item"), () => ctx.go(to(index))) : button(t("save_draft"), () => ctx.go("#/")), main(label, next));
};

// ---------- the list to jump in ----------

export const jump = async (ctx, id) => {
  const draft = await draftOf(ctx, id);
  if (!draft) return elsewhere(ctx, id);
  const photos = await photosOf(draft);
  const box = live(() => jumpList(ctx, draft, () => box.redraw()));
  const pool = strip(draft, {
    id: "pool", label: t("photos"), hint: t("pool_hint"), photos: () => photos.all().filter((photo) => !photo.use.sign), isMine: () => true, toggle: null, use: () => ({}), changed: photos.read,
  });
  return {
    title: draft.unit.name, back: `#/check/${id}/${draft.work.at ?? 1}`, saved: draft, meter: [made.answered(draft), made.itemsOf(draft).length], body: [pool.box, box.box],
    foot: foot(button(t("go_on"), () => ctx.go(`#/check/${id}/${firstOpen(draft)}`)), main(t("to_review"), () => ctx.go(`#/check/${id}/review`))),
  };
};
const firstOpen = (draft) => {
  const at = made.itemsOf(draft).findIndex((one) => !draft.work.answers[one.id]?.result);
  return at < 0 ? (draft.work.at ?? 1) : at + 1;
};

const jumpList = (ctx, draft, redraw) => {
  const areas = new Map();
  made.itemsOf(draft).forEach((one, at) => areas.set(said(one, "area"), [...(areas.get(said(one, "area")) ?? []), [one, at + 1]]));
  const rest = made.itemsOf(draft).filter((one) => !draft.work.answers[one.id]?.result);
  return [
    [...areas].map(([name, items]) => [
      heading(name || t("whole_unit"), t("answered_of", { done: items.filter(([one]) => draft.work.answers[one.id]?.result).length, all: items.length })),
      list(items.map(([one, at]) => jumpRow(ctx, draft, one, at))),
    ]),
    rest.length ? h("div.pad", restConform(draft, rest, redraw)) : null,
    moreHazards(ctx, draft),
  ];
};

const jumpRow = (ctx, draft, one, at) => {
  const result = draft.work.answers[one.id]?.result ?? "";
  return h("a", { href: `#/check/${draft.id}/${at}` }, h("div.row.top", h("span.n4", String(at)), h("span.grow", titleOf(one)), result ? state(MARKS[result], ctx.day.words.results[result]) : state("idle", t("no_answer"))));
};

// The only way to answer many at once: it asks, and names the number.
export const restConform = (draft, rest, redraw) =>
  asking(t("rest_conform", { n: rest.length }), t("rest_conform_ask", { n: rest.length }), t("rest_conform_do", { n: rest.length }), () => {
    for (const one of rest) draft.work.answers[one.id] = { result: "conforms", note: draft.work.answers[one.id]?.note ?? "" };
    store.save(draft);
    redraw();
  });

// ---------- hazards that stand in no list ----------

export const moreHazards = (ctx, draft) => {
  const found = draft.work.hazards.filter((hazard) => !hazard.item && made.isBegun(hazard));
  return [heading(t("more_hazards"), found.length ? t("items_n", { n: found.length }) : t("more_hazards_help")),
    list(found.map((hazard) => row(`#/check/${draft.id}/more/${hazard.key}`, { title: hazard.title || t("new_hazard"), sub: ctx.day.words.grades[hazard.grade] ?? "" })),
      h("a.more", { href: `#/check/${draft.id}/more/new` }, t("add_hazard")))];
};

export const more = async (ctx, id, key) => {
  const draft = await draftOf(ctx, id);
  if (!draft) return elsewhere(ctx, id);
  if (key === "new") {
    const fresh = made.newHazard();
    draft.work.hazards.push(fresh);
    await store.save(draft);
    return ctx.go(`#/check/${id}/more/${fresh.key}`, { replace: true });
  }
  const hazard = draft.work.hazards.find((each) => each.key === key);
  if (!hazard) return { title: t("new_hazard"), back: `#/check/${id}/list`, body: [empty(t("hazard_gone"))] };
  const photos = await photosOf(draft);
  const sheet = hazardSheet(ctx, { draft, hazard, photos: photos.all, save: () => store.save(draft), changed: photos.read });
  const leave = () => ctx.go(`#/check/${id}/list`);
  const drop = async () => {
    draft.work.hazards = draft.work.hazards.filter((each) => each !== hazard);
    await store.save(draft);
    leave();
  };
  return {
    title: t("more_hazards"), back: `#/check/${id}/list`, saved: draft,
    body: [hazardPhotos(draft, photos, hazard).box, sheet.node, h("div.pad", asking(t("drop_hazard"), t("drop_hazard_ask"), t("drop_hazard_do"), drop))],
    foot: foot(main(t("record_hazard"), () => (sheet.lacks().length ? sheet.show() : leave()))),
  };
};

export const hazardPhotos = (draft, photos, hazard) =>
  strip(draft, {
    id: `found-${hazard.key}`, label: t("photos"), hint: t("photos_of_hazard"), photos: () => photos.all().filter((photo) => photo.use.hazard === hazard.key),
    isMine: () => true, toggle: null, use: () => ({ hazard: hazard.key }), changed: photos.read,
  });
