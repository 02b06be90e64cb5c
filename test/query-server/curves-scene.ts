// A small corpus, pairs and results at checkpoints, and forms of them for POST /v1/curves.

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { buildIndex } from '../../indexer/build-index.ts';
import { fileOperations } from '../../store/files.ts';
import { temporaryFolder, writeLines } from '../store/small-index.ts';

export const animals = ['cat', 'dog', 'cow', 'hen', 'fox', 'owl', 'ant', 'bee'];
export const steps = [0, 4, 8];

/** Half of the animals are met, one a step; the pairs of two sets that differ in the verb. */
export const corpus = animals
  .slice(0, 4)
  .flatMap((animal) => [{ text: `the ${animal} sleeps` }, { text: `the ${animal} runs` }]);

export function pairsOf(verb: string): object[] {
  return animals.map((animal) => ({
    sentence_good: `The ${animal} ${verb}s.`,
    sentence_bad: `The ${animal} ${verb}.`,
  }));
}

/** Exposed animals are right from step 4 on, the others from step 8 on. */
export function isRight(row: number, step: number): boolean {
  return step >= (row < 4 ? 4 : 8);
}

export function linesOf(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** One set's samples at a checkpoint, as lm-evaluation-harness logs them. */
export function samplesOf(verb: string, step: number): string {
  return linesOf(
    pairsOf(verb).map((doc, row) => ({
      ...{ doc_id: row, doc, target: '0', filter: 'none', metrics: ['acc'] },
      acc: Number(isRight(row, step)),
    })),
  );
}

export const table = [
  'set,row,step,correct',
  ...['sleep', 'run'].flatMap((set) =>
    steps.flatMap((step) =>
      animals.map((_, row) => `${set},${row},${step},${Number(isRight(row, step))}`),
    ),
  ),
  '',
].join('\n');

/** Files of results by their path. */
export const sampleFiles: Readonly<Record<string, string>> = Object.fromEntries(
  ['sleep', 'run'].flatMap((set) =>
    steps.map((step) => [`step${step}/samples_blimp_${set}.jsonl`, samplesOf(set, step)]),
  ),
);

/** A folder with the index `my.idx` and the pair files. */
export async function curvesFolder(t: Test): Promise<string> {
  const folder = temporaryFolder(t);
  await buildIndex(join(folder, 'my.idx'), {
    from: [writeLines(join(folder, 'corpus.jsonl'), corpus)],
    stepRule: { batch_size: 2 },
    workers: 1,
    inline: fileOperations,
  });
  for (const set of ['sleep', 'run']) {
    writeFileSync(join(folder, `${set}.jsonl`), linesOf(pairsOf(set)));
  }
  return folder;
}

export interface FormPart {
  readonly name: string;
  readonly filename?: string;
  readonly type?: string;
  readonly bytes: string | Buffer;
}

export const boundary = 'firstseen-test-boundary';
export const formHeaders = { 'content-type': `multipart/form-data; boundary=${boundary}` };

/** The bytes of a form, written apart from any library. */
export function formOf(parts: readonly FormPart[], { ends = true } = {}): Buffer {
  const chunks = parts.flatMap(({ name, filename, type, bytes }) => [
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"`,
    filename === undefined ? '' : `; filename="${filename}"`,
    type === undefined ? '' : `\r\ncontent-type: ${type}`,
    '\r\n\r\n',
    bytes,
    '\r\n',
  ]);
  if (ends) chunks.push(`--${boundary}--\r\n`);
  return Buffer.concat(chunks.map((chunk) => Buffer.from(chunk)));
}

export const pairParts: readonly FormPart[] = ['sleep', 'run'].map((set) => ({
  ...{ name: 'pairs', filename: `${set}.jsonl`, bytes: linesOf(pairsOf(set)) },
}));

export function resultParts(files: Readonly<Record<string, string | Buffer>>): FormPart[] {
  return Object.entries(files).map(([filename, bytes]) => ({ name: 'results', filename, bytes }));
}

export function questionPart(question: object | string): FormPart {
  const bytes = typeof question === 'string' ? question : JSON.stringify(question);
  return { name: 'question', bytes };
}

/** Makes `folder` the one of temporary files until the test ends. */
export function useTemporary(t: Test, folder: string): string {
  const before = process.env['TMPDIR'];
  mkdirSync(folder);
  process.env['TMPDIR'] = folder;
  t.teardown(() => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  });
  return folder;
}

/** The temporary folders of uploads that are there. */
export function uploadFolders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('firstseen-curves-'));
}
