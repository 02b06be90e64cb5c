// Question and answer of POST /v1/splits/exposures: what a split has to know of phrases.

import { type Static, Type } from 'typebox';
import { ShardExposure } from './shard-answers.ts';

export const SplitExposuresBody = Type.Object(
  {
    phrases: Type.Array(Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }), {
      maxItems: 100_000,
      description: 'the tokens of each phrase, in their analysed form',
    }),
    at: Type.Optional(
      Type.Array(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), {
        maxItems: 1001,
        description: 'steps S: exposures of each phrase with step <= S',
      }),
    ),
    min_count: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'the steps of so many exposures of each phrase, from the first on (1)',
      }),
    ),
  },
  { additionalProperties: false },
);
export type SplitExposuresBody = Static<typeof SplitExposuresBody>;

export const SplitExposures = Type.Object(
  {
    snapshot: Type.String({ description: 'the snapshot of all the answers' }),
    exposures: Type.Array(ShardExposure, { description: 'one for each phrase, in order' }),
  },
  { additionalProperties: false },
);
export type SplitExposures = Static<typeof SplitExposures>;
