// The phrases that engine and baseline are asked, the same for both.

import { randomPhrases, seededRandom } from '../../test/phrases.ts';
import type { PlainRecord } from './read-records.ts';

/** Phrases of 1 to 5 tokens, every place of the corpus equally likely. */
export function samplePhrases(records: readonly PlainRecord[], count: number): string[] {
  const texts = records.map(({ text }) => text);
  return randomPhrases(texts, count, seededRandom(23));
}

/** Phrases with very many hits in any English text. */
export function commonPhrases(): string[] {
  return [
    ',',
    'the',
    '.',
    'and',
    'of',
    'to',
    'a',
    'of the',
    'in the',
    ', and',
    'to the',
    'it was',
    'on the',
    'i have',
  ];
}
