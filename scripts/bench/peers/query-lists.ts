// The lists of searches that engines of words are asked.
//
// A word consists of the letters a to z, which all engines cut in much the same places.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../../test/phrases.ts';
import { analyze } from '../../../text/analyzer.ts';
import { type PlainRecord, readRecords } from '../read-records.ts';
import type { QuestionList } from './contest.ts';

/** A search as a line of JSON; `not` stands in an `and` only. */
export type WordQuery =
  | string
  | { readonly and: readonly WordQuery[] }
  | { readonly or: readonly WordQuery[] }
  | { readonly not: WordQuery };

type MakeWord = () => string;

interface Words {
  /** A word at any place of the corpus. */
  readonly random: MakeWord;
  /** One of the 100 most frequent words, with equal chance. */
  readonly common: MakeWord;
  /** One of the 4,000 words from the 200th on. */
  readonly middling: MakeWord;
  /** Any word that occurs twice or more. */
  readonly rare: MakeWord;
}

const queryCount = 200;

/** Writes a file a list into the folder, `prefix` before its name. */
export function writeQueryLists(corpus: string, folder: string, prefix = ''): QuestionList[] {
  const { random, common, middling, rare } = chooseWords(readRecords(corpus));
  const makers: Record<string, () => WordQuery> = {
    'two random words': () => ({ and: [random(), random()] }),
    'two common words': () => ({ and: [common(), common()] }),
    'two middling words': () => ({ and: [middling(), middling()] }),
    'two rare words': () => ({ and: [rare(), rare()] }),
    'common words with OR and NOT': () => withOrAndNot([common, middling, common, middling]),
    'rare words with OR and NOT': () => withOrAndNot([rare, rare, random, rare]),
  };
  return Object.entries(makers).map(([name, make]) => {
    const path = join(folder, `${prefix}${name}.jsonl`);
    const queries = Array.from({ length: queryCount }, make);
    writeFileSync(path, queries.map((query) => `${JSON.stringify(query)}\n`).join(''));
    return { name, kind: 'searches', path };
  });
}

function withOrAndNot(words: readonly [MakeWord, MakeWord, MakeWord, MakeWord]): WordQuery {
  const [one, other, also, not] = words;
  return { and: [{ or: [one(), other()] }, also(), { not: not() }] };
}

function chooseWords(records: readonly PlainRecord[]): Words {
  const counts = new Map<string, number>();
  for (const { text } of records) {
    for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const byCount = [...counts].sort(([, one], [, other]) => other - one).map(([word]) => word);
  const random = seededRandom(29);
  const oneOf = <T>(list: readonly T[]): T => {
    const one = list[Math.floor(random() * list.length)];
    if (one === undefined) throw new Error('the corpus has too few words');
    return one;
  };
  const frequent = byCount.slice(0, 100);
  const middle = byCount.slice(200, 4200);
  const twice = byCount.filter((word) => (counts.get(word) ?? 0) > 1);
  const texts = records.map(({ text }) => text).filter((text) => wordsOf(text).length > 0);
  return {
    random: () => oneOf(wordsOf(oneOf(texts))),
    common: () => oneOf(frequent),
    middling: () => oneOf(middle),
    rare: () => oneOf(twice),
  };
}

function wordsOf(text: string): string[] {
  return analyze(text, 'words').filter((token) => /^[a-z]{1,30}$/.test(token));
}
