// Words of a sentence, and what differs between two sentences in whole words.
//
// Words here decide where a critical phrase begins and ends, no more: what a phrase matches in a
// corpus is the analyzer's business (text/analyzer.ts). Everything is lower-cased at once, since
// phrases are, so a capital that a word has only at the start of a sentence is no difference.

/** A half-open range of word positions, [start, end); empty where start equals end. */
export interface WordRange {
  readonly start: number;
  readonly end: number;
}

/** Where two sentences differ: the range of each between what they share at both ends. */
export interface Difference {
  readonly good: WordRange;
  readonly bad: WordRange;
}

/** A word, lower-cased, and its range of UTF-16 offsets in the sentence, [start, end). */
export interface LocatedWord extends WordRange {
  readonly word: string;
}

/**
 * The words of a sentence, lower-cased: its runs without white space, `.?!,` stripped from their
 * ends. A run of nothing but those is no word. Empty where the sentence has none.
 */
export function locateWords(sentence: string): LocatedWord[] {
  return Array.from(sentence.matchAll(/[^\s.?!,](?:\S*[^\s.?!,])?/gu), ({ 0: word, index }) => ({
    word: word.toLowerCase(),
    start: index,
    end: index + word.length,
  }));
}

/** The words alone. */
export function wordsOf(sentence: string): string[] {
  return locateWords(sentence).map(({ word }) => word);
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
