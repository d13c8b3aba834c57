// What the device keeps: drafts, photos, and copies of what was read. Everything typed is here before it is anywhere else, and all of it
// sealed by the account's key (vault.js): ids, account, phase and times stay readable, nothing else. Without WebCrypto it lies open.
import { openDB } from "../../vendor/idb.js";
import * as vault from "./vault.js";

const SENT_KEPT = 24 * 3600 * 1000; // content of what was sent goes after so many milliseconds; the receipt stays
const STRICT = { durability: "strict" }; // on the disk before "saved" is shown
const DRAFT = ["id", "account", "kind", "phase", "rev", "begun_at", "saved_at", "sent_at"]; // readable
const PHOTO = ["id", "draft", "account", "made_at"];
const READABLE = /texts\.json$/; // the screens' own words: the lock speaks them, too

// Tells "drafts" when a draft or its photos change, "saved" with the draft that was written, "unsaved" with the error.
export const bus = new EventTarget();
const tell = (name, detail) => bus.dispatchEvent(new CustomEvent(name, { detail }));

let opened = null;
const database = () => {
  opened ??= openDB("anbiao-field", 2, {
    upgrade(db, old) {
      if (old < 1) {
        db.createObjectStore("drafts", { keyPath: "id" }).createIndex("account", "account");
        db.createObjectStore("photos", { keyPath: "id" }).createIndex("draft", "draft");
        db.createObjectStore("kept");
      }
      if (old < 2) {
        // Bytes of photos lie apart from their facts: a list of photos reads none of them.
        const files = db.createObjectStore("blobs", { keyPath: "id" });
        for (const name of ["photo", "draft", "account"]) files.createIndex(name, name);
        db.createObjectStore("vaults", { keyPath: "account" });
      }
    },
    blocking(_old, _new, event) {
      event.target.close();
      opened = null;
    },
    terminated() {
      opened = null;
    },
  });
  return opened;
};

export class Elsewhere extends Error {} // another tab has written the same draft since we read it

// ---------- sealed rows ----------

const sealedRow = async (store, row, readable) => {
  if (!vault.isSecure()) return row;
  const shown = Object.fromEntries(readable.filter((name) => name in row).map((name) => [name, row[name]]));
  return { ...shown, sealed: await vault.sealWords(`${store}/${row.id}`, row) };
};
// Somebody else's row keeps to itself what is sealed in it.
const plainRow = async (store, stored) =>
  stored?.sealed && stored.account === vault.owner() ? vault.openWords(`${store}/${stored.id}`, stored.sealed) : stored;

// ---------- the vault's own row ----------

// { account, device, token, salt, iv, by_pin, rounds, wrong, wrong_at, wrapped, key_id, registered, all_sealed, contact_at, seen_at, rules }
export const vaultOf = async (account) => (await database()).get("vaults", account);
export const saveVault = async (row) => {
  const tx = (await database()).transaction("vaults", "readwrite", STRICT);
  await tx.store.put(row);
  await tx.done;
};

// ---------- drafts ----------

const writing = new Map();
// Everything that was typed is on the disk.
export const settled = () => Promise.allSettled([...writing.values()].map((each) => each.done));

// One object for one draft, whoever asks: a screen and the sender never hold two that drift apart.
const loaded = new Map();
const isCurrent = (known, stored) => writing.has(stored.id) || known.rev === stored.rev;
const same = async (stored) => {
  if (!stored) return stored;
  const before = loaded.get(stored.id);
  if (before && isCurrent(before, stored)) return before;
  const fresh = await plainRow("drafts", stored);
  const known = loaded.get(stored.id); // it may have come while this one was opened
  if (!known) {
    loaded.set(stored.id, fresh);
    return fresh;
  }
  if (!isCurrent(known, stored) && (known.rev ?? 0) < (stored.rev ?? 0)) {
    for (const key of Object.keys(known)) delete known[key];
    Object.assign(known, fresh);
  }
  return known;
};
// When it is locked: nothing of what was opened stays in memory here.
export const forget = () => {
  loaded.clear();
  unlist();
};

// The list of an account's drafts is asked for after each keystroke, so it is read from the disk only after another tab has written.
const tabs = "BroadcastChannel" in globalThis ? new BroadcastChannel("anbiao-field") : null;
let listed = null; // { account, all: drafts by id }
let changes = 0;
const unlist = () => {
  changes += 1;
  listed = null;
};
const changed = (act) => {
  changes += 1;
  if (listed) act(listed);
  tabs?.postMessage("drafts");
};
tabs?.addEventListener("message", () => {
  unlist();
  tell("drafts");
});
document.addEventListener("visibilitychange", unlist); // what was said to a page that slept may be lost

export const drafts = async (account) => {
  if (listed?.account !== account) {
    const before = changes;
    const found = await Promise.all((await (await database()).getAllFromIndex("drafts", "account", account)).map(same));
    if (before !== changes || !tabs) return inTime(found);
    listed = { account, all: new Map(found.map((each) => [each.id, each])) };
  }
  return inTime([...listed.all.values()]);
};
const inTime = (found) => found.sort((a, b) => (b.saved_at ?? 0) - (a.saved_at ?? 0));
export const draft = async (id) => same(await (await database()).get("drafts", id));
export const othersOnDevice = async (account) => {
  const all = await (await database()).getAll("drafts");
  return all.filter((each) => each.account !== account && each.phase !== "sent").length;
};
// How much of an account's work has not arrived; this needs no key.
export const unsent = async (account) => {
  const db = await database();
  const waiting = (await db.getAllFromIndex("drafts", "account", account)).filter((each) => each.phase !== "sent");
  const counted = await Promise.all(waiting.map((each) => db.countFromIndex("photos", "draft", each.id)));
  return { records: waiting.length, photos: counted.reduce((sum, n) => sum + n, 0) };
};

// One write after the other; while one is under way, what is changed meanwhile is written right after it, once.
export const save = (given) => {
  loaded.set(given.id, given);
  const known = writing.get(given.id);
  if (known) {
    known.again = true;
    return known.done;
  }
  const entry = { again: false, done: null };
  entry.done = (async () => {
    try {
      do {
        entry.again = false;
        await write(given);
      } while (entry.again);
      tell("saved", given);
      tell("drafts");
    } catch (problem) {
      tell("unsaved", problem);
      throw problem;
    } finally {
      writing.delete(given.id);
    }
  })();
  entry.done.catch(() => {});
  writing.set(given.id, entry);
  return entry.done;
};

const write = async (given) => {
  const [rev, at] = [given.rev, given.saved_at];
  given.rev = (rev ?? 0) + 1;
  given.saved_at = Date.now();
  try {
    // Sealed before the transaction begins: one that waits for anything else than the database ends by itself.
    const row = await sealedRow("drafts", given, DRAFT);
    const tx = (await database()).transaction("drafts", "readwrite", STRICT);
    const there = await tx.store.get(given.id);
    if (there && there.rev !== rev) {
      tx.abort();
      await tx.done.catch(() => {});
      throw new Elsewhere();
    }
    await tx.store.put(row);
    await tx.done;
    changed(({ account, all }) => account === given.account && all.set(given.id, given));
  } catch (problem) {
    [given.rev, given.saved_at] = [rev, at];
    throw problem;
  }
};

export const remove = async (id) => {
  const tx = (await database()).transaction(["drafts", "photos", "blobs"], "readwrite", STRICT);
  await tx.objectStore("drafts").delete(id);
  for (const name of ["photos", "blobs"]) {
    for (const key of await tx.objectStore(name).index("draft").getAllKeys(id)) await tx.objectStore(name).delete(key);
  }
  await tx.done;
  loaded.delete(id);
  changed(({ all }) => all.delete(id));
  tell("drafts");
};

// ---------- photos ----------

const onDisk = new WeakMap(); // which bytes lie there already, and under which id

// The photos of a draft with their facts; their bytes stay on the disk.
export const photoFacts = async (draftId) => {
  const found = await (await database()).getAllFromIndex("photos", "draft", draftId);
  return inOrder(await Promise.all(found.map((row) => plainRow("photos", row))));
};
export const photos = async (draftId) => {
  const db = await database();
  const [facts, files] = await Promise.all([photoFacts(draftId), db.getAllFromIndex("blobs", "draft", draftId)]);
  return withFiles(facts, files);
};
export const photo = async (id) => {
  const db = await database();
  const stored = await db.get("photos", id);
  if (!stored) return stored;
  return (await withFiles([await plainRow("photos", stored)], await db.getAllFromIndex("blobs", "photo", id)))[0];
};
const inOrder = (found) => found.sort((a, b) => a.made_at - b.made_at);
const withFiles = async (facts, files) => {
  const byId = new Map(facts.map((each) => [each.id, each]));
  await Promise.all(files.map(async (row) => {
    const blob = new Blob([await vault.open(`blobs/${row.id}`, await row.sealed.arrayBuffer())], { type: row.type });
    onDisk.set(blob, row.id);
    const whole = byId.get(row.photo);
    if (whole) whole[row.id.slice(row.photo.length + 1)] = blob;
  }));
  return facts;
};

export const savePhoto = async (given) => {
  await putPhoto(given);
  tell("drafts");
};
const putPhoto = async (given) => {
  const files = vault.isSecure() ? Object.entries(given).filter(([, value]) => value instanceof Blob) : [];
  const facts = Object.fromEntries(Object.entries(given).filter(([name]) => !files.some(([file]) => file === name)));
  const row = await sealedRow("photos", facts, PHOTO);
  const fresh = files.filter(([name, blob]) => onDisk.get(blob) !== `${given.id}/${name}`);
  const sealed = await Promise.all(fresh.map(([name, blob]) => sealedFile(given, name, blob)));
  const tx = (await database()).transaction(["photos", "blobs"], "readwrite", STRICT);
  const gone = Object.keys(given).filter((name) => given[name] === null); // an original that was sent, say
  await Promise.all([
    tx.objectStore("photos").put(row), ...sealed.map((file) => tx.objectStore("blobs").put(file)),
    ...gone.map((name) => tx.objectStore("blobs").delete(`${given.id}/${name}`)),
  ]);
  await tx.done;
  for (const [name, blob] of fresh) onDisk.set(blob, `${given.id}/${name}`);
};
const sealedFile = async (given, name, blob) => {
  const id = `${given.id}/${name}`;
  const sealed = await vault.seal(`blobs/${id}`, await blob.arrayBuffer());
  return { id, photo: given.id, draft: given.draft, account: given.account, type: blob.type, sealed: new Blob([sealed]) };
};
export const removePhoto = async (id) => {
  const tx = (await database()).transaction(["photos", "blobs"], "readwrite", STRICT);
  await tx.objectStore("photos").delete(id);
  for (const key of await tx.objectStore("blobs").index("photo").getAllKeys(id)) await tx.objectStore("blobs").delete(key);
  await tx.done;
  tell("drafts");
};

// ---------- copies of what was read ----------

// Nothing under a key takes away what lay there.
export const keep = async (key, data) => {
  if (data === null) return (await database()).delete("kept", key);
  const at = Date.now();
  const open = READABLE.test(key) || !vault.isSecure();
  return (await database()).put("kept", open ? { at, data } : { at, sealed: await vault.sealWords(`kept/${key}`, data) }, key);
};
export const kept = async (key) => {
  const found = await (await database()).get("kept", key);
  return found?.sealed ? { at: found.at, data: await vault.openWords(`kept/${key}`, found.sealed) } : found;
};

const keptOf = (account) => IDBKeyRange.bound(`${account} `, `${account}!`, false, true);
// Takes away the copies of which `goes` says so, by their addresses and when they were kept; of all others nothing is read.
export const letGo = async (account, is, goes) => {
  const db = await database();
  for (const key of await db.getAllKeys("kept", keptOf(account))) {
    const path = key.split(" ").slice(2).join(" ");
    if (is.test(path) && goes(path, (await db.get("kept", key))?.at ?? 0)) await db.delete("kept", key);
  }
};

// ---------- an account's whole store ----------

// What lay open here from before there was a vault is sealed, a row at a time: stopped in between, the next opening goes on.
export const sealAll = async (account) => {
  if (!vault.isSecure()) return;
  const db = await database();
  for (const row of await db.getAllFromIndex("drafts", "account", account)) if (!row.sealed) await resealed(row);
  for (const row of await db.getAll("photos")) if (row.account === account && !row.sealed) await putPhoto(row);
  for (const key of await db.getAllKeys("kept", keptOf(account))) {
    const found = await db.get("kept", key);
    if (!found.sealed && !READABLE.test(key)) await db.put("kept", { at: found.at, sealed: await vault.sealWords(`kept/${key}`, found.data) }, key);
  }
};
const resealed = async (row) => {
  const sealed = await sealedRow("drafts", row, DRAFT);
  const tx = (await database()).transaction("drafts", "readwrite", STRICT);
  const there = await tx.store.get(row.id);
  if (there && !there.sealed && there.rev === row.rev) await tx.store.put(sealed);
  await tx.done;
};

// The sealed rows of what has not arrived, as they lie here: [{ store, key, draft, type, sealed }].
export const sealedUnsent = async (account) => {
  const db = await database();
  const found = [];
  for (const row of await db.getAllFromIndex("drafts", "account", account)) {
    if (row.phase === "sent" || !row.sealed) continue;
    found.push({ store: "drafts", key: row.id, draft: row.id, type: "", sealed: new Blob([row.sealed]) });
    for (const photo of await db.getAllFromIndex("photos", "draft", row.id)) {
      if (photo.sealed) found.push({ store: "photos", key: photo.id, draft: row.id, type: "", sealed: new Blob([photo.sealed]) });
    }
    for (const file of await db.getAllFromIndex("blobs", "draft", row.id)) found.push({ store: "blobs", key: file.id, draft: row.id, type: file.type, sealed: file.sealed });
  }
  return found;
};

// Everything of an account goes, and nothing of another's. What was never sealed stays: it was in no keeping, and is sealed by the next key.
export const wipe = async (account) => {
  const tx = (await database()).transaction(["drafts", "photos", "blobs", "kept", "vaults"], "readwrite", STRICT);
  for (const name of ["drafts", "photos", "blobs"]) {
    for (let at = await tx.objectStore(name).openCursor(); at; at = await at.continue()) {
      if (at.value.account === account && at.value.sealed) await at.delete();
    }
  }
  await tx.objectStore("kept").delete(keptOf(account));
  await tx.objectStore("vaults").delete(account);
  await tx.done;
  forget();
  tabs?.postMessage("drafts");
  tell("drafts");
};

// A draft that comes back out of keeping, its photos first, so that it is never sent without them; one that is here already stays.
export const adopt = async (given, pictures) => {
  const db = await database();
  if (await db.get("drafts", given.id)) return false;
  for (const picture of pictures) await putPhoto(picture);
  await db.put("drafts", await sealedRow("drafts", given, DRAFT));
  unlist();
  tabs?.postMessage("drafts");
  tell("drafts");
  return true;
};

// ---------- tidying ----------

// Photos and content of what arrived a day ago go; what was sent, when, and its receipt stay as proof.
export const tidy = async (account) => {
  for (const each of await drafts(account)) {
    if (each.phase !== "sent" || !each.work || Date.now() - each.sent_at < SENT_KEPT) continue;
    for (const one of await photos(each.id)) if (!one.original) await removePhoto(one.id);
    await save(Object.assign(each, { work: null, brief: null, frozen: null }));
  }
};

// Asks the browser not to throw the store away when space is short; what it answers changes nothing here.
export const persist = () => navigator.storage?.persist?.().catch(() => false);
