// The schema of split.json (docs/splits.md), with what makes the split repeatable. Static types are
// derived from the schemas.

import { type Static, Type } from 'typebox';

const Count = Type.Integer({ minimum: 0 });
const StepOrNull = Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]);

export const PolicyName = Type.Enum(['either', 'both', 'good', 'bad'], {
  description: 'which of a pair’s phrases has to be exposed',
});

export const SamplingName = Type.Enum(['all', 'balance', 'match-frequency'], {
  description:
    'all: every example; balance: as many of each side; match-frequency: the same within each range of word frequency',
});

export const SplitSetSummary = Type.Object(
  {
    pairs: Type.Integer({ minimum: 0, description: 'rows of the file' }),
    proxy_train: Count,
    proxy_validation: Count,
    dropped: Count,
    distinct_phrases: Type.Integer({
      minimum: 0,
      description: 'of the examples kept, good and bad phrases as one collection',
    }),
    distinct_pairs: Type.Integer({ minimum: 0, description: 'of (good, bad) together' }),
    class: Type.Union([Type.Enum(['short', 'rare', 'sentence']), Type.Null()], {
      description: 'how often the phrases are attested; null: the set has no rule of BLiMP',
    }),
    first_step: StepOrNull,
    median_step: StepOrNull,
    proxy_train_by_checkpoint: Type.Optional(
      Type.Array(Count, {
        description: 'examples that are proxy-train by each of `checkpoints`; the command’s alone',
      }),
    ),
  },
  { additionalProperties: false },
);
export type SplitSetSummary = Static<typeof SplitSetSummary>;

export const SplitSummary = Type.Object(
  {
    policy: PolicyName,
    at: Type.Integer({ minimum: 0, description: 'the step of the split' }),
    min_count: Type.Integer({ minimum: 1 }),
    snapshot: Type.String(),
    sampling: SamplingName,
    seed: Type.Integer({ minimum: 0 }),
    checkpoints: Type.Optional(
      Type.Array(Count, {
        description: 'steps of the table exposures.csv, with --checkpoints of the command alone',
      }),
    ),
    sets: Type.Record(Type.String(), SplitSetSummary),
    dropped: Type.Array(
      Type.Object(
        { set: Type.String(), row: Count, reason: Type.String() },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
export type SplitSummary = Static<typeof SplitSummary>;
