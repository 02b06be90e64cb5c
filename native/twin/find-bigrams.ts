// Bigrams and their rows, in one scan of a BWT, in TypeScript.
//
// Rows with the same symbol before them keep their order: the n-th of all rows with `a` before them is
// the n-th of the rows that begin with `a`. So the rows of the bigram (a, b) follow from how many `a`
// stand before the rows of `b`, and in them.

import { bigramKey } from '../bigram-filter.ts';
import { wordsPerBigram } from '../bigram-table.ts';
import type { FindBigramsArguments, FoundBigrams } from '../table-verbs.ts';

/** Null where a symbol is not below the alphabet. */
export function findBigrams(given: FindBigramsArguments): FoundBigrams | null {
  const { bwt, firstRows, minCount, found, filterKeys } = given;
  const alphabet = firstRows.length - 1;
  // For each symbol, the row that its next occurrence has, and the one before the rows at hand.
  const now = firstRows.slice(0, alphabet);
  const before = now.slice();
  const seen = new Uint32Array(alphabet + 1);
  let entries = 0;
  let distinct = 0;
  for (let second = 0; second < alphabet; second++) {
    const end = firstRows[second + 1] as number;
    let count = 0;
    for (let row = firstRows[second] as number; row < end; row++) {
      const first = bwt[row] as number;
      if (first >= alphabet) return null;
      seen[count] = first;
      if (now[first] === before[first]) count++;
      now[first] = (now[first] as number) + 1;
    }
    for (let i = 0; i < count; i++) {
      const first = seen[i] as number;
      const startRow = before[first] as number;
      const endRow = now[first] as number;
      before[first] = endRow;
      if (first === 0 || second === 0) continue;
      if (endRow - startRow >= minCount) {
        found.set([first, second, startRow, endRow], wordsPerBigram * entries++);
      }
      if (filterKeys !== undefined) {
        const { termHashes, keys } = filterKeys;
        keys[distinct] = bigramKey(termHashes[first] as number, termHashes[second] as number);
      }
      distinct++;
    }
  }
  sortBigrams(found.subarray(0, wordsPerBigram * entries));
  return { entries, distinct };
}

/** By falling count, then by symbols. */
function sortBigrams(found: Uint32Array): void {
  const unsorted = found.slice();
  const word = (bigram: number, i: number) => unsorted[wordsPerBigram * bigram + i] as number;
  const order = Uint32Array.from({ length: found.length / wordsPerBigram }, (_, i) => i);
  const count = (bigram: number) => word(bigram, 3) - word(bigram, 2);
  order.sort((x, y) => count(y) - count(x) || word(x, 0) - word(y, 0) || word(x, 1) - word(y, 1));
  order.forEach((bigram, i) => {
    const start = wordsPerBigram * bigram;
    found.set(unsorted.subarray(start, start + wordsPerBigram), wordsPerBigram * i);
  });
}
