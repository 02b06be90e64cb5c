// The question and the answer of POST /v1/curves. Its files are parts of the same form.

import { type Static, Type } from 'typebox';
import { PolicyName } from './split.ts';
import { PairColumns } from './split-request.ts';

const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Percent = Type.Integer({ minimum: 1, maximum: 100 });
const Pattern = Type.String({ minLength: 1, maxLength: 1000 });

const Watch = Type.String({
  pattern: '^[A-Za-z0-9_-]{16,64}$',
  description:
    'a name of 16 to 64 letters, digits, - and _, by which GET /v1/curves/progress says how far the request is',
});

export const CurvesQuestion = Type.Object(
  {
    policy: Type.Optional(PolicyName),
    at: Type.Optional({
      ...Count,
      description: 'the step of the split, for the curves of `fixed`; default: the last',
    }),
    min_count: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'a phrase is exposed from this exposure on; default 1, the first',
      }),
    ),
    columns: Type.Optional(PairColumns),
    context: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 100,
        description: 'words on either side of the one that differs, in sets without a rule',
      }),
    ),
    thresholds: Type.Optional(
      Type.Array(Percent, {
        minItems: 1,
        maxItems: 100,
        description: 'accuracies whose lag is taken, in per cent; default 70, 75, 80, 85, 90',
      }),
    ),
    permutations: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1_000_000,
        description: 're-assignments of each test; default 1,000',
      }),
    ),
    seed: Type.Optional({ ...Count, description: 'other random numbers; default 0' }),
    filters: Type.Optional(
      Type.Boolean({ description: 'exclude sets that say little about a lag; default true' }),
    ),
    max_start: Type.Optional({
      ...Percent,
      description: 'exclude sets above this accuracy at the first checkpoint; default 70',
    }),
    min_best: Type.Optional({
      ...Percent,
      description: 'exclude sets that never reach this accuracy; default 80',
    }),
    min_exposed: Type.Optional({
      ...Count,
      description: 'exclude sets with fewer exposed examples; default 100',
    }),
    task_prefix: Type.Optional(
      Type.String({
        maxLength: 100,
        description: 'put before the name of a set in a task; default "blimp_"',
      }),
    ),
    step_pattern: Type.Optional({
      ...Pattern,
      description: 'how a path names its step, a regular expression with the step as first group',
    }),
    seed_pattern: Type.Optional({
      ...Pattern,
      description: 'how a path names its seed, a regular expression with the seed as first group',
    }),
    metric: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        description: 'metric of lm-evaluation-harness that counts as right or wrong; default acc',
      }),
    ),
    watch: Type.Optional(Watch),
    latest: Type.Optional(
      Type.Boolean({ description: 'of several results of a task in one folder take the newest' }),
    ),
  },
  { additionalProperties: false },
);
export type CurvesQuestion = Static<typeof CurvesQuestion>;

const file = (description: string) =>
  Type.Array(Type.String({ format: 'binary' }), { minItems: 1, description });

/** For openapi.json: a form is read as it comes, a part at a time. */
export const CurvesForm = Type.Object({
  question: Type.Optional(CurvesQuestion),
  pairs: file('pair files; a file is a set and gives it its name'),
  results: file(
    'files of results. The filename of a part is its path, such as step700/samples_blimp_x.jsonl',
  ),
  names: Type.Optional(
    Type.String({
      format: 'binary',
      description: 'JSON with steps and sets of the axes of arrays',
    }),
  ),
});

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
export const CurveLine = Type.Object({
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
export type CurveLine = Static<typeof CurveLine>;

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

export const CurvesProgressQuery = Type.Object({ watch: Watch }, { additionalProperties: false });

export const CurvesProgress = Type.Object(
  {
    stage: Type.Union([Type.Enum(['waiting', 'splitting', 'reading', 'testing']), Type.Null()], {
      description:
        'waiting for other curves; splitting, done in phrases; reading, in bytes; testing, in sets and seeds; null: nothing of that name is at work',
    }),
    done: Type.Integer({ minimum: 0 }),
    total: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
);
export type CurvesProgress = Static<typeof CurvesProgress>;
