// Ids that a device makes, and the hash by which device and server know that they mean the same content.
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// UUIDv7: milliseconds, then chance. crypto.randomUUID is missing on plain http, getRandomValues is not.
export const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let now = Date.now();
  for (let at = 5; at >= 0; at -= 1) {
    bytes[at] = now % 256;
    now = Math.floor(now / 256);
  }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = hex(bytes);
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
};

// Half of a surrogate pair cannot be sent; it becomes the sign for an unknown character, here and so on the server.
const wellFormed = (text) => new TextDecoder().decode(new TextEncoder().encode(text));

// JSON with sorted keys and no blanks, as api.py: content_hash writes it.
export const canonical = (value) => {
  if (typeof value === "string") return JSON.stringify(wellFormed(value));
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  return `{${keys.sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
};

// SHA-256 of text or bytes in hexadecimal; "" where the browser has no WebCrypto (plain http over a network).
export const sha256 = async (given) => {
  if (!globalThis.crypto?.subtle) return "";
  const bytes = typeof given === "string" ? new TextEncoder().encode(given) : await given.arrayBuffer();
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
};
