// Corpora of few words in several segments, and texts made of parts of them.

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { indexRun, runIn } from '../indexer/run-index.ts';
import type { OracleRecord } from '../oracle.ts';
import { writeLines } from '../store/small-index.ts';

const word = fc.constantFrom('a', 'b', 'c');
export const corpus = fc
  .array(
    fc.record({ words: fc.array(word, { maxLength: 30, size: 'max' }), gap: fc.nat({ max: 2 }) }),
    {
      minLength: 1,
      maxLength: 12,
      size: 'max',
    },
  )
  .map((rows) => {
    let step = 1;
    return rows.map(({ words, gap }, rank): OracleRecord => {
      step += gap; // steps with no record in between
      return { text: words.join(' '), id: rank % 2 === 0 ? `r${rank}` : null, step };
    });
  });
/** Parts of records, words in any order, and a word of no record. */
export const parts = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        record: fc.nat(11),
        from: fc.nat(8),
        length: fc.integer({ min: 15, max: 28 }),
      }),
    },
    { weight: 2, arbitrary: fc.constantFrom('a', 'b', 'c', 'x') },
  ),
  { minLength: 1, maxLength: 5, size: 'max' },
);

type Parts = typeof parts extends fc.Arbitrary<infer Value> ? Value : never;

export function wordsOf(parts: Parts, records: readonly OracleRecord[]): string[] {
  const words = parts.flatMap((part) => {
    if (typeof part === 'string') return [part];
    const own = records[part.record % records.length]?.text.split(' ') ?? [];
    return own.slice(part.from, part.from + part.length);
  });
  return words.filter((one) => one !== '').slice(0, 60);
}

interface Cut {
  readonly cuts: readonly number[];
  readonly resolution: 'record' | 'step';
}

export async function build(
  folder: string,
  records: readonly OracleRecord[],
  { cuts, resolution }: Cut,
) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const directory = join(folder, 'index');
  const borders = [...new Set([0, ...cuts.filter((cut) => cut < records.length)])];
  borders.sort((one, other) => one - other);
  for (const [i, border] of borders.entries()) {
    writeLines(join(folder, `${i}.jsonl`), records.slice(border, borders[i + 1]));
    const run = runIn(folder, {
      ...{ format: 'jsonl', files: [`${i}.jsonl`], steps: { field: 'step' } },
    });
    await indexRun(directory, run, { resolution, merges: false });
  }
  return directory;
}
