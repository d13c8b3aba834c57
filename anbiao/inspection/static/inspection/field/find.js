// What was typed, looked for on the device as the server looks for it (kit/search.py): every word must be found.
const HAN = /[\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
const LONGEST = 60;
const CODE_BEGINNING = /^[1-9a-y][1-9][0-9]{6}[0-9a-z]{1,9}$/;
const WHOLE_CODE = /^[1-9a-y][1-9][0-9]{6}[0-9a-z]{10}$/;
const NUMBER = /^\s*([0-9a-f]{4})[-\s]?([0-9a-f]{4})\s*$/i;

// A row made ready to be looked through: its texts, its Latin reading with codes and other names, its initials, its code.
export const ready = (texts, { found_by, initials, code }) =>
  ({ texts: [...texts, found_by].map((text) => text.toLowerCase()), latin: found_by, initials, code: code.toLowerCase() });

const latin = (word, row) => {
  if (WHOLE_CODE.test(word)) return row.latin.includes(word.slice(8));
  if (CODE_BEGINNING.test(word)) return row.code.startsWith(word);
  return word.length > 2 ? row.latin.includes(word) : row.initials.startsWith(word) || row.code.startsWith(word);
};
const found = (word, row) => (HAN.test(word) ? row.texts.some((text) => text.includes(word)) : latin(word.replace(/[^0-9a-z]+/g, "") || word, row));

// The test of a row for what somebody typed.
export const matching = (typed) => {
  const words = typed.toLowerCase().slice(0, LONGEST).split(/\s+/).filter(Boolean);
  return (row) => words.every((word) => found(word, row));
};

// The end of a unit's id, where a number from a door was typed; "" for anything else.
export const numberIn = (typed) => NUMBER.exec(typed)?.slice(1).join("").toLowerCase() ?? "";
