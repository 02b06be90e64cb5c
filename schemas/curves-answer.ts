// The answer of POST /v1/curves.

import { type Static, Type } from 'typebox';

const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Percent = Type.Integer({ minimum: 1, maximum: 100 });

const Names = Type.Array(Type.String());
const Seed = Type.Union([Type.Number(), Type.String(), Type.Null()]);

export const CurvesRemarks = Type.Object({
  sets_without_results: Names,
  unknown_sets: Names,
  dropped_rows: Type.Integer(),
  ignored_files: Names,
  older_files: Names,
  gaps: Type.Array(
    Type.Object({ set: Type.String(), seed: Seed, steps: Type.Array(Type.Number()) }),
  ),
});
export type CurvesRemarks = Static<typeof CurvesRemarks>;

const ByThreshold = Type.Record(Type.String(), Type.Union([Type.Number(), Type.Null()]));
const ByTest = Type.Record(Type.String(), ByThreshold);
const Values = Type.Array(Type.Union([Type.Number(), Type.Null()]));
const Side = Type.Object({
  examples: Type.Array(Type.Integer()),
  accuracy: Values,
  low: Values,
  high: Values,
});
const lags = {
  t_train: ByThreshold,
  t_validation: ByThreshold,
  lag: ByThreshold,
  p: ByTest,
  q: ByTest,
};

/** A line of `firstseen curves --json`. */
const CurveLine = Type.Object({
  set: Type.String(),
  seed: Seed,
  split: Type.Enum(['fixed', 'as_of']),
  steps: Type.Array(Type.Number()),
  train: Side,
  validation: Side,
  ...lags,
  over_seeds: Type.Optional(
    Type.Object({ seeds: Type.Array(Seed), defined: ByThreshold, ...lags }),
  ),
  excluded: Type.Union([Type.String(), Type.Null()]),
});

export const CurvesAnswer = Type.Object({
  snapshot: Type.String(),
  at: Count,
  thresholds: Type.Array(Percent),
  permutations: Type.Integer(),
  curves: Type.Array(CurveLine),
  remarks: CurvesRemarks,
});
export type CurvesAnswer = Static<typeof CurvesAnswer>;

/** NDJSON is text to a schema. */
export const CurveLines = Type.Unsafe<unknown>({
  description:
    'a line for each set, seed and kind of split, as `firstseen curves --json` prints it',
});
