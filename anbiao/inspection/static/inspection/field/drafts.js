// What is being made on the device: a check, a hazard in passing, a rectification, a verification, a look-back, a finding of the survey. Each draft is
// { id, account, kind, phase, unit, title, brief, work, rev, saved_at, frozen, receipt, refusals, sent_at }; `phase` is draft, queued,
// sent, refused or conflict.
import { canonical, newId, sha256 } from "./hash.js";
import { signature } from "./photos.js";
import * as store from "./store.js";
import { after, t } from "./texts.js";

export const begin = async (account, kind, unit, title, work, brief = null) => {
  const draft = {
    id: newId(), account, kind, phase: "draft", unit, title, work, brief, begun_at: Date.now(), rev: 0, frozen: null, receipt: null, refusals: [],
  };
  store.persist();
  await store.save(draft);
  return draft;
};

export const newHazard = (item = "") => ({
  key: newId(), item, title: "", grade: "", criterion: "", control: "", choice: "", due_on: "", responsible: "", place: "", note: "", measure: "", basis: "",
});
export const isBegun = (hazard) => Boolean(hazard.title.trim() || hazard.grade || hazard.choice || hazard.responsible.trim());

// ---------- deadlines ----------

export const SPOT = "spot";
// The day that a choice of deadline means, or "" as long as nothing is chosen.
export const dueOn = (hazard, today) => {
  if (hazard.choice === SPOT) return today;
  return hazard.due_on;
};
export const longest = (rules, grade) => (grade === "major" ? rules.deadlines.major_most : rules.deadlines.general_most);
export const lastDay = (rules, grade, today) => after(today, longest(rules, grade));

// ---------- what is missing ----------

// What a hazard still lacks: [{ field, text }], in the order of the sheet.
export const hazardLacks = (hazard, { rules, today, fixedPhotos }) => {
  const lacks = [];
  const add = (field, key, values) => lacks.push({ field, text: t(key, values) });
  const due = dueOn(hazard, today);
  if (!hazard.title.trim()) add("title", "lacks_title");
  if (!hazard.grade) add("grade", "lacks_grade");
  if (hazard.grade === "major" && !hazard.criterion) add("criterion", "lacks_criterion");
  if (hazard.grade === "major" && !hazard.control.trim()) add("control", "lacks_control");
  if (!due) add("due", "lacks_due");
  else if (due < today) add("due", "due_passed", { day: due });
  else if (due > lastDay(rules, hazard.grade, today)) add("due", "due_too_late", { n: longest(rules, hazard.grade) });
  if (hazard.choice === SPOT && hazard.grade === "major") add("due", "major_not_on_spot");
  if (hazard.choice === SPOT && !fixedPhotos) add("photos", "lacks_after_photo");
  if (!hazard.responsible.trim()) add("responsible", "lacks_responsible");
  return lacks;
};

const fixedPhotos = (photos, hazard) => photos.filter((photo) => photo.use.fixed === hazard.key);
const foundPhotos = (photos, hazard) =>
  photos.filter((photo) => (hazard.item ? photo.use.item === hazard.item : photo.use.hazard === hazard.key));

export const itemsOf = (draft) => draft.brief.items;
export const answered = (draft) => itemsOf(draft).filter((item) => draft.work.answers[item.id]?.result).length;
export const hazardsOf = (draft, item) => draft.work.hazards.filter((hazard) => hazard.item === item);
// A hazard that nobody has written a word of is no hazard.
const written = (draft) => draft.work.hazards.filter((each) => isBegun(each) && (!each.item || draft.work.answers[each.item]?.result === "fails"));

// What keeps a draft from being sent: [{ text, at }], `at` the address where it is put right.
export const lacking = (draft, photos, today) => LACKING[draft.kind](draft, photos, today);

const lackingCheck = (draft, photos, today) => {
  const { work, id } = draft;
  const lacks = [];
  const add = (at, key, values) => lacks.push({ at: `#/check/${id}/${at}`, text: t(key, values) });
  if (!work.outcome) add("review", "lacks_outcome");
  if (work.type === "inspection" && !work.companions.trim()) add("review", "lacks_second_officer");
  if (work.for_a_case && !work.note.trim()) add("review", "lacks_case");
  if (work.outcome && work.outcome !== "done") {
    if (!work.next_on) add("review", "lacks_next");
    else if (work.next_on <= today) add("review", "next_too_early");
    return lacks;
  }
  lackingItems(draft, photos, today, add);
  if (work.type !== "self") {
    if (work.refused && !work.note.trim()) add("review", "lacks_refusal_note");
    else if (!work.refused && !work.strokes.unit.length) add("review", "lacks_signature");
  }
  return lacks;
};

const lackingItems = (draft, photos, today, add) => {
  const { work, brief } = draft;
  const open = itemsOf(draft).filter((item) => !work.answers[item.id]?.result);
  if (open.length) add(itemsOf(draft).indexOf(open[0]) + 1, "lacks_answers", { n: open.length });
  else if (itemsOf(draft).length && !itemsOf(draft).some((item) => ["conforms", "fails"].includes(work.answers[item.id].result))) add("list", "nothing_seen");
  itemsOf(draft).forEach((item, index) => {
    if (work.answers[item.id]?.result !== "fails") return;
    const begun = hazardsOf(draft, item.id).filter(isBegun);
    if (!begun.length && !work.answers[item.id].note?.trim()) add(index + 1, "fails_bare", { number: index + 1 });
  });
  for (const hazard of written(draft)) {
    const [first] = hazardLacks(hazard, { rules: brief.rules, today, fixedPhotos: fixedPhotos(photos, hazard).length });
    const index = itemsOf(draft).findIndex((item) => item.id === hazard.item);
    if (first) add(index >= 0 ? index + 1 : `more/${hazard.key}`, "hazard_lacks", { what: hazard.title.trim() || t("new_hazard"), lack: first.text });
  }
};

const lackingSurvey = (draft, photos) => {
  const { work } = draft;
  const lacks = [];
  const add = (field, key) => lacks.push({ field, text: t(key), at: `#/survey/${draft.id}` });
  const isNew = work.what === "new";
  if (!photos.length && !work.note.trim()) add("photos", "lacks_evidence");
  if (isNew && !work.name.trim()) add("name", "lacks_unit_name");
  if (isNew && !work.region) add("region", "lacks_region");
  if (isNew && !work.address.trim() && !work.place) add("address", "lacks_place");
  if (work.what === "moved" && !work.outside && !work.address.trim()) add("address", "lacks_new_address");
  return lacks;
};
export const isSurveyBegun = ({ work }) => [work.name, work.code, work.address, work.note, work.principal, work.employees, work.sector].some((each) => each.trim());

const LACKING = {
  survey: lackingSurvey,
  check: lackingCheck,
  hazard: (draft, photos, today) => {
    const { hazard } = draft.work;
    const found = hazardLacks(hazard, { rules: draft.brief.rules, today, fixedPhotos: fixedPhotos(photos, hazard).length });
    return found.map(({ field, text }) => ({ field, text, at: `#/snap/${draft.id}` }));
  },
  fix: (draft, photos, today) => {
    const { work, brief } = draft;
    const lacks = [];
    const add = (field, key, values) => lacks.push({ field, text: t(key, values), at: `#/hazard/${brief.hazard.id}` });
    if (!photos.some((photo) => photo.use.after)) add("photos", "lacks_after_photo");
    if (!work.fixed_on) add("fixed_on", "lacks_fixed_on");
    else if (work.fixed_on > today) add("fixed_on", "day_ahead");
    if (brief.hazard.grade === "major") {
      for (const name of ["responsible", "measure", "funds", "plan", "control"]) {
        if (!fixing(draft, name)) add(name, "lacks_fixing", { what: t(`fixing_${name}`) });
      }
    }
    return lacks;
  },
  verify: (draft, _photos, today) => {
    const { work, brief } = draft;
    const lacks = [];
    const add = (field, key, values) => lacks.push({ field, text: t(key, values), at: `#/hazard/${brief.hazard.id}` });
    if (!work.seen) add("seen", "lacks_seen");
    if (work.seen === "no" && !work.note.trim()) add("note", "lacks_what_not");
    if (work.seen === "no") lackingDue(work, brief, today, add);
    return lacks;
  },
  look: (draft, _photos, today) => {
    const { work, brief } = draft;
    const lacks = [];
    const add = (field, key, values) => lacks.push({ field, text: t(key, values), at: `#/look/${brief.hazard.look}` });
    if (!work.step) add("seen", "lacks_seen");
    if (work.step && work.step !== "keep" && !work.note.trim()) add("note", "lacks_note");
    if (["relapse", "expose"].includes(work.step)) lackingDue(work, brief, today, add);
    return lacks;
  },
};
const lackingDue = (work, brief, today, add) => {
  const grade = brief.hazard.grade;
  if (!work.due_on) add("due", "lacks_second_due");
  else if (work.due_on < today) add("due", "due_passed", { day: work.due_on });
  else if (work.due_on > lastDay(brief.rules, grade, today)) add("due", "due_too_late", { n: longest(brief.rules, grade) });
};

// A fixing as it will stand: what was typed here, else what the server has.
export const fixing = (draft, name) => {
  const typed = draft.work.fixings[name];
  return String(typed ?? draft.brief.hazard[name] ?? "").trim();
};

// Where a photo lies: at its unit, or where a unit was found that no roster knows yet.
export const lies = (draft) => (draft.unit.id ? ["enterprise", draft.unit.id] : ["region", draft.work.region]);

// The same of many drafts: each is looked at again only once something of it was saved. Draft → what it lacks.
const looked = new Map();
export const lackingOf = async (drafts, today) => {
  const look = async (draft) => {
    const mark = `${draft.rev} ${today}`;
    const before = looked.get(draft.id);
    const lacks = before?.mark === mark ? before.lacks : lacking(draft, await store.photoFacts(draft.id), today);
    looked.set(draft.id, { mark, lacks });
    return [draft.id, lacks];
  };
  return new Map(await Promise.all(drafts.map(look)));
};

// ---------- as it is sent ----------

const ids = (photos) => photos.map((photo) => photo.id);
const texts = (given) => Object.fromEntries(Object.entries(given).map(([key, value]) => [key, typeof value === "string" ? value.trim() : value]));

const hazardContent = (hazard, photos, today) => ({
  ...texts({
    title: hazard.title, grade: hazard.grade, responsible: hazard.responsible, place: hazard.place, note: hazard.note, measure: hazard.measure,
    basis: hazard.basis, item: hazard.item,
  }),
  due_on: dueOn(hazard, today),
  criterion: hazard.grade === "major" ? hazard.criterion : "",
  control: hazard.grade === "major" ? hazard.control.trim() : "",
  photos: ids(foundPhotos(photos, hazard)),
  fixed_photos: hazard.choice === SPOT ? ids(fixedPhotos(photos, hazard)) : [],
});

const CONTENT = {
  survey: ({ unit, work }, photos) => ({
    what: work.what, enterprise: unit.id || null, ...texts({ name: work.name, code: work.code, region: work.region, address: work.address, sector: work.sector, principal: work.principal, looks_due: work.looks_due, note: work.note }),
    employees: work.employees === "" ? null : Number(work.employees), outside: work.outside, photos: ids(photos), ...(work.place ?? {}),
  }),
  check: (draft, photos, today) => {
    const { work, unit } = draft;
    const done = work.outcome === "done";
    const answers = {};
    for (const item of done ? itemsOf(draft) : []) {
      const { result, note } = work.answers[item.id];
      answers[item.id] = { result, note: (note ?? "").trim(), photos: ids(photos.filter((photo) => photo.use.item === item.id)) };
    }
    const signed = (whose) => photos.find((photo) => photo.use.sign === whose)?.id ?? null;
    return {
      enterprise: unit.id, type: work.type, frequency: work.frequency, for_a_case: work.for_a_case, begun_at: new Date(draft.begun_at).toISOString(),
      list_version: draft.brief.version ?? null, outcome: work.outcome, answers,
      hazards: done ? written(draft).map((hazard) => hazardContent(hazard, photos, today)) : [],
      next_on: done ? null : work.next_on, ...texts({ note: work.note, companions: work.companions, received_by: work.received_by }),
      unit_signature: done && !work.refused ? signed("unit") : null, own_signature: done ? signed("own") : null,
      refused_signature: done && work.refused, photos: ids(photos.filter((photo) => !photo.use.sign)), ...(work.place ?? {}),
    };
  },
  hazard: (draft, photos, today) => ({ enterprise: draft.unit.id, hazard: hazardContent(draft.work.hazard, photos, today) }),
  fix: (draft, photos) => ({
    hazard: draft.brief.hazard.id, fixed_on: draft.work.fixed_on, note: draft.work.note.trim(), photos: ids(photos),
    fixings: Object.fromEntries(
      Object.entries(draft.work.fixings).filter(([, value]) => String(value).trim() !== "")
        .map(([name, value]) => [name, name === "funds" ? Number(value) : value.trim()]),
    ),
  }),
  verify: (draft, photos) => ({
    hazard: draft.brief.hazard.id, is_fixed: draft.work.seen === "yes", note: draft.work.note.trim(), photos: ids(photos),
    due_on: draft.work.seen === "no" ? draft.work.due_on : null,
  }),
  look: (draft, photos) => ({
    look: draft.brief.hazard.look, step: draft.work.step, note: draft.work.note.trim(), photos: ids(photos),
    due_on: ["relapse", "expose"].includes(draft.work.step) ? draft.work.due_on : null,
  }),
};

// Ends the writing: the signatures become pictures, the content one text with its hash, and the draft stands in the queue. From here
// on nothing of it changes. A draft that the server refused and that was put right gets another key, since it has other content.
export const freeze = async (draft, today) => {
  for (const whose of draft.kind === "check" ? ["unit", "own"] : []) await sign(draft, whose);
  const photos = await store.photos(draft.id);
  const content = canonical(CONTENT[draft.kind](draft, photos, today));
  const record = { id: draft.id, kind: draft.kind, made_at: new Date().toISOString() };
  draft.frozen = {
    body: `{"id":"${record.id}","kind":"${record.kind}","made_at":"${record.made_at}","content":${content}}`,
    sha256: await sha256(content), key: draft.frozen ? newId() : draft.id, at: Date.now(),
  };
  Object.assign(draft, { phase: "queued", refusals: [], photos: photos.length, made_at: record.made_at });
  await store.save(draft);
};
const sign = async (draft, whose) => {
  const known = (await store.photos(draft.id)).filter((photo) => photo.use.sign === whose);
  for (const photo of known) if (!photo.sent) await store.removePhoto(photo.id);
  const strokes = draft.work.strokes[whose];
  const wanted = strokes.length && draft.work.outcome === "done" && !(whose === "unit" && draft.work.refused);
  if (wanted && !known.some((photo) => photo.sent)) await store.savePhoto(await signature(strokes, draft, whose));
};

// What the server refused is taken up again; nothing was written there.
export const reopen = async (draft) => {
  draft.phase = "draft";
  await store.save(draft);
};
