// A zip without compression: JSON and photos as they are, readable by whatever opens a zip. Members: [{ name, bytes: Uint8Array }].
const TABLE = Uint32Array.from({ length: 256 }, (_empty, n) => {
  let sum = n;
  for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  return sum >>> 0;
});
const crc = (bytes) => {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = TABLE[(sum ^ byte) & 0xff] ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
};
const UTF8 = 0x0800; // the names are UTF-8
const numbers = (...pairs) => {
  const bytes = new Uint8Array(pairs.reduce((sum, [, width]) => sum + width, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [value, width] of pairs) {
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += width;
  }
  return bytes;
};
const common = (name, bytes, sum) => [[20, 2], [UTF8, 2], [0, 2], [0, 2], [0x21, 2], [sum, 4], [bytes.length, 4], [bytes.length, 4], [name.length, 2], [0, 2]];

export const zipped = (members) => {
  const [parts, list] = [[], []];
  let at = 0;
  for (const { name: words, bytes } of members) {
    const name = new TextEncoder().encode(words);
    const shared = common(name, bytes, crc(bytes));
    const head = numbers([0x04034b50, 4], ...shared);
    parts.push(head, name, bytes);
    list.push(numbers([0x02014b50, 4], [20, 2], ...shared, [0, 2], [0, 2], [0, 2], [0, 4], [at, 4]), name);
    at += head.length + name.length + bytes.length;
  }
  const size = list.reduce((sum, part) => sum + part.length, 0);
  const end = numbers([0x06054b50, 4], [0, 2], [0, 2], [members.length, 2], [members.length, 2], [size, 4], [at, 4], [0, 2]);
  return new Blob([...parts, ...list, end], { type: "application/zip" });
};
