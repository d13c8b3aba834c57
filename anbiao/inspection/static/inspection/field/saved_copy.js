// What is unsent as a file that stays readable without this program: records as JSON, photos as pictures, and a hash of each.
import { sha256 } from "./hash.js";
import * as store from "./store.js";
import { zipped } from "./zip.js";

const LATER = 60_000; // the browser has taken the file by then

const jsonOf = (value) => new TextEncoder().encode(JSON.stringify(value, null, 1));

// The members of the copy: one folder, records.json first, SHA256SUMS last.
export const members = async (account) => {
  const drafts = (await store.drafts(account)).filter((each) => each.phase !== "sent");
  const [records, files] = [[], []];
  for (const draft of drafts) {
    const photos = await store.photos(draft.id);
    for (const photo of photos) {
      for (const [name, blob] of Object.entries(photo).filter(([, value]) => value instanceof Blob)) {
        const end = { "image/png": "png", "image/jpeg": "jpg" }[blob.type] ?? "img";
        files.push({ name: `photos/${photo.id}${name === "blob" ? "" : `-${name}`}.${end}`, bytes: new Uint8Array(await blob.arrayBuffer()) });
      }
    }
    const { id, kind, phase, title, unit, work, frozen, begun_at, saved_at } = draft;
    const facts = photos.map((photo) => Object.fromEntries(Object.entries(photo).filter(([name, value]) => !(value instanceof Blob) && name !== "thumb")));
    records.push({ id, kind, phase, title, unit, work, frozen, begun_at, saved_at, photos: facts });
  }
  const found = [{ name: "records.json", bytes: jsonOf({ account, saved_at: new Date().toISOString(), records }) }, ...files];
  const sums = await Promise.all(found.map(async ({ name, bytes }) => `${await sha256(new Blob([bytes]))}  ${name}\n`));
  return [...found, { name: "SHA256SUMS", bytes: new TextEncoder().encode(sums.join("")) }];
};

// Hands the copy to the browser's downloads; answers its name.
export const saveCopy = async (account) => {
  const name = `anbiao-unsent-${new Date().toISOString().slice(0, 16).replace(/[-:T]/g, "")}.zip`;
  const address = URL.createObjectURL(zipped(await members(account)));
  const anchor = document.createElement("a");
  Object.assign(anchor, { href: address, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), LATER);
  return name;
};
