// `node scripts/measure-words.ts`: how long the sentences are that people read, and how many commas
// they have: pages, and messages and help in the sources. A table by file.
//
// Ends with 1 if README.md and docs/ have more words or commas a sentence than the bounds, or any
// page or message has an expression that we avoid. `--longest N` prints the longest sentences too.
// Paths as arguments limit both tables to files that begin so.

import { parseArgs } from 'node:util';
import { findAvoided } from './words/avoided.ts';
import {
  addMeasures,
  averages,
  cutCells,
  type Measure,
  measureSentences,
} from './words/sentences.ts';
import { isBounded, readMessages, readPages, type Text } from './words/texts.ts';

export const maxWords = 18;
export const maxCommas = 1.0;

function formatRow(name: string, measure: Measure): string {
  const { words, commas } = averages(measure);
  const cells = [String(measure.sentences), words.toFixed(1), commas.toFixed(2)];
  return name.padEnd(52) + cells.map((cell) => cell.padStart(10)).join('');
}

function printTable(pages: readonly Text[], messages: readonly Text[]): void {
  const heads = ['sentences', 'words', 'commas'].map((head) => head.padStart(10)).join('');
  console.log(`${'file'.padEnd(52)}${heads}`);
  for (const { path, measure } of [...pages, ...messages]) console.log(formatRow(path, measure));
  console.log('');
  const total = (texts: readonly Text[]) => addMeasures(texts.map(({ measure }) => measure));
  console.log(formatRow('README.md and docs/', total(pages.filter(isBounded))));
  console.log(formatRow('all pages', total(pages)));
  console.log(formatRow('messages and help', total(messages)));
  const cells = readPages(cutCells).filter(isBounded);
  console.log(formatRow('long cells of tables in README.md and docs/', total(cells)));
}

function printLongest(texts: readonly Text[], max: number): void {
  const all = texts.flatMap(({ path, sentences }) =>
    sentences.map((sentence) => ({ path, sentence, ...measureSentences([sentence]) })),
  );
  all.sort((a, b) => b.words + 5 * b.commas - (a.words + 5 * a.commas));
  for (const { path, sentence, words, commas } of all.slice(0, max)) {
    console.log(`\n${path}: ${words} words, ${commas} commas\n  ${sentence}`);
  }
}

function main(): void {
  const options = { longest: { type: 'string', default: '0' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const isNamed = ({ path }: Text) =>
    positionals.length === 0 || positionals.some((name) => path.startsWith(name));
  const [pages, messages] = [readPages().filter(isNamed), readMessages().filter(isNamed)];
  printTable(pages, messages);
  printLongest([...pages, ...messages], Number(values.longest));
  const cells = readPages(cutCells).filter(isNamed);
  for (const { path, sentences } of [...pages, ...cells, ...messages]) {
    for (const found of findAvoided(sentences)) {
      console.log(`${path}: ${found}`);
      process.exitCode = 1;
    }
  }
  const { words, commas } = averages(
    addMeasures(pages.filter(isBounded).map(({ measure }) => measure)),
  );
  if (!(words > maxWords || commas > maxCommas)) return;
  console.log(
    `\nREADME.md and docs/ are above ${maxWords} words or ${maxCommas} commas a sentence.`,
  );
  process.exitCode = 1;
}

if (import.meta.main) main();
