// The head noun of a noun phrase in BLiMP's English: what is left after determiners, quantifiers
// and possessors. No parser: adjectives before the noun are not skipped, since no rule that asks
// for a head meets one.

import { determiners, twoWordNouns } from './word-lists.ts';
import type { WordRange } from './words.ts';

const twoWordNounSet: ReadonlySet<string> = new Set(twoWordNouns);
const determinerWords = determiners.map((entry) => entry.split(' '));

/** Do the words of `entry` stand at `position`? */
export function standsAt(
  words: readonly string[],
  position: number,
  entry: readonly string[],
): boolean {
  return entry.every((word, i) => words[position + i] === word);
}

/**
 * The head noun of the noun phrase that starts at `position`: the first word, or two-word noun,
 * after determiners, quantifiers ("a lot of", "fewer than three") and possessors ("bill's",
 * "most boys'", "the high school's"). Undefined where the sentence ends before. The paper says only
 * "subject head noun" (arXiv 2606.00230, appendix A.1); what it takes to find one is ours.
 */
export function findHeadNoun(words: readonly string[], position: number): WordRange | undefined {
  let start = position;
  while (start < words.length) {
    const determiner = determinerWords.find((entry) => standsAt(words, start, entry));
    const end = determiner === undefined ? nounEnd(words, start) : start + determiner.length;
    if (determiner === undefined && !isPossessive(words[end - 1] ?? '')) return { start, end };
    start = end;
  }
  return undefined;
}

function isPossessive(word: string): boolean {
  return /('s|s')$/.test(word);
}

/** The end of the noun at `start`, which may be a two-word noun, also in the possessive. */
function nounEnd(words: readonly string[], start: number): number {
  const second = words[start + 1]?.replace(/'s$|'$/, '');
  return twoWordNounSet.has(`${words[start]} ${second}`) ? start + 2 : start + 1;
}
