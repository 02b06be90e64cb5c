// The question of POST /v1/curves. Its files are parts of the same form.

import { type Static, Type } from 'typebox';
import { Watch } from './curves-progress.ts';
import { PolicyName } from './split.ts';
import { PairColumns } from './split-request.ts';

const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Percent = Type.Integer({ minimum: 1, maximum: 100 });
const Pattern = Type.String({ minLength: 1, maxLength: 1000 });

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
