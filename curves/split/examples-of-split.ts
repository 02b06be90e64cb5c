// A split that was just made -> its examples as columns: what read-split.ts reads from a folder, without
// the folder.

import type { Split } from '../../splits/split-pairs.ts';
import { columnsOf } from './example-columns.ts';
import { mismatchFinder } from './row-mismatch.ts';
import type { SetExamples, SplitExamples } from './split-examples.ts';

/** `split` has to have checkpoints, as they alone say when an example was exposed. */
export function examplesOfSplit(split: Split): SplitExamples {
  const { checkpoints, policy, at, minCount, snapshot } = split;
  if (checkpoints === undefined) throw new Error('a split without checkpoints');
  const sets = new Map<string, SetExamples>();
  for (const { name, pairs, proxyTrain, proxyValidation } of split.sets) {
    const train = new Set(proxyTrain);
    const both = [...proxyTrain, ...proxyValidation].sort((a, b) => a.row - b.row);
    const examples = both.map((example) => ({
      ...{ row: example.row, isTrain: train.has(example), rarestCount: example.rarestCount },
      ...{ good: example.good.phrase, bad: example.bad.phrase },
      exposedStep: checkpoints.of(example).exposedStep,
    }));
    const rows = both.map(({ row, json }) => ({ row, fields: JSON.parse(json) }));
    sets.set(name, {
      ...{ set: name, pairs, knownUntil: Number.POSITIVE_INFINITY, counts: null },
      ...columnsOf(examples),
      findMismatch: mismatchFinder(rows, examples),
    });
  }
  return { policy, at, minCount, snapshot, sets };
}
