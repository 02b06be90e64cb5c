// A split that was just made -> its examples as columns: what read-split.ts reads from a folder, without
// the folder. By way of a list, which can be sent to another thread in parts.

import type { Checkpoints } from '../../splits/checkpoints.ts';
import type { Example as SplitExample, SplitSet } from '../../splits/split.ts';
import { type Example, makeColumns } from './example-columns.ts';
import { mismatchFinder } from './row-mismatch.ts';
import type { SetExamples } from './split-examples.ts';

/** An example as plain data, with the pair's own fields as their JSON text. */
export interface ListedExample extends Example {
  readonly json: string;
}

/**
 * In the order of their rows. The split has to have checkpoints, as they alone say when an example was
 * exposed.
 */
export function* listExamples(
  { proxyTrain, proxyValidation }: Pick<SplitSet, 'proxyTrain' | 'proxyValidation'>,
  checkpoints: Pick<Checkpoints, 'describe'>,
): Generator<ListedExample, void, undefined> {
  const train = new Set<SplitExample>(proxyTrain);
  for (const example of [...proxyTrain, ...proxyValidation].sort((a, b) => a.row - b.row)) {
    const { row, json, rarestCount, good, bad } = example;
    yield {
      ...{ row, json, rarestCount, isTrain: train.has(example) },
      ...{ good: good.phrase, bad: bad.phrase },
      exposedStep: checkpoints.describe(example).exposedStep,
    };
  }
}

/** `examples` in the order of their rows, of a set of `pairs` pairs. */
export function examplesOfSet(
  { name, pairs }: Pick<SplitSet, 'name' | 'pairs'>,
  examples: readonly ListedExample[],
): SetExamples {
  const rows = examples.map(({ row, json }) => ({ row, fields: JSON.parse(json) }));
  return {
    ...{ set: name, pairs, knownUntil: Number.POSITIVE_INFINITY, counts: null },
    ...makeColumns(examples),
    findMismatch: mismatchFinder(rows, examples),
  };
}
