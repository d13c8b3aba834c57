// The queue: photos first, one by one and each piece by piece, then the record; each again until there is a receipt. Nothing is done
// twice on the server. Originals follow on Wi-Fi, after the record.
import { contact, post, search } from "./api.js";
import { lies } from "./drafts.js";
import { newId, sha256 } from "./hash.js";
import * as store from "./store.js";

const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 60_000;
const PIECE = 256 * 1024; // what a cut connection may cost
// What the server refuses today and not for ever: it is tried again by itself.
const PASSING = ["disk-full", "photos-begun", "photo-broken"];

let account = "";
let api = {};
let running = false;
let failures = 0;
let timer = 0;

// How many photos of which draft are there, and how many bytes of the one under way: "3 of 5", "180 of 400 KB".
export const progress = { id: "", done: 0, all: 0, bytes: 0, size: 0 };
export const sending = new EventTarget();
const told = (given) => {
  Object.assign(progress, given);
  sending.dispatchEvent(new Event("progress"));
};

export const begin = (given) => {
  ({ account, api } = given);
  addEventListener("online", () => wake());
  navigator.connection?.addEventListener?.("change", () => wake());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wake());
  contact.addEventListener("contact", () => !contact.signedOut && !contact.offline && wake());
  wake();
};

// Tries at once, whatever the waiting time was.
export const wake = () => {
  failures = 0;
  clearTimeout(timer);
  run();
};

const later = () => {
  failures += 1;
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - 1));
  clearTimeout(timer);
  timer = setTimeout(run, wait * (0.5 + Math.random())); // jitter: a hundred phones do not come back in the same second
};

const run = async () => {
  if (running) return;
  running = true;
  try {
    const all = await store.drafts(account);
    for (const draft of all.filter((each) => each.phase === "queued").sort((a, b) => a.frozen.at - b.frozen.at)) {
      if (!(await sent(draft))) return;
    }
    failures = 0;
    await originals(all.filter((each) => each.phase === "sent" && each.originals));
  } finally {
    running = false;
    told({ id: "", done: 0, all: 0, bytes: 0, size: 0 });
  }
};

// True when the next draft may be tried: this one is there, or the server has answered that it will not be.
const sent = async (draft) => {
  try {
    const photos = await store.photos(draft.id);
    told({ id: draft.id, done: photos.filter((photo) => photo.sent).length, all: photos.length });
    for (const photo of photos.filter((each) => !each.sent)) {
      await sendPhoto(draft, photo);
      told({ done: progress.done + 1, bytes: 0, size: 0 });
    }
    await sendRecord(draft);
    return true;
  } catch (problem) {
    return refusedOrLater(draft, problem);
  }
};

const isPassing = ({ refusals = [] }) => refusals.length > 0 && refusals.every((each) => PASSING.includes(each.code));
const refusedOrLater = async (draft, problem) => {
  if (["refused", "gone", "wrong", "conflict"].includes(problem.kind) && !isPassing(problem)) {
    const phase = problem.kind === "conflict" ? "conflict" : "refused";
    Object.assign(draft, { phase, refusals: problem.refusals.length ? problem.refusals : [{ code: problem.kind, text: "", field: "" }] });
    await store.save(draft);
    return true;
  }
  if (!isPassing(problem) && !["offline", "server", "signed-out"].includes(problem.kind)) throw problem;
  // After a new sign-in, or when the network is back, `contact` wakes the queue; the clock does it in any case.
  later();
  return false;
};
const notYet = (what) => Object.assign(new Error(what), { kind: "server", refusals: [] });

// ---------- photos ----------

const sendPhoto = async (draft, photo) => {
  const own = await sha256(photo.blob);
  const path = api.photo(photo.id);
  const answer = await sendFile(path, photo, photo.blob, own, (blob) => formOf(draft, photo, blob));
  if (answer.id !== photo.id || (own && answer.sha256 !== own)) throw notYet("photo");
  photo.sent = { sha256: answer.sha256, at: Date.now() };
  await store.savePhoto(photo);
};
const formOf = (draft, photo, blob) => {
  const form = new FormData();
  form.append("photo", blob, `${photo.id}.${photo.blob.type === "image/png" ? "png" : "jpg"}`);
  form.append(...lies(draft));
  form.append("taken_at", photo.taken_at);
  if (photo.place) for (const [name, value] of Object.entries(photo.place)) form.append(name, String(value));
  if (photo.annotation.length) form.append("annotation", JSON.stringify(photo.annotation));
  return form;
};

// A small file in one request, a larger one piece by piece. Without WebCrypto no hash can be named at the beginning: then whole.
const sendFile = (path, photo, blob, own, form) =>
  blob.size <= PIECE || !own ? post(path, form(blob), { key: newId() }) : inPieces(path, photo, blob, own, form);

const inPieces = async (path, photo, blob, own, form) => {
  let at = 0;
  if (photo.begun) {
    const known = await reached(path);
    if (known.sha256) return known;
    at = known.received;
  } else await store.savePhoto(Object.assign(photo, { begun: true }));
  for (;;) {
    told({ bytes: at, size: blob.size });
    const piece = form(blob.slice(at, at + PIECE, blob.type));
    for (const [name, value] of [["at", at], ["size", blob.size], ["sha256", own]]) piece.append(name, String(value));
    const answer = await post(path, piece, { key: newId() });
    if (answer.sha256) return answer;
    if (answer.received === at) throw notYet("piece");
    at = answer.received;
  }
};
// How much of a file the server has; nothing of it is nothing wrong.
const reached = async (path) => {
  try {
    return await search(path);
  } catch (problem) {
    if (problem.kind !== "gone") throw problem;
    return { received: 0 };
  }
};

// ---------- the record ----------

// Only a receipt that names the id, the hash, and the hash of each photo makes a draft "sent"; without WebCrypto the hash cannot be
// compared, which is said.
const sendRecord = async (draft) => {
  const { body, key, sha256: own } = draft.frozen;
  const receipt = await post(api.records, body, { key, type: "application/json" });
  if (receipt.id !== draft.id) throw notYet("receipt");
  const photos = await store.photos(draft.id);
  await againIfMissing(draft, photos.filter((photo) => body.includes(photo.id) && receipt.photos?.[photo.id] !== photo.sent.sha256));
  const phase = own && receipt.sha256 !== own ? "conflict" : "sent";
  const waiting = photos.filter((photo) => photo.original).length;
  Object.assign(draft, { phase, receipt, compared: Boolean(own), sent_at: Date.now(), refusals: [], originals: waiting });
  await store.save(draft);
};
// A photo that the receipt does not name is sent again, and a receipt asked for anew: under another key, since the first answer stays.
const againIfMissing = async (draft, missing) => {
  if (!missing.length) return;
  for (const photo of missing) await store.savePhoto(Object.assign(photo, { sent: null }));
  draft.frozen.key = newId();
  await store.save(draft);
  throw notYet("photos");
};

// ---------- originals ----------

export const isWifi = () => ["wifi", "ethernet"].includes(navigator.connection?.type);
// Where the browser does not say what network it is, the user does: she taps.
export const originalsNow = async (draft) => {
  await store.save(Object.assign(draft, { originals_now: true }));
  wake();
};

const originals = async (drafts) => {
  for (const draft of drafts.filter((each) => isWifi() || each.originals_now)) {
    try {
      for (const photo of (await store.photos(draft.id)).filter((each) => each.original && each.sent)) await sendOriginal(draft, photo);
      await store.save(Object.assign(draft, { originals: 0 }));
    } catch (problem) {
      if (!isPassing(problem) && ["refused", "gone", "wrong"].includes(problem.kind)) await store.save(Object.assign(draft, { originals: 0 }));
      else return later();
    }
  }
  return null;
};
const sendOriginal = async (draft, photo) => {
  const file = photo.original;
  const own = await sha256(file);
  const form = (blob) => {
    const made = new FormData();
    made.append("photo", blob, `${photo.id}.jpg`);
    return made;
  };
  const answer = await sendFile(`${api.photo(photo.id)}original/`, photo, file, own, form);
  if (own && answer.sha256 !== own) throw notYet("original");
  draft.receipt.originals = { ...draft.receipt.originals, [photo.id]: answer.sha256 };
  if (draft.work) await store.savePhoto(Object.assign(photo, { original: null }));
  else await store.removePhoto(photo.id);
};
