// The text of a Burrows-Wheeler transform, record by record from its end to its start, in TypeScript.

import type { RestoreTextArguments } from '../restore-verbs.ts';

/** See RestoreVerbs. */
export function restoreText(given: RestoreTextArguments): boolean {
  return linkRows(given) && walkRecords(given);
}

/** Writes for each row the symbol before its suffix, and the row of the suffix that begins with it. */
function linkRows({ bwt, firstRows, links }: RestoreTextArguments): boolean {
  const nextRows = firstRows.slice();
  for (let row = 0; row < bwt.length; row++) {
    const symbol = bwt[row] as number;
    if (symbol >= nextRows.length) return false;
    const next = nextRows[symbol] as number;
    links[2 * row] = symbol;
    links[2 * row + 1] = next;
    nextRows[symbol] = next + 1;
  }
  return true;
}

function walkRecords({ bwt, recordEnds, links, symbols }: RestoreTextArguments): boolean {
  const rows = bwt.length;
  let start = 0;
  for (let record = 0; record < recordEnds.length; record++) {
    const end = recordEnds[record] as number;
    if (end <= start || end > rows) return false;
    let row = record;
    symbols[end - 1] = 0;
    for (let at = end - 1; ; at--) {
      if (row >= rows) return false;
      const symbol = links[2 * row] as number;
      if ((symbol === 0) !== (at === start)) return false;
      if (symbol === 0) break;
      symbols[at - 1] = symbol;
      row = links[2 * row + 1] as number;
    }
    start = end;
  }
  return true;
}
