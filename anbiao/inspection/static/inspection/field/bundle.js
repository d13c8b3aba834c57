// What comes down before the day: the person's own units with all that a visit asks, her hazards, the phrases. It lies where `api.get`
// keeps its copies, so the screens need no second way. Each page that came is kept at once: what was cut off goes on from there.
import { confirmed, contact, copyOf, keepCopy, partPath, read, search } from "./api.js";
import { h } from "./dom.js";
import { matching, numberIn, ready } from "./find.js";
import * as pictures from "./pictures.js";
import { drafts, letGo, persist } from "./store.js";
import { moment, number, t } from "./texts.js";

const AGAIN = 30 * 60 * 1000; // what came down within this time is not asked for anew
const OLDEST = 6 * 3600 * 1000; // a coming down that was cut off so long ago begins anew
const FIRST_WAIT = 4_000;
const LONGEST_WAIT = 5 * 60_000;
const SHORT = 8;
const MOST_NAMED = 150; // an address has room for so many names beside fifty units
const OLD = 7 * 24 * 3600 * 1000; // a hazard that did not come down by itself stays here so long after somebody looked at it
const HAZARDS = /\/field-(hazard|look)\//;
const SHOWN = 50;
const OFFERED = 20;
const INDEX = "bundle units";
const STATE = "bundle state";
const PHRASES = "bundle phrases";

let account = "";
let api = {};
let units = []; // { line, row }, as they came
let offers = null; // phrases, once they are here
// `copies`: addresses of hazards and look-backs that came down; `shots`: photos that their pages show; `small`: those that are here, with their size;
// `parts`: what briefs share and is here, by the beginning of its name; `seen`: unit → [stamp of its brief, when the server last confirmed it]; `since`: when the present coming down began.
let state = { index: "", phrases: "", hazards: "", total: 0, page: 50, parts: [], seen: {}, copies: [], shots: [], small: {}, since: 0, at: 0 };
let running = false;
let isFull = false;
let failures = 0;
let timer = 0;

export const coming = new EventTarget();
const told = () => coming.dispatchEvent(new Event("progress"));
const here = () => units.filter(({ line: { id } }) => state.seen[id]).length;
const isWhole = () => state.at >= state.since && state.at > 0;

export const begin = async (given) => {
  ({ account, api } = given);
  const [kept, index, phrases] = await Promise.all([STATE, INDEX, PHRASES].map((path) => copyOf(account, path)));
  if (kept && index) {
    Object.assign(state, kept.data);
    if (!kept.data.copies) state.hazards = ""; // by a version that brought no pictures
    arrange(index.data);
    for (const [id, [, at]] of Object.entries(state.seen)) confirmed.set(api.brief(id), at);
  }
  if (phrases) offer(phrases.data);
  told();
  contact.addEventListener("contact", () => !contact.offline && !contact.signedOut && wake());
  wake();
};
const arrange = (lines) => {
  units = lines.map((line) => ({ line, row: ready([line.name, line.lies_at], line) }));
};
const offer = (phrases) => {
  offers = phrases.map((phrase) => ({ phrase, row: ready(phrase.texts, { ...phrase, code: phrase.ref }) }));
};

// ---------- coming down ----------

// Comes down now, if it is not here already or was long ago.
export const wake = () => {
  failures = 0;
  clearTimeout(timer);
  run();
};
const later = () => {
  failures += 1;
  clearTimeout(timer);
  timer = setTimeout(run, Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - 1)) * (0.5 + Math.random()));
};

const run = async () => {
  if (running || !account || contact.offline || (isWhole() && Date.now() - state.at < AGAIN)) return;
  running = true;
  try {
    if (isWhole() || Date.now() - state.since > OLDEST) state.since = Date.now();
    await comeDown();
    [state.at, isFull, failures] = [Date.now(), false, 0];
    await note();
    persist();
  } catch (problem) {
    isFull = problem?.name === "QuotaExceededError";
    if (!["signed-out", "wrong", "gone"].includes(problem?.kind)) later();
  } finally {
    running = false;
    told();
  }
};
const note = () => keepCopy(account, STATE, state);

const comeDown = async () => {
  await index();
  await hazards();
  await allPhrases();
  const due = units.map(({ line }) => line.id).filter((id) => (state.seen[id]?.[1] ?? 0) < state.since);
  for (let at = 0; at < due.length; at += state.page) await page(due.slice(at, at + state.page));
  await pictures.comeDown(account, api.photoSmall, state.shots, state.small);
};

// An answer for another account is not this one's, whoever signed in meanwhile.
const own = async (address, asked) => {
  const answer = await read(`${address}?${new URLSearchParams(asked)}`);
  if (answer.account !== account) throw Object.assign(new Error("another account"), { kind: "signed-out" });
  return answer;
};

const index = async () => {
  const { told: fresh, stamp, unchanged } = await own(api.bundle, { known: state.index });
  if (unchanged) return;
  arrange(fresh.units);
  await keepCopy(account, INDEX, fresh.units);
  Object.assign(state, { index: stamp, total: fresh.total, page: fresh.page });
  const mine = new Set(fresh.units.map(({ id }) => id));
  for (const id of Object.keys(state.seen)) if (!mine.has(id)) await drop(id);
  await note();
  told();
};
const drop = async (id) => {
  delete state.seen[id];
  await keepCopy(account, api.brief(id), null);
};

const page = async (ids) => {
  const fresh = await own(api.bundleUnits, { units: ids.map((id) => `${id.replaceAll("-", "")}:${state.seen[id]?.[0] ?? ""}`).join(","), have: state.parts.slice(-MOST_NAMED).join(",") });
  for (const [name, part] of Object.entries(fresh.parts)) {
    await keepCopy(account, partPath(name), part);
    state.parts.push(name.slice(0, SHORT));
  }
  const now = Date.now();
  for (const id of ids) {
    const given = fresh.units[id];
    if (given) {
      await keepCopy(account, api.brief(id), { ...given.brief, parted: true });
      state.seen[id] = [given.stamp, now];
    } else if (fresh.same.includes(id)) state.seen[id] = [state.seen[id][0], now];
    else await drop(id);
    confirmed.set(api.brief(id), now);
  }
  await note();
  told();
};

const hazards = async () => {
  const { told: fresh, stamp, unchanged } = await own(api.bundleHazards, { known: state.hazards });
  if (unchanged) return;
  const came = new Map([...fresh.hazards.map((hazard) => [api.hazardBrief(hazard.id), hazard]), ...fresh.looks.map((look) => [api.lookBrief(look.look), look])]);
  for (const [path, data] of came) await keepCopy(account, path, data);
  await retire(came);
  Object.assign(state, { hazards: stamp, copies: [...came.keys()], shots: [...new Set([...came.values()].flatMap(pictures.shownOf))] });
  await note();
};
// What came down before and is no longer to be done goes, and what was only looked at after some days; never what a draft is written on.
const retire = async (came) => {
  const before = new Set(state.copies);
  const begun = (await drafts(account)).filter(({ phase, brief }) => phase !== "sent" && brief?.hazard).map(({ brief: { hazard } }) => hazard);
  const needed = new Set(begun.flatMap(({ id, look }) => [api.hazardBrief(id), look ? api.lookBrief(look) : ""]));
  await letGo(account, HAZARDS, (path, at) => !came.has(path) && !needed.has(path) && (before.has(path) || Date.now() - at > OLD));
};

const allPhrases = async () => {
  const { told: fresh, stamp, unchanged } = await own(api.bundlePhrases, { known: state.phrases });
  if (unchanged) return;
  offer(fresh);
  await keepCopy(account, PHRASES, fresh);
  state.phrases = stamp;
};

// ---------- what the screens ask ----------

// The units on this device that hold what was typed, by name; `known`: how many were looked through.
export const find = (typed) => {
  const [end, is] = [numberIn(typed), matching(typed)];
  let found = end ? units.filter(({ line: { id } }) => id.endsWith(end)) : [];
  if (!found.length) found = units.filter(({ row }) => is(row));
  return { units: found.map(({ line }) => line).sort((a, b) => (a.key < b.key ? -1 : 1)).slice(0, SHOWN), known: units.length };
};

// Phrases for what was typed, those for the sector first, then those for every unit.
export const phrases = async (typed, sector) => {
  if (!offers) return (await search(`${api.phrases}?${new URLSearchParams({ q: typed, sector })}`)).phrases;
  const rank = ({ phrase }) => (phrase.sectors.includes(sector) ? 0 : phrase.everywhere ? 1 : 2);
  const is = matching(typed);
  return offers.filter(({ row }) => is(row)).sort((a, b) => rank(a) - rank(b)).slice(0, OFFERED).map(({ phrase }) => phrase);
};

// How much is on this device, in words; nothing for whoever has no units of her own to check.
export const line = (today) => {
  const [all, done, at] = [units.length, here(), Math.max(state.at, ...Object.values(state.seen).map(([, seen]) => seen))];
  if (!all) return null;
  const time = at > 0 ? moment(at, today) : "";
  const words = done < all ? t("bundle_part", { done, all, time }) : t("bundle_whole", { n: all, time });
  const more = state.total > all ? t("bundle_more", { total: number(state.total), n: all }) : "";
  return h("p.p-none.p-sub", { id: "bundle", role: "status", "data-whole": done === all && isWhole() }, [words, more, isFull ? t("bundle_full") : ""].filter(Boolean).join(" "));
};
