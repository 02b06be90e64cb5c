// A random corpus as one index, and as shards of neighbouring records, for tests.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { buildIndex } from '../../indexer/build-index.ts';
import { fileOperations } from '../../store/files.ts';
import { writeLines } from '../store/small-index.ts';

interface Row {
  readonly text: string;
  readonly id: string | null;
  readonly step: number;
  readonly kind: string;
}

export interface SplitCorpus {
  readonly rows: readonly Row[];
  /** First row of each shard but the first; rising. */
  readonly cuts: readonly number[];
  readonly facets: boolean;
}

const token = fc.constantFrom('a', 'b', 'c', "don't", '.', 'É', '漢');
const text = fc.array(token, { maxLength: 20 }).map((tokens) => tokens.join(' '));

/** Steps rise by chance, with steps in between that have no record, and go on over cuts. */
export const splitCorpus: fc.Arbitrary<SplitCorpus> = fc
  .record({
    rows: fc.array(
      fc.record({
        text,
        id: fc.option(fc.string({ maxLength: 5 }), { nil: null }),
        gap: fc.constantFrom(0, 0, 1, 2),
        kind: fc.constantFrom('x', 'y', 'z'),
      }),
      { minLength: 5, maxLength: 40 },
    ),
    cuts: fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }),
    first: fc.constantFrom(1, 70),
    facets: fc.boolean(),
  })
  .map(({ rows, cuts, first, facets }) => {
    let step = first;
    const stepped = rows.map(({ gap, ...row }) => {
      step += gap;
      return { ...row, step };
    });
    const at = cuts.map((cut) => Math.floor((cut * rows.length) / 5)).sort((a, b) => a - b);
    return { rows: stepped, cuts: [...new Set(at)].filter((cut) => cut > 0), facets };
  });

export const askedPhrase = fc.oneof(
  { weight: 9, arbitrary: fc.array(token, { minLength: 1, maxLength: 3 }).map((a) => a.join(' ')) },
  { weight: 1, arbitrary: fc.constantFrom(' ', 'nowhere', '\u200b', 'a* b', '"a"') },
);

/** Folders of the indexes; each part of the corpus is one source, in the whole too. */
export interface BuiltParts extends Disposable {
  readonly whole: string;
  readonly shards: readonly string[];
}

export async function buildParts({ rows, cuts, facets }: SplitCorpus): Promise<BuiltParts> {
  const folder = mkdtempSync(join(tmpdir(), 'firstseen-shards-'));
  const starts = [0, ...cuts];
  const files = starts.map((start, i) => {
    return writeLines(join(folder, `part-${i}.jsonl`), rows.slice(start, starts[i + 1]));
  });
  const build = async (name: string, from: readonly string[]) => {
    const directory = join(folder, name);
    await buildIndex(directory, {
      from: [...from],
      stepRule: { field: 'step' },
      ...(facets && { facetField: 'kind' }),
      ...{ workers: 1, inline: fileOperations },
    });
    return directory;
  };
  const whole = await build('whole.idx', files);
  const shards: string[] = [];
  for (const [i, file] of files.entries()) shards.push(await build(`shard-${i}.idx`, [file]));
  return {
    ...{ whole, shards },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
