// A split as columns, for tests that need no files of one.

import type { SetExamples, SplitExamples } from '../../curves/split/split-examples.ts';

export interface SmallSet {
  readonly set: string;
  readonly pairs: number;
  readonly rows: readonly number[];
  readonly isTrain: readonly number[];
  readonly exposedStep?: readonly number[];
  readonly knownUntil?: number | null;
}

export function splitOf(sets: readonly SmallSet[]): SplitExamples {
  return {
    ...{ policy: 'either', at: 100, minCount: 1, snapshot: '1-abc' },
    sets: new Map(sets.map((set) => [set.set, examplesOf(set)])),
  };
}

function examplesOf({
  set,
  pairs,
  rows,
  isTrain,
  exposedStep = isTrain.map((side) => (side === 1 ? 50 : Number.POSITIVE_INFINITY)),
  knownUntil = 100,
}: SmallSet): SetExamples {
  return {
    ...{ set, pairs, knownUntil, groups: rows.length, rarestCount: null, counts: null },
    rows: Int32Array.from(rows),
    isTrain: Uint8Array.from(isTrain),
    exposedStep: Float64Array.from(exposedStep),
    group: Int32Array.from(rows.keys()),
    findMismatch: () => undefined,
  };
}
