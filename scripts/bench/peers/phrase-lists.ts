// The lists of phrases that all engines of a contest are asked.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyze } from '../../../text/analyzer.ts';
import { commonPhrases, samplePhrases } from '../choose-phrases.ts';
import { readRecords } from '../read-records.ts';
import type { QuestionList } from './contest.ts';

const randomCount = 1000;

/**
 * Writes a file a list, with a line a phrase as `format` makes it. Engines of words drop
 * punctuation, so every random phrase has a word, and a common one consists of words.
 */
export function writePhraseLists(
  corpus: string,
  folder: string,
  format: (phrase: string) => string,
): QuestionList[] {
  const hasWord = (phrase: string) => /[a-z0-9]/i.test(phrase);
  const isWords = (phrase: string) => analyze(phrase, 'words').every(hasWord);
  const random = samplePhrases(readRecords(corpus), 4 * randomCount).filter(hasWord);
  const lists = {
    'random phrases': random.slice(0, randomCount),
    'common phrases': commonPhrases().filter(isWords),
  };
  return Object.entries(lists).map(([name, phrases]) => {
    const path = join(folder, `${name}.txt`);
    writeFileSync(path, phrases.map((phrase) => `${format(phrase)}\n`).join(''));
    return { name, kind: 'phrases', path };
  });
}
