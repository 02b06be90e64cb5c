// Words of a sentence, and what differs between two sentences in whole words.
//
// Words here decide where a critical phrase begins and ends, no more: what a phrase matches in a
// corpus is the analyzer's business (text/analyzer.ts). Everything is lower-cased at once, since
// phrases are, so a capital that a word has only at the start of a sentence is not a difference.

import { punctuationOf } from './edge-punctuation.ts';

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
 * The words of a sentence, lower-cased: its runs without white space, punctuation stripped from
 * their ends (edge-punctuation.ts). A run of nothing but that is not a word. Empty where the sentence
 * has none.
 */
export function locateWords(sentence: string): LocatedWord[] {
  const isPunctuation = punctuationOf(sentence);
  const words: LocatedWord[] = [];
  for (const { 0: run, index } of sentence.matchAll(/\S+/gu)) {
    const characters = [...run];
    let first = 0;
    let last = characters.length;
    let start = index;
    let end = index + run.length;
    while (first < last && isPunctuation(start)) start += (characters[first++] as string).length;
    while (first < last) {
      const { length } = characters[last - 1] as string;
      if (!isPunctuation(end - length)) break;
      end -= length;
      last -= 1;
    }
    if (first < last) words.push({ word: sentence.slice(start, end).toLowerCase(), start, end });
  }
  return words;
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

export function isEmpty({ start, end }: WordRange): boolean {
  return start === end;
}

/** Does one word stand for one? */
export function isOneForOne({ good, bad }: Difference): boolean {
  return good.end - good.start === 1 && bad.end - bad.start === 1;
}

/** White space between words; U+202F may stand inside a token ("3\u202f000"), so it stays. */
const spaces = /(?:(?!\u202f)\p{White_Space})+/gu;

/** The sentence from the first word of a range to its last; undefined where the range is empty. */
export function phraseAt(
  sentence: string,
  located: readonly LocatedWord[],
  { start, end }: WordRange,
): string | undefined {
  const [first, last] = [located[start], located[end - 1]];
  if (start >= end || first === undefined || last === undefined) return undefined;
  return sentence.slice(first.start, last.end).toLowerCase().replace(spaces, ' ');
}
