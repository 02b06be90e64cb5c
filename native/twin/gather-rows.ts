// Previous symbol and record of every suffix, in suffix order, in TypeScript.
//
// The record of a position: that of the last multiple of 2^shift before it, from a table, then
// steps over the record ends. The table takes at most 4 bytes a token, and 0.25 for records of
// 256 tokens or more.

/** False where an entry of sa is not a position. A row is read before it is written. */
export function gatherRows(
  ids: Uint32Array,
  length: number,
  sa: Int32Array,
  recordEnds: Uint32Array,
  firstRow: number,
  bwt: Uint32Array,
  ranks: Uint32Array,
): boolean {
  for (let row = 0; row < length; row++) {
    if ((sa[row] as number) >>> 0 >= length) return false;
  }
  const average = length / Math.max(1, recordEnds.length);
  const shift = Math.min(6, Math.max(0, Math.floor(Math.log2(average / 16))));
  const first = firstRecords(length, recordEnds, shift);
  for (let row = 0; row < length; row++) {
    const position = sa[row] as number;
    bwt[row] = ids[position === 0 ? length - 1 : position - 1] as number;
    if (row >= firstRow) {
      let record = first[position >>> shift] as number;
      while ((recordEnds[record] as number) <= position) record++;
      ranks[row - firstRow] = record;
    }
  }
  return true;
}

/** The record of every 2^shift-th position. */
function firstRecords(length: number, recordEnds: Uint32Array, shift: number): Uint32Array {
  const first = new Uint32Array((length >>> shift) + 1);
  let record = 0;
  for (let i = 0; i << shift < length; i++) {
    while ((recordEnds[record] as number) <= i << shift) record++;
    first[i] = record;
  }
  return first;
}
