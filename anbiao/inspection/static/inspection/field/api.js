// The server: JSON in, JSON out. What is read is kept; without a network the kept copy is shown with its time.
import { answered } from "./asking.js";
import { ask, tokenNow } from "./me.js";
import { keep, kept } from "./store.js";

const READ_TIMEOUT = 15_000;
const COPY_AFTER = 6_000; // with a copy at hand nobody waits longer than this for a fresh one
const SEND_TIMEOUT = 30_000;

// kind: offline | signed-out | refused | conflict | gone | server | wrong
export class Problem extends Error {
  constructor(kind, more = {}) {
    super(kind);
    Object.assign(this, { kind, status: 0, refusals: [] }, more);
  }
}

// What everybody asks: is there a network, is somebody signed in. "contact" is told when either changes.
export const contact = Object.assign(new EventTarget(), { offline: !navigator.onLine, signedOut: false });
const told = (offline, signedOut) => {
  const changed = contact.offline !== offline || contact.signedOut !== signedOut;
  Object.assign(contact, { offline, signedOut });
  if (changed) contact.dispatchEvent(new Event("contact"));
};
addEventListener("online", () => told(false, contact.signedOut));
addEventListener("offline", () => told(true, contact.signedOut));

let account = "";
let me = "";
// For whom the screens are open, and the address that says who is signed in.
export const begin = (given) => {
  ({ account, me } = given);
};
// Each request names the device; a revoked one is answered 423 whatever it asks for.
let device = () => "";
export const names = (given) => {
  device = given;
};

const asked = async (path, options, timeout) => {
  try {
    const headers = { ...options.headers, ...(device() ? { "X-Field-Device": device() } : {}) };
    return await answered(path, { ...options, headers }, timeout);
  } catch {
    told(true, contact.signedOut);
    throw new Problem("offline");
  }
};

const judged = ({ ok, status, isSignIn, data }) => {
  if (isSignIn) {
    told(false, true);
    throw new Problem("signed-out");
  }
  told(false, false);
  if (ok && data) return data;
  const refusals = data?.refusals ?? [];
  if (status === 423) {
    contact.dispatchEvent(new Event("revoked"));
    throw new Problem("server", { status });
  }
  if (status === 409 && !refusals.length) throw new Problem("conflict", { status });
  if (status === 409) throw new Problem("refused", { status, refusals });
  if (status === 404) throw new Problem("gone", { status });
  if (status >= 500 || status === 429) throw new Problem("server", { status });
  throw new Problem("wrong", { status, refusals });
};

export const read = async (path, timeout = READ_TIMEOUT) => judged(await asked(path, { headers: { Accept: "application/json" } }, timeout));

// Fresh where it can be had, else the copy on the device: { data, at } with `at` only for a copy.
export const get = async (account_, path) => {
  const copy = await copyOf(account_, path);
  try {
    const data = await read(path, copy ? COPY_AFTER : READ_TIMEOUT);
    // What says that it is another account's is not kept as this one's.
    if ((data.account ?? account_) === account_) await keep(keyOf(account_, path), data).catch(() => {});
    return { data, at: null };
  } catch (problem) {
    if (!copy || problem.kind === "gone") throw problem;
    return copy;
  }
};
const keyOf = (account_, path) => `${account_} ${document.documentElement.lang} ${path}`;
// What is on the device of an address, or null: to show something while the fresh one is on its way.
export const copyOf = async (account_, path) => {
  const copy = await kept(keyOf(account_, path)).catch(() => null);
  const data = copy?.data?.parted ? await joined(account_, copy.data) : copy?.data;
  return data ? { data, at: Math.max(copy.at, confirmed.get(path) ?? 0) } : null;
};
// A copy that came another way than by `get`; null takes it away.
export const keepCopy = (account_, path, data) => keep(keyOf(account_, path), data);
// When the server last said that the copy of an address is still what it has.
export const confirmed = new Map();

// A brief that came down beforehand holds the names of what it shares with others: { parts: names }.
export const partPath = (name) => `part ${name}`;
const joined = async (account_, { parted: _parted, ...brief }) => {
  const whole = async ({ parts }) => Promise.all(parts.map((name) => kept(keyOf(account_, partPath(name))).then(({ data }) => data)));
  try {
    const [items, criteria] = await Promise.all([whole(brief.list.items), whole(brief.criteria)]);
    return { ...brief, criteria: criteria.flat(), list: { ...brief.list, items: items.flat() } };
  } catch {
    return null; // a part is missing: there is no copy
  }
};
// Only fresh: what is typed into a search is not kept.
export const search = (path) => read(path);

// A form token goes with the session; after a new sign-in in another tab the page's own is stale. What somebody began is never sent
// in the name of somebody else who signed in meanwhile.
const renewed = async () => {
  const before = tokenNow();
  const told = await ask(me).catch(() => null);
  return told?.account === account && tokenNow() !== before;
};

export const post = async (path, body, { key, type } = {}) => {
  const headers = () => ({
    Accept: "application/json", "X-CSRFToken": tokenNow(), "Idempotency-Key": key, "X-Device-Time": new Date().toISOString(), ...(type ? { "Content-Type": type } : {}),
  });
  let got = await asked(path, { method: "POST", headers: headers(), body }, SEND_TIMEOUT);
  if (got.status === 403) {
    if (!(await renewed())) {
      told(false, true);
      throw new Problem("signed-out", { status: 403 });
    }
    got = await asked(path, { method: "POST", headers: headers(), body }, SEND_TIMEOUT);
  }
  return judged(got);
};
