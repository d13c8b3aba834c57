// The key of what an account keeps on this device. A random AES-256-GCM key seals every draft, photo and copy; the key itself lies here
// sealed twice: by a PIN, and by the server's public key for the day on which the PIN is forgotten. Unlocked it lives in memory and,
// so that a reload asks for nothing, as long as this tab does. A short PIN stops a finder, not somebody who copies the disk.

// PBKDF2-SHA-256: some 0.16 s on an idle core, so 0.6 s on a phone four times slower (decision 31). More would keep people waiting at
// every door, and against a copied disk six digits are few whatever the number.
export const ROUNDS = 1_000_000;
const OPEN = "anbiao-field-open"; // in sessionStorage: it ends with the tab
const NONCE = 12;

const text = new TextEncoder();
const subtle = globalThis.crypto?.subtle;
// Without HTTPS (or localhost) a browser gives no WebCrypto: then nothing is enciphered, which the screens say.
export const isSecure = () => Boolean(subtle);

const random = (length) => crypto.getRandomValues(new Uint8Array(length));
export const base64 = (bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));
const bytesOf = (words) => Uint8Array.from(atob(words), (sign) => sign.charCodeAt(0));
export const newToken = () => base64(random(32));

// ---------- locked and unlocked ----------

let account = "";
let raw = null;
const locked = () => {
  const gate = {};
  gate.key = new Promise((done) => {
    gate.open = done;
  });
  return gate;
};
let gate = locked();

export const owner = () => account;
export const isOpen = () => raw !== null;

const use = async (whose, bytes) => {
  [account, raw] = [whose, bytes];
  gate.open(await subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]));
  stay();
};
// Whoever reads or writes meanwhile waits until it is open again: nobody has to ask first, and nothing is lost.
export const lock = () => {
  raw = null;
  gate = locked();
  sessionStorage.removeItem(OPEN);
};
// Somebody is at work: the tab may come back within the idle time without being asked.
export const stay = () => {
  if (raw) sessionStorage.setItem(OPEN, JSON.stringify({ account, key: base64(raw), at: Date.now() }));
};
// The key of this tab from before a reload, unless nobody was there for so many milliseconds.
export const resume = async (whose, idle) => {
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(OPEN));
  } catch {
    // What is no JSON is no key.
  }
  if (!kept || kept.account !== whose || Date.now() - kept.at > idle || kept.at > Date.now()) {
    sessionStorage.removeItem(OPEN);
    return false;
  }
  await use(whose, bytesOf(kept.key));
  return true;
};

// ---------- sealing ----------

// `name` is bound to what is sealed under it: a row put in another's place does not open.
export const seal = async (name, plain) => {
  const key = await gate.key;
  const iv = random(NONCE);
  const sealed = new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv, additionalData: text.encode(name) }, key, plain));
  const whole = new Uint8Array(NONCE + sealed.length);
  whole.set(iv);
  whole.set(sealed, NONCE);
  return whole;
};
export const open = async (name, sealed) => {
  const key = await gate.key;
  const bytes = new Uint8Array(sealed);
  return subtle.decrypt({ name: "AES-GCM", iv: bytes.subarray(0, NONCE), additionalData: text.encode(name) }, key, bytes.subarray(NONCE));
};
export const sealWords = (name, value) => seal(name, text.encode(JSON.stringify(value)));
export const openWords = async (name, sealed) => JSON.parse(new TextDecoder().decode(await open(name, sealed)));

// ---------- the PIN ----------

const fromPin = async (pin, salt, rounds) => {
  const word = await subtle.importKey("raw", text.encode(pin), "PBKDF2", false, ["deriveKey"]);
  return subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, word, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
};
const byPin = async (pin, key) => {
  const [salt, iv] = [random(16), random(NONCE)];
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv }, await fromPin(pin, salt, ROUNDS), key);
  return { salt, iv, by_pin: new Uint8Array(sealed), rounds: ROUNDS, wrong: 0, wrong_at: 0 };
};

const sealedTo = async (server, key) => {
  const theirs = await subtle.importKey("spki", bytesOf(server.spki), { name: "RSA-OAEP", hash: "SHA-256" }, false, ["encrypt"]);
  return { wrapped: base64(await subtle.encrypt({ name: "RSA-OAEP" }, theirs, key)), key_id: server.id };
};
// The same key sealed to another pair of the server; only while it is open.
export const otherServer = async (server) => sealedTo(server, raw);

// A new key, unlocked, and how it is kept. `server` is { id, spki }.
export const create = async (whose, pin, server) => {
  const key = random(32);
  const kept = { ...(await byPin(pin, key)), ...(await sealedTo(server, key)) };
  await use(whose, key);
  return kept;
};
// True when the PIN was right: then it is open.
export const unlock = async (kept, pin) => {
  try {
    const key = await subtle.decrypt({ name: "AES-GCM", iv: kept.iv }, await fromPin(pin, kept.salt, kept.rounds), kept.by_pin);
    await use(kept.account, new Uint8Array(key));
    return true;
  } catch {
    return false;
  }
};
// The same key under another PIN; only while it is open.
export const otherPin = async (pin) => byPin(pin, raw);
