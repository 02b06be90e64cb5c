// A corpus on which engines with different tokens have to agree: words of the letters a to z only.

import { writeFileSync } from 'node:fs';
import { randomPhrases, seededRandom } from '../../../test/phrases.ts';
import { readRecords } from '../read-records.ts';

/** Engines leave out longer words, each from a length of its own. */
const maxLetters = 30;

/** Writes the first `records` records of `from` as plain words, and phrases of them. */
export function writePlainCorpus(
  from: string,
  to: { readonly corpus: string; readonly phrases: string },
  records: number,
): void {
  const texts = readRecords(from)
    .slice(0, records)
    .map(({ text }) => {
      const words = text.toLowerCase().match(/[a-z]+/g) ?? [];
      return words.filter(({ length }) => length <= maxLetters).join(' ');
    })
    .filter((text) => text !== '');
  writeFileSync(to.corpus, texts.map((text) => `${JSON.stringify({ text })}\n`).join(''));
  const phrases = randomPhrases(texts, 500, seededRandom(3));
  writeFileSync(to.phrases, `${phrases.join('\n')}\n`);
}
