// `node scripts/measure-words.ts`: how long the sentences are that people read, and how many commas
// they have: pages, and messages and help in the sources. A table by file.
//
// Ends with 1 if README.md and docs/ have more words or commas a sentence than the bounds, or any
// page or message has an expression that we avoid. `--longest N` prints the longest sentences too.
// Paths as arguments limit both tables to files that begin so.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { avoidedIn } from './words/avoided.ts';
import { messagesOf } from './words/messages.ts';
import {
  blocksOf,
  cellsOf,
  type Measure,
  measureSentences,
  sentencesOf,
  sumOf,
} from './words/sentences.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = ['cli', 'curves', 'exposure', 'indexer', 'query-server', 'schemas', 'splits'];
const lowerSources = ['store', 'text', 'errors', 'errors.ts'];

export const mostWords = 18;
export const mostCommas = 1.0;

export interface Text {
  readonly path: string;
  readonly sentences: readonly string[];
  readonly measure: Measure;
}

export function readPages(partsOf = blocksOf): Text[] {
  const others = ['ARCHITECTURE.md', 'FORMAT.md', 'CHANGELOG.md', 'UPGRADING.md'];
  return ['README.md', ...listFiles('docs', '.md'), ...others].map((path) =>
    textOf(path, partsOf(readFileSync(join(root, path), 'utf8')).flatMap(sentencesOf)),
  );
}

export function readMessages(): Text[] {
  const paths = [...sources, ...lowerSources].flatMap((path) => listFiles(path, '.ts', '.js'));
  return paths
    .map((path) => {
      const messages = messagesOf(readFileSync(join(root, path), 'utf8'));
      return textOf(path, messages.flatMap(sentencesOf));
    })
    .filter(({ sentences }) => sentences.length > 0);
}

function textOf(path: string, sentences: readonly string[]): Text {
  return { path, sentences, measure: measureSentences(sentences) };
}

function listFiles(path: string, ...endings: string[]): string[] {
  if (path.includes('.')) return [path];
  return readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
    .filter((name) => endings.some((ending) => name.endsWith(ending)))
    .map((name) => `${path}/${name}`)
    .sort();
}

/** README.md and docs/: the pages that have to be within the bounds. */
export function isBounded({ path }: Text): boolean {
  return path === 'README.md' || path.startsWith('docs/');
}

export function meansOf({ sentences, words, commas }: Measure): { words: number; commas: number } {
  return { words: words / (sentences || 1), commas: commas / (sentences || 1) };
}

function rowOf(name: string, measure: Measure): string {
  const { words, commas } = meansOf(measure);
  const cells = [String(measure.sentences), words.toFixed(1), commas.toFixed(2)];
  return name.padEnd(52) + cells.map((cell) => cell.padStart(10)).join('');
}

function printTable(pages: readonly Text[], messages: readonly Text[]): void {
  const heads = ['sentences', 'words', 'commas'].map((head) => head.padStart(10)).join('');
  console.log(`${'file'.padEnd(52)}${heads}`);
  for (const { path, measure } of [...pages, ...messages]) console.log(rowOf(path, measure));
  console.log('');
  const total = (texts: readonly Text[]) => sumOf(texts.map(({ measure }) => measure));
  console.log(rowOf('README.md and docs/', total(pages.filter(isBounded))));
  console.log(rowOf('all pages', total(pages)));
  console.log(rowOf('messages and help', total(messages)));
  const cells = readPages(cellsOf).filter(isBounded);
  console.log(rowOf('long cells of tables in README.md and docs/', total(cells)));
}

function printLongest(texts: readonly Text[], most: number): void {
  const all = texts.flatMap(({ path, sentences }) =>
    sentences.map((sentence) => ({ path, sentence, ...measureSentences([sentence]) })),
  );
  all.sort((a, b) => b.words + 5 * b.commas - (a.words + 5 * a.commas));
  for (const { path, sentence, words, commas } of all.slice(0, most)) {
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
  const cells = readPages(cellsOf).filter(isNamed);
  for (const { path, sentences } of [...pages, ...cells, ...messages]) {
    for (const found of avoidedIn(sentences)) {
      console.log(`${path}: ${found}`);
      process.exitCode = 1;
    }
  }
  const { words, commas } = meansOf(sumOf(pages.filter(isBounded).map(({ measure }) => measure)));
  if (!(words > mostWords || commas > mostCommas)) return;
  console.log(
    `\nREADME.md and docs/ are above ${mostWords} words or ${mostCommas} commas a sentence.`,
  );
  process.exitCode = 1;
}

if (import.meta.main) main();
