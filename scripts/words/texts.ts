// The texts of the project that people read: its pages, and the messages and help in its sources.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findMessages } from './messages.ts';
import { cutBlocks, cutSentences, type Measure, measureSentences } from './sentences.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const layers =
  'cli query-server web curves splits indexer exposure corpus formats input store text schemas errors native errors.ts';

export interface Text {
  readonly path: string;
  readonly sentences: readonly string[];
  readonly measure: Measure;
}

export function readPages(cut = cutBlocks): Text[] {
  const others = ['ARCHITECTURE.md', 'FORMAT.md', 'CHANGELOG.md', 'UPGRADING.md'];
  return ['README.md', ...listFiles('docs', '.md'), ...others].map((path) =>
    makeText(path, cut(readFileSync(join(root, path), 'utf8'))),
  );
}

export function readMessages(): Text[] {
  const paths = layers.split(' ').flatMap((path) => listFiles(path, '.ts', '.js'));
  return paths
    .map((path) => makeText(path, findMessages(readFileSync(join(root, path), 'utf8'))))
    .filter(({ sentences }) => sentences.length > 0);
}

function makeText(path: string, blocks: readonly string[]): Text {
  const sentences = blocks.flatMap(cutSentences);
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
