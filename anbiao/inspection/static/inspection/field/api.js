// The server: JSON in, JSON out. What is read is kept; without a network the kept copy is shown with its time.
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

let token = "";
let shell = "";
export const begin = (given) => {
  ({ token, shell } = given);
};

const asked = async (path, options, timeout) => {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeout);
  try {
    const answer = await fetch(path, { credentials: "same-origin", redirect: "manual", signal: stop.signal, ...options });
    const body = answer.type === "opaqueredirect" ? "" : await answer.text();
    return { answer, body };
  } catch {
    told(true, contact.signedOut);
    throw new Problem("offline");
  } finally {
    clearTimeout(timer);
  }
};

const parsed = (body) => {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
};

const judged = ({ answer, body }) => {
  if (answer.type === "opaqueredirect" || answer.status === 401) {
    told(false, true);
    throw new Problem("signed-out");
  }
  told(false, false);
  const data = parsed(body);
  if (answer.ok && data) return data;
  const refusals = data?.refusals ?? [];
  if (answer.status === 409 && !refusals.length) throw new Problem("conflict", { status: 409 });
  if (answer.status === 409) throw new Problem("refused", { status: 409, refusals });
  if (answer.status === 404) throw new Problem("gone", { status: 404 });
  if (answer.status >= 500 || answer.status === 429) throw new Problem("server", { status: answer.status });
  throw new Problem("wrong", { status: answer.status, refusals });
};

const read = async (path, timeout = READ_TIMEOUT) => judged(await asked(path, { headers: { Accept: "application/json" } }, timeout));

// Fresh where it can be had, else the copy on the device: { data, at } with `at` only for a copy.
export const get = async (account, path) => {
  const copy = await copyOf(account, path);
  try {
    const data = await read(path, copy ? COPY_AFTER : READ_TIMEOUT);
    await keep(keyOf(account, path), data).catch(() => {});
    return { data, at: null };
  } catch (problem) {
    if (!copy || problem.kind === "gone") throw problem;
    return copy;
  }
};
const keyOf = (account, path) => `${account} ${document.documentElement.lang} ${path}`;
// What is on the device of an address, or null: to show something while the fresh one is on its way.
export const copyOf = (account, path) => kept(keyOf(account, path)).catch(() => null);
// Only fresh: what is typed into a search is not kept.
export const search = (path) => read(path);

// A form token goes with the session; after a new sign-in in another tab the page's own is stale, and the shell has the new one.
const renewed = async () => {
  const { answer, body } = await asked(shell, {}, READ_TIMEOUT);
  if (answer.type === "opaqueredirect") return false;
  const fresh = new DOMParser().parseFromString(body, "text/html").getElementById("field")?.dataset.token;
  if (!fresh || fresh === token) return false;
  token = fresh;
  return true;
};

export const post = async (path, body, { key, type } = {}) => {
  const headers = () => ({
    Accept: "application/json", "X-CSRFToken": token, "Idempotency-Key": key, "X-Device-Time": new Date().toISOString(), ...(type ? { "Content-Type": type } : {}),
  });
  let got = await asked(path, { method: "POST", headers: headers(), body }, SEND_TIMEOUT);
  if (got.answer.status === 403) {
    if (!(await renewed())) {
      told(false, true);
      throw new Problem("signed-out", { status: 403 });
    }
    got = await asked(path, { method: "POST", headers: headers(), body }, SEND_TIMEOUT);
  }
  return judged(got);
};
