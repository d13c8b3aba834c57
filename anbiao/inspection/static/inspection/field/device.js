// This device as the server knows it: entered at the first use, heard of at each contact, and what happens when it is revoked or its PIN
// is forgotten: what is unsent goes into keeping, sealed as it lies here, and only after the receipt the device empties itself.
import { contact } from "./api.js";
import { answered } from "./asking.js";
import { newId, sha256 } from "./hash.js";
import { renew } from "./me.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

const SEND_TIMEOUT = 120_000; // a photo of 25 MB on a slow line
const DAY = 24 * 3600 * 1000;
const KEPT_EVERY = 60_000;

let account = "";
let base = "";
let home = "";
let token = "";
let row = null; // of the vault; null where nothing is enciphered, or before there is one
let told = null; // what the server said last

export const events = new EventTarget(); // "revoked", "told"

export const begin = (given) => ({ account, base, home } = given);
export const known = () => row;
export const quarantines = () => told?.quarantines ?? [];
// The rules come with the first contact and stay with the vault.
export const rules = () => told?.rules ?? row?.rules;

export const load = async () => {
  row = (await store.vaultOf(account)) ?? null;
  return row;
};
const keep = async (changes) => {
  Object.assign(row, changes);
  await store.saveVault(row);
};

// ---------- asking ----------

const headers = (more = {}) => ({
  Accept: "application/json", ...(row ? { "X-Field-Device": row.device, "X-Field-Token": row.token } : {}), ...more,
});
const NOTHING = { ok: false, status: 0, data: null };
const asked = async (path, options, timeout) => {
  const { ok, status, data } = await answered(path, options, timeout).catch(() => NOTHING);
  return { ok: ok && data !== null, status, data };
};
const post = (path, body, { json = true, timeout } = {}) =>
  asked(path, {
    method: "POST", body: json ? JSON.stringify(body) : body,
    headers: headers({ "X-CSRFToken": token, "Idempotency-Key": newId(), ...(json ? { "Content-Type": "application/json" } : {}) }),
  }, timeout);

// How the device stands; null without a network. A contact of the account itself, not of another who is signed in here.
export const ask = async () => {
  const { ok, data } = await asked(`${base}device.json`, { headers: headers() });
  if (!ok) return null;
  told = data;
  token = data.form_token;
  if (data.account === account) renew(token); // never with the token of somebody else who signed in meanwhile
  if (row && ["revoked", "wiped"].includes(data.standing)) events.dispatchEvent(new Event("revoked"));
  else if (row && data.account === account) {
    await heard();
    if (data.key.id !== row.key_id && vault.isOpen()) await keep({ ...(await vault.otherServer(data.key)), registered: false });
    if (!row.registered || data.standing === "unknown") await register();
  }
  events.dispatchEvent(new Event("told"));
  return data;
};

// ---------- a new one ----------

export const enter = async (pin) => {
  const made = await vault.create(account, pin, told.key);
  row = { account, device: newId(), token: vault.newToken(), ...made, registered: false, contact_at: Date.now(), seen_at: Date.now(), rules: told.rules };
  await store.saveVault(row);
  await register();
};
const register = async () => {
  const given = { id: row.device, name: nameOf(navigator.userAgent), token: row.token, wrapped: row.wrapped, key_id: row.key_id };
  const { ok } = await post(`${base}device/`, given);
  if (ok && row) await keep({ registered: true });
};
const BROWSERS = [["MicroMessenger", "WeChat"], ["DingTalk", "DingTalk"], ["Edg", "Edge"], ["Firefox/", "Firefox"], ["HuaweiBrowser", "Huawei Browser"], ["Chrome/", "Chrome"], ["Safari/", "Safari"]];
const SYSTEMS = [["HarmonyOS", "HarmonyOS"], ["Android", "Android"], ["iPhone", "iPhone"], ["iPad", "iPad"], ["Windows", "Windows"], ["Mac OS", "macOS"], ["Linux", "Linux"]];
const nameOf = (agent) => [BROWSERS, SYSTEMS].map((known) => known.find(([sign]) => agent.includes(sign))?.[1]).filter(Boolean).join(" · ") || agent.slice(0, 40);

// What lay open from before the vault is sealed once, before anything is shown.
export const sealOnce = async () => {
  if (!row || row.all_sealed) return;
  await store.sealAll(account);
  await keep({ all_sealed: true });
};

// ---------- the PIN ----------

// Milliseconds until the next try; 0 now, Infinity when only the way of a forgotten PIN is left.
export const waitsFor = () => {
  const waits = rules()?.pin_waits ?? [];
  if (row.wrong >= waits.length) return Infinity;
  return Math.max(0, Math.min(waits[row.wrong] * 1000, row.wrong_at + waits[row.wrong] * 1000 - Date.now()));
};
export const triesLeft = () => (rules()?.pin_waits.length ?? 0) - row.wrong;
// Counted before it is tried: closing the browser does not save a try.
export const unlock = async (pin) => {
  await keep({ wrong: row.wrong + 1, wrong_at: Date.now() });
  const isRight = await vault.unlock(row, pin);
  if (isRight) await keep({ wrong: 0, wrong_at: 0 });
  return isRight;
};
export const changePin = async (pin) => keep(await vault.otherPin(pin));

// ---------- without contact ----------

// The account itself was answered: from now the days count anew. Written once a minute.
export const heard = async () => {
  const now = Date.now();
  if (!row || Math.abs(now - row.contact_at) < KEPT_EVERY) return;
  await keep({ contact_at: now, seen_at: now, ...(told ? { rules: told.rules } : {}) });
};
// "open", "warned", "sending"; as rules/devices.py. A clock that is turned back gains nothing: the latest time that was seen counts.
export const reach = () => {
  if (!row) return "open";
  const now = Math.max(Date.now(), row.seen_at);
  if (now - row.seen_at > KEPT_EVERY) keep({ seen_at: now }).catch(() => {});
  const days = (now - row.contact_at) / DAY;
  if (days >= rules().offline_days) return "sending";
  return days >= rules().warned_days ? "warned" : "open";
};
export const daysLeft = () => Math.max(0, Math.ceil(rules().offline_days - (Date.now() - row.contact_at) / DAY));

// ---------- giving up ----------

// Hands over what is unsent and empties the device. Calls `progress(done, all)`; answers how many records and photos went. Throws when
// something is missing: nothing is deleted then, and the next call goes on where this one stopped.
export const handOver = async (progress = () => {}) => {
  if (told === null && !(await ask())) throw new Error("offline");
  const rows = await store.sealedUnsent(account);
  const pieces = [];
  for (const each of rows) pieces.push(await announced(each)); // one after the other: a phone has no room for all photos at once
  row.quarantine ??= newId();
  await keep({ quarantine: row.quarantine });
  const announce = () => post(`${base}quarantine/`, { id: row.quarantine, wrapped: row.wrapped, pieces });
  let { ok, data } = await announce();
  if (!ok) throw new Error("not taken");
  const missing = data.missing;
  for (const [at, piece] of missing.entries()) {
    progress(rows.length - missing.length + at, rows.length);
    const form = new FormData();
    form.append("piece", rows.find((each) => each.store === piece.store && each.key === piece.key).sealed, "piece");
    if (!(await post(`${home}field-piece/${piece.id}/`, form, { json: false, timeout: SEND_TIMEOUT })).ok) throw new Error("not taken");
  }
  if (missing.length) ({ ok, data } = await announce());
  const there = new Set((data?.pieces ?? []).map(([name, key, hash]) => `${name} ${key} ${hash}`));
  if (!ok || !data.arrived_at || pieces.some((each) => !there.has(`${each.store} ${each.key} ${each.sha256}`))) throw new Error("no receipt");
  await empty();
  return { records: rows.filter((each) => each.store === "drafts").length, photos: rows.filter((each) => each.store === "photos").length };
};
const announced = async ({ sealed, ...rest }) => ({ ...rest, size: sealed.size, sha256: await sha256(sealed) });
const empty = async () => {
  vault.lock();
  await store.wipe(account);
  await post(`${base}device/wiped/`, {}).catch(() => {}); // it is empty either way
  row = null;
};

// ---------- taking back ----------

// Everything of one keeping comes onto this device again, under its own key. Answers how many records; one that did not open is not among them.
export const takeBack = async (id) => {
  const { ok, data, status } = await asked(`${home}field-quarantine/${id}.json`, { headers: headers() }, SEND_TIMEOUT);
  if (!ok) throw Object.assign(new Error("not given"), { status, refusals: data?.refusals ?? [] });
  let taken = 0;
  for (const draft of data.drafts.filter((each) => !each.unreadable)) {
    const pictures = [];
    for (const photo of data.photos.filter((each) => each.draft === draft.id && !each.unreadable)) pictures.push(await withFiles(id, photo, data.blobs));
    await store.adopt({ ...draft, account }, pictures.map((each) => ({ ...each, account })));
    taken += 1;
  }
  const done = await post(`${home}field-quarantine/${id}/taken/`, {});
  if (!done.ok) throw Object.assign(new Error("not given"), { status: done.status, refusals: done.data?.refusals ?? [] });
  await ask();
  return { taken, unreadable: data.drafts.length - taken };
};
const withFiles = async (id, photo, files) => {
  const whole = { ...photo };
  for (const file of files.filter((each) => each.key.startsWith(`${photo.id}/`))) {
    const { ok, status, data } = await asked(`${home}field-quarantine/${id}/file/${file.id}/`, { headers: headers() }, SEND_TIMEOUT);
    if (!ok && status !== 404) throw Object.assign(new Error("not given"), { refusals: [] });
    if (!ok) continue; // it did not open; the photo then has its small picture only
    whole[file.key.slice(photo.id.length + 1)] = new Blob([data], { type: file.type });
  }
  return whole;
};

// ---------- leaving ----------

// Ends the session and keeps the store, sealed.
export const signOut = async (next) => {
  vault.lock();
  await asked(`${home}signout/`, { method: "POST", headers: headers({ "X-CSRFToken": token, "Idempotency-Key": newId() }) });
  location.assign(`${home}signin/?${new URLSearchParams({ next })}`);
};

contact.addEventListener("revoked", () => ask());
