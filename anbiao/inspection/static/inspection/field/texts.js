// The screens' own words in the reader's language, from the server's catalogue; and days, times, distances as LOOK.md writes them.
let texts = {};
let language = "zh-CN";
let zone = "Asia/Shanghai";

export const speak = (catalogue, given = {}) => {
  texts = catalogue.texts;
  language = given.language ?? language;
  zone = given.zone ?? zone;
};

// t("photos", { n: 3 }): the text of that key with its places filled in; "photos_1" is taken for one, where there is one.
export const t = (key, values = {}) => {
  const one = values.n === 1 ? texts[`${key}_1`] : undefined;
  const text = one ?? texts[key];
  if (text === undefined) throw new Error(`no text for ${key}`);
  return text.replace(/\{(\w+)\}/g, (_whole, name) => String(values[name] ?? ""));
};

const two = (number) => String(number).padStart(2, "0");
const parts = (at) => {
  const told = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }).formatToParts(at);
  return Object.fromEntries(told.map((part) => [part.type, part.value]));
};

// An instant as the day in the district: "2026-11-25".
export const dayOf = (at) => {
  const { year, month, day } = parts(at);
  return `${year}-${month}-${day}`;
};
// The hour and minute of an instant: "10:42".
export const clock = (at) => {
  const { hour, minute } = parts(new Date(at));
  return `${hour}:${minute}`;
};
// A day as lists show it: "11-25" this year, "2026-11-25" otherwise.
export const day = (on, today) => (today && on.slice(0, 4) === today.slice(0, 4) ? on.slice(5) : on);
// An instant with its day, without the day where it is today: "10:42", "11-24 10:42".
export const moment = (at, today) => {
  const on = dayOf(new Date(at));
  return on === today ? clock(at) : `${day(on, today)} ${clock(at)}`;
};
export const weekday = (on) => new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" }).format(new Date(`${on}T00:00:00Z`));
// So many days after a day: plain calendar days.
export const after = (on, days) => {
  const date = new Date(`${on}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
};
export const longDay = (on) => new Intl.DateTimeFormat(language, { month: "long", day: "numeric", timeZone: "UTC" }).format(new Date(`${on}T00:00:00Z`));
export const number = (value) => new Intl.NumberFormat("en").format(value);
export const metres = (far) => (far < 1000 ? t("metres", { n: Math.round(far / 10) * 10 }) : t("kilometres", { n: (far / 1000).toFixed(1) }));
// Names and words in a row, as the language lists them.
export const listed = (words) => words.filter(Boolean).join(t("list_comma"));
