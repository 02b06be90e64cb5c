// The suffixes of a text in order, with the symbol before each and its record, in TypeScript.
//
// A copy of the text has a symbol of its own for each record's end, in order of position. So its
// sorted suffixes are those of the text, compared up to their record's end and then by position.

import type { SortRowsArguments } from '../array-verbs.ts';
import { suffixSort } from './suffix-sort.ts';

/** False where symbols, counts and ends of records do not fit each other. */
export function sortRows(given: SortRowsArguments): boolean {
  const { symbols, counts, recordEnds, bwt, records } = given;
  const { length } = symbols;
  if (!fits(given)) return false;
  const ends = recordEnds.length;
  let record = 0;
  for (let i = 0; i < length; i++) {
    const symbol = symbols[i] as number;
    bwt[i] = symbol === 0 ? record++ : symbol + ends - 1;
  }
  const starts = new Uint32Array(length);
  suffixSort({ ids: bwt, alphabet: counts.length + ends, starts });
  for (let row = 0; row < length; row++) {
    const start = starts[row] as number;
    bwt[row] = symbols[start === 0 ? length - 1 : start - 1] as number;
  }
  findRecords(starts.subarray(ends), recordEnds, records);
  return true;
}

function fits({ symbols, counts, recordEnds }: SortRowsArguments): boolean {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const records = recordEnds.length;
  if (total !== symbols.length || (counts[0] ?? 0) !== records) return false;
  let before = 0;
  for (const end of recordEnds) {
    if (end <= before || symbols[end - 1] !== 0) return false;
    before = end;
  }
  if (before !== symbols.length) return false;
  let ends = 0;
  for (let i = 0; i < symbols.length; i++) {
    const symbol = symbols[i] as number;
    if (symbol === 0) ends++;
    if (symbol >= counts.length || counts[symbol] === 0) return false;
  }
  return ends === records;
}

/** The record of each position: from that of every 64th position, and by steps over the ends. */
function findRecords(positions: Uint32Array, recordEnds: Uint32Array, records: Uint32Array): void {
  const length = recordEnds.at(-1) ?? 0;
  const first = new Uint32Array((length >>> 6) + 1);
  let record = 0;
  for (let block = 0; block * 64 < length; block++) {
    while ((recordEnds[record] as number) <= block * 64) record++;
    first[block] = record;
  }
  for (let row = 0; row < positions.length; row++) {
    const position = positions[row] as number;
    record = first[position >>> 6] as number;
    while ((recordEnds[record] as number) <= position) record++;
    records[row] = record;
  }
}
