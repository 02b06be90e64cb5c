// Words of a sentence.
//
// Words here decide where a critical phrase begins and ends, no more: what a phrase matches in a
// corpus is the analyzer's business (text/analyzer.ts). Everything is lower-cased at once, since
// phrases are, so a capital that a word has only at the start of a sentence is not a difference.

import { findPunctuation } from './edge-punctuation.ts';

/** A half-open range of word positions, [start, end); empty where start equals end. */
export interface WordRange {
  readonly start: number;
  readonly end: number;
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
  const isPunctuation = findPunctuation(sentence);
  const words: LocatedWord[] = [];
  for (const { 0: run, index } of sentence.matchAll(/\S+/gu)) {
    const characters = [...run];
    let start = index;
    let end = index + run.length;
    for (const { length } of characters) {
      if (!isPunctuation(start)) break;
      start += length;
    }
    for (const { length } of characters.reverse()) {
      if (end <= start || !isPunctuation(end - length)) break;
      end -= length;
    }
    if (start < end) words.push({ word: sentence.slice(start, end).toLowerCase(), start, end });
  }
  return words;
}

/** The words alone. */
export function listWords(sentence: string): string[] {
  return locateWords(sentence).map(({ word }) => word);
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
