// Over an array of the simplest JSON: nested arrays of strings without escapes, as the harness logs
// responses. Whatever is more than that is left to JSON.parse.

const quote = 0x22;
const comma = 0x2c;
const open = 0x5b;
const backslash = 0x5c;
const close = 0x5d;
const space = 0x20;
const lastAscii = 0x7e;

/** May the next thing be a value, and may it be the end? */
const atStart = 0;
const afterComma = 1;
const afterValue = 2;

/** The byte behind the array that begins at `at` and ends before `end`; -1: it is not of that kind. */
export function skipArray(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] !== open) return -1;
  let depth = 0;
  let state = atStart;
  for (let i = at; i < end; i++) {
    const byte = bytes[i];
    if (byte === quote) {
      if (state === afterValue) return -1;
      i = endOfString(bytes, i + 1, end);
      if (i < 0) return -1;
      state = afterValue;
    } else if (byte === open) {
      if (state === afterValue) return -1;
      depth++;
      state = atStart;
    } else if (byte === close) {
      if (state === afterComma) return -1;
      if (--depth === 0) return i + 1;
      state = afterValue;
    } else if (byte === comma) {
      if (state !== afterValue) return -1;
      state = afterComma;
    } else if (byte !== space) {
      return -1;
    }
  }
  return -1;
}

/** Place of the closing quotation mark; -1: an escape, a letter that is not ASCII, or no end. */
function endOfString(bytes: Uint8Array, at: number, end: number): number {
  for (let i = at; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === quote) return i;
    if (byte === backslash || byte < space || byte > lastAscii) return -1;
  }
  return -1;
}
