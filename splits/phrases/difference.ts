// The difference of two sentences in whole words.

import type { WordRange } from './words.ts';

/** Where two sentences differ: the range of each between what they share at both ends. */
interface Difference {
  readonly good: WordRange;
  readonly bad: WordRange;
}

/**
 * The difference of two sentences: what remains between their longest common beginning and then
 * the longest common end of the rest, so that the two never overlap. Both ranges start at the same
 * position; one of them is empty where words were only put in, both where the sentences are equal.
 */
export function findDifference(good: readonly string[], bad: readonly string[]): Difference {
  const shorter = Math.min(good.length, bad.length);
  let start = 0;
  while (start < shorter && good[start] === bad[start]) start += 1;
  let same = 0; // words shared at the end
  while (same < shorter - start && good.at(-1 - same) === bad.at(-1 - same)) same += 1;
  return { good: { start, end: good.length - same }, bad: { start, end: bad.length - same } };
}

export function isEmpty({ start, end }: WordRange): boolean {
  return start === end;
}

/** Does one word stand for one? */
export function isOneForOne({ good, bad }: Difference): boolean {
  return good.end - good.start === 1 && bad.end - bad.start === 1;
}
