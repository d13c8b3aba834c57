// When and where a camera says that it took a JPEG; shrinking loses it, so it is read before. Anything odd is read as "not said".
const HEAD = 256 * 1024;
const [CAMERA, PLACE, TAKEN, OFFSET] = [0x8769, 0x8825, 0x9003, 0x9011];

export const readExif = async (file) => {
  try {
    return said(new DataView(await file.slice(0, HEAD).arrayBuffer()));
  } catch {
    return { taken_at: "", place: null };
  }
};

const said = (view) => {
  const at = tiffOf(view);
  if (at === null) return { taken_at: "", place: null };
  const little = view.getUint16(at) === 0x4949;
  const tiff = { view, at, little };
  const top = directory(tiff, view.getUint32(at + 4, little));
  const camera = top[CAMERA] ? directory(tiff, number(tiff, top[CAMERA])) : {};
  const place = top[PLACE] ? directory(tiff, number(tiff, top[PLACE])) : {};
  return { taken_at: instant(text(tiff, camera[TAKEN]), text(tiff, camera[OFFSET])), place: position(tiff, place) };
};

// The place of the TIFF head inside the APP1 segment; null where there is none.
const tiffOf = (view) => {
  if (view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 4 < view.byteLength; ) {
    const [marker, length] = [view.getUint16(at), view.getUint16(at + 2)];
    if (marker === 0xffe1 && view.getUint32(at + 4) === 0x45786966) return at + 10;
    if (marker >> 8 !== 0xff || marker === 0xffda) return null;
    at += 2 + length;
  }
  return null;
};

const directory = ({ view, at, little }, offset) => {
  const entries = {};
  const count = view.getUint16(at + offset, little);
  for (let each = 0; each < count; each += 1) {
    const entry = at + offset + 2 + each * 12;
    entries[view.getUint16(entry, little)] = entry;
  }
  return entries;
};
const number = ({ view, little }, entry) => view.getUint32(entry + 8, little);

const text = (tiff, entry) => {
  if (!entry) return "";
  const { view, at, little } = tiff;
  const length = view.getUint32(entry + 4, little);
  const from = length > 4 ? at + number(tiff, entry) : entry + 8;
  let found = "";
  for (let each = 0; each < Math.min(length, 40); each += 1) found += String.fromCharCode(view.getUint8(from + each));
  return found.replace(/\0.*$/, "").trim();
};

// Without an offset the camera's clock is taken to run as the device's does.
const instant = (taken, offset) => {
  const found = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(taken);
  if (!found) return "";
  const date = new Date(`${found[1]}-${found[2]}-${found[3]}T${found[4]}${/^[+-]\d\d:\d\d$/.test(offset) ? offset : ""}`);
  return Number.isNaN(date.getTime()) || date.getFullYear() < 1990 ? "" : date.toISOString();
};

const degrees = (tiff, entry, sign) => {
  const { view, at, little } = tiff;
  const from = at + number(tiff, entry);
  const [whole, minutes, seconds] = [0, 8, 16].map((skip) => view.getUint32(from + skip, little) / view.getUint32(from + skip + 4, little));
  return +((whole + minutes / 60 + seconds / 3600) * sign).toFixed(6);
};
const position = (tiff, place) => {
  if (![1, 2, 3, 4].every((tag) => place[tag])) return null;
  const [south, west] = [text(tiff, place[1]) === "S", text(tiff, place[3]) === "W"];
  const [latitude, longitude] = [degrees(tiff, place[2], south ? -1 : 1), degrees(tiff, place[4], west ? -1 : 1)];
  return Number.isFinite(latitude) && Number.isFinite(longitude) && (latitude || longitude) ? { longitude, latitude } : null;
};
