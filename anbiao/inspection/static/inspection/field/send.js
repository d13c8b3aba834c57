// The queue: photos first, one by one, then the record; each again until there is a receipt. Nothing is done twice on the server.
import { contact, post } from "./api.js";
import { lies } from "./drafts.js";
import { sha256 } from "./hash.js";
import * as store from "./store.js";

const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 60_000;

let account = "";
let api = {};
let running = false;
let failures = 0;
let timer = 0;

// How many photos of which draft are there, for the line "3 of 5".
export const progress = { id: "", done: 0, all: 0 };
export const sending = new EventTarget();
const told = (given) => {
  Object.assign(progress, given);
  sending.dispatchEvent(new Event("progress"));
};

export const begin = (given) => {
  ({ account, api } = given);
  addEventListener("online", () => wake());
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
    for (const draft of (await store.drafts(account)).filter((each) => each.phase === "queued").sort((a, b) => a.frozen.at - b.frozen.at)) {
      if (!(await sent(draft))) return;
    }
    failures = 0;
  } finally {
    running = false;
    told({ id: "", done: 0, all: 0 });
  }
};

// True when the next draft may be tried: this one is there, or the server has answered that it will not be.
const sent = async (draft) => {
  try {
    const photos = await store.photos(draft.id);
    told({ id: draft.id, done: photos.filter((photo) => photo.sent).length, all: photos.length });
    for (const photo of photos.filter((each) => !each.sent)) {
      await sendPhoto(draft, photo);
      told({ done: progress.done + 1 });
    }
    await sendRecord(draft);
    return true;
  } catch (problem) {
    return refusedOrLater(draft, problem);
  }
};

const refusedOrLater = async (draft, problem) => {
  if (["refused", "gone", "wrong", "conflict"].includes(problem.kind)) {
    const phase = problem.kind === "conflict" ? "conflict" : "refused";
    Object.assign(draft, { phase, refusals: problem.refusals.length ? problem.refusals : [{ code: problem.kind, text: "", field: "" }] });
    await store.save(draft);
    return true;
  }
  if (!["offline", "server", "signed-out"].includes(problem.kind)) throw problem;
  // After a new sign-in, or when the network is back, `contact` wakes the queue; the clock does it in any case.
  later();
  return false;
};

const sendPhoto = async (draft, photo) => {
  const form = new FormData();
  form.append("photo", photo.blob, `${photo.id}.${photo.blob.type === "image/png" ? "png" : "jpg"}`);
  form.append(...lies(draft));
  form.append("taken_at", photo.taken_at);
  if (photo.place) for (const [name, value] of Object.entries(photo.place)) form.append(name, String(value));
  if (photo.annotation.length) form.append("annotation", JSON.stringify(photo.annotation));
  const answer = await post(api.photo(photo.id), form, { key: photo.id });
  const own = await sha256(photo.blob);
  if (answer.id !== photo.id || (own && answer.sha256 !== own)) throw Object.assign(new Error("photo"), { kind: "server" });
  photo.sent = { sha256: answer.sha256, at: Date.now() };
  await store.savePhoto(photo);
};

// Only a receipt that names the id and the hash makes a draft "sent"; without WebCrypto the hash cannot be compared, which is said.
const sendRecord = async (draft) => {
  const { body, key, sha256: own } = draft.frozen;
  const receipt = await post(api.records, body, { key, type: "application/json" });
  if (receipt.id !== draft.id) throw Object.assign(new Error("receipt"), { kind: "server" });
  const phase = own && receipt.sha256 !== own ? "conflict" : "sent";
  Object.assign(draft, { phase, receipt, compared: Boolean(own), sent_at: Date.now(), refusals: [] });
  await store.save(draft);
};
