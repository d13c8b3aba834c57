// What the device keeps: drafts, photos, and copies of what was read. Everything typed is here before it is anywhere else.
import { openDB } from "../../vendor/idb.js";

const SENT_KEPT = 24 * 3600 * 1000; // content of what was sent goes after so many milliseconds; the receipt stays
const STRICT = { durability: "strict" }; // on the disk before "saved" is shown

// Tells "drafts" when a draft or its photos change, "saved" with the draft that was written, "unsaved" with the error.
export const bus = new EventTarget();
const tell = (name, detail) => bus.dispatchEvent(new CustomEvent(name, { detail }));

let opened = null;
const database = () => {
  opened ??= openDB("anbiao-field", 1, {
    upgrade(db) {
      db.createObjectStore("drafts", { keyPath: "id" }).createIndex("account", "account");
      db.createObjectStore("photos", { keyPath: "id" }).createIndex("draft", "draft");
      db.createObjectStore("kept");
    },
    terminated() {
      opened = null;
    },
  });
  return opened;
};

export class Elsewhere extends Error {} // another tab has written the same draft since we read it

// ---------- drafts ----------

const writing = new Map();

// One object for one draft, whoever asks: a screen and the sender never hold two that drift apart.
const loaded = new Map();
const same = (stored) => {
  const known = stored && loaded.get(stored.id);
  if (!known) {
    if (stored) loaded.set(stored.id, stored);
    return stored;
  }
  if (!writing.has(stored.id) && known.rev !== stored.rev) {
    for (const key of Object.keys(known)) delete known[key];
    Object.assign(known, stored);
  }
  return known;
};

export const drafts = async (account) => {
  const found = (await (await database()).getAllFromIndex("drafts", "account", account)).map(same);
  return found.sort((a, b) => (b.saved_at ?? 0) - (a.saved_at ?? 0));
};
export const draft = async (id) => same(await (await database()).get("drafts", id));
export const othersOnDevice = async (account) => {
  const all = await (await database()).getAll("drafts");
  return all.filter((each) => each.account !== account && each.phase !== "sent").length;
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
  const tx = (await database()).transaction("drafts", "readwrite", STRICT);
  const there = await tx.store.get(given.id);
  if (there && there.rev !== given.rev) {
    tx.abort();
    await tx.done.catch(() => {});
    throw new Elsewhere();
  }
  const [rev, at] = [given.rev, given.saved_at];
  given.rev = (given.rev ?? 0) + 1;
  given.saved_at = Date.now();
  try {
    await tx.store.put(given);
    await tx.done;
  } catch (problem) {
    [given.rev, given.saved_at] = [rev, at];
    throw problem;
  }
};

export const remove = async (id) => {
  const tx = (await database()).transaction(["drafts", "photos"], "readwrite", STRICT);
  await tx.objectStore("drafts").delete(id);
  for (const key of await tx.objectStore("photos").index("draft").getAllKeys(id)) await tx.objectStore("photos").delete(key);
  await tx.done;
  loaded.delete(id);
  tell("drafts");
};

// ---------- photos ----------

export const photos = async (draftId) => {
  const found = await (await database()).getAllFromIndex("photos", "draft", draftId);
  return found.sort((a, b) => a.made_at - b.made_at);
};
export const photo = async (id) => (await database()).get("photos", id);
export const savePhoto = async (given) => {
  const tx = (await database()).transaction("photos", "readwrite", STRICT);
  await tx.store.put(given);
  await tx.done;
  tell("drafts");
};
export const removePhoto = async (id) => {
  await (await database()).delete("photos", id);
  tell("drafts");
};

// ---------- copies of what was read ----------

export const keep = async (key, data) => (await database()).put("kept", { at: Date.now(), data }, key);
export const kept = async (key) => (await database()).get("kept", key);

// ---------- tidying ----------

// Photos and content of what arrived a day ago go; what was sent, when, and its receipt stay as proof.
export const tidy = async (account) => {
  for (const each of await drafts(account)) {
    if (each.phase !== "sent" || !each.work || Date.now() - each.sent_at < SENT_KEPT) continue;
    for (const one of await photos(each.id)) if (!one.original) await (await database()).delete("photos", one.id);
    await save(Object.assign(each, { work: null, brief: null, frozen: null }));
  }
};

// Asks the browser not to throw the store away when space is short; what it answers changes nothing here.
export const persist = () => navigator.storage?.persist?.().catch(() => false);
