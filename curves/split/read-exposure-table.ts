// exposures.parquet of a split with --checkpoints -> examples and counts of each set.

import { join } from 'node:path';
import { IndexError } from '../../errors.ts';
import { describeParquet, readParquetColumns } from '../../formats/parquet/parquet-columns.ts';
import type { Example } from './example-columns.ts';
import type { CountsByCheckpoint } from './split-examples.ts';

interface SetTable {
  /** In the order of rows. */
  readonly examples: readonly Example[];
  readonly counts: CountsByCheckpoint;
}

interface Growing {
  readonly examples: Example[];
  readonly good: number[][];
  readonly bad: number[][];
}

const plain = ['set', 'row', 'side', 'critical_good', 'critical_bad', 'exposed_step'] as const;

/** By the sets' names. Sets without an example are not there. */
export async function readExposureTable(
  folder: string,
  steps: readonly number[],
): Promise<Map<string, SetTable>> {
  const path = join(folder, 'exposures.parquet');
  const { names } = await describeParquet(path);
  const wanted = [...plain, ...steps.flatMap((step) => [`good_${step}`, `bad_${step}`])];
  const missing = wanted.find((name) => !names.includes(name));
  if (missing !== undefined) {
    throw new IndexError(
      'split_invalid',
      `${path} has no column ${missing}, expected it as split.json names it; make the split again`,
      { file: path },
    );
  }
  const rarest = names.includes('rarest_count') ? ['rarest_count'] : [];
  const sets = new Map<string, Growing>();
  for await (const chunk of readParquetColumns(path, [...wanted, ...rarest])) {
    addRows(sets, { ...chunk, steps });
  }
  return new Map(
    [...sets].map(([set, { examples, good, bad }]) => [
      set,
      {
        examples,
        counts: {
          steps,
          good: good.map((counts) => Float64Array.from(counts)),
          bad: bad.map((counts) => Float64Array.from(counts)),
        },
      },
    ]),
  );
}

function addRows(
  sets: Map<string, Growing>,
  {
    rows,
    columns,
    steps,
  }: {
    readonly rows: number;
    readonly columns: ReadonlyMap<string, ArrayLike<unknown>>;
    readonly steps: readonly number[];
  },
): void {
  const cell = (name: string, i: number) => columns.get(name)?.[i] ?? null;
  const number = (name: string, i: number) => {
    const value = cell(name, i);
    return value === null ? null : Number(value);
  };
  for (let i = 0; i < rows; i++) {
    const name = String(cell('set', i));
    let set = sets.get(name);
    if (set === undefined) {
      set = { examples: [], good: steps.map(() => []), bad: steps.map(() => []) };
      sets.set(name, set);
    }
    set.examples.push({
      row: number('row', i) ?? 0,
      isTrain: cell('side', i) === 'proxy_train',
      good: String(cell('critical_good', i)),
      bad: String(cell('critical_bad', i)),
      exposedStep: number('exposed_step', i),
      rarestCount: number('rarest_count', i),
    });
    for (const [c, step] of steps.entries()) {
      set.good[c]?.push(number(`good_${step}`, i) ?? 0);
      set.bad[c]?.push(number(`bad_${step}`, i) ?? 0);
    }
  }
}
