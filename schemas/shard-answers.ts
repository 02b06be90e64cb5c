// The first and the last line of the answers of a shard: `firstseen query --json --shard K/N`, and `search`.

import { type Static, Type } from 'typebox';
import { IndexDescription } from './index-description.ts';

const { analyzer, analyzer_version, unicode, resolution, facet, facets, tokenizer, snapshot } =
  IndexDescription.properties;
const { records, first_step, steps, bytes, run } = IndexDescription.properties;

export const ShardHeader = Type.Object(
  {
    shard: Type.Object(
      {
        number: Type.Integer({ minimum: 1, description: 'from 1 on, in the order of training' }),
        of: Type.Integer({ minimum: 1 }),
        asked: Type.Optional(
          Type.Union([Type.Literal('phrases'), Type.Literal('queries'), Type.Literal('pairs')], {
            description: 'what the answers are of: phrases, if it is absent',
          }),
        ),
        question: Type.Record(Type.String(), Type.Unknown(), {
          description: 'what is asked of each phrase: the same in all shards',
        }),
        index: Type.Object({
          ...{ analyzer, analyzer_version, unicode, resolution, facet, facets, tokenizer },
          ...{ snapshot, records, first_step, steps, bytes },
          sources: Type.Array(Type.Object({ name: Type.String() })),
          run: Type.Optional(run),
          facet_values: Type.Optional(
            Type.Array(Type.String(), { description: 'with by_facet: in order of training' }),
          ),
        }),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);
export type ShardHeader = Static<typeof ShardHeader>;

/** A file without it was not written to its end. */
export const ShardEnd = Type.Object(
  { end: Type.Object({ answers: Type.Integer({ minimum: 0 }) }, { additionalProperties: false }) },
  { additionalProperties: false },
);
export type ShardEnd = Static<typeof ShardEnd>;

/** Of a phrase of pairs: `firstseen split --shard K/N`, and POST /v1/splits/exposures. */
export const ShardExposure = Type.Object(
  {
    tokens: Type.Array(Type.String()),
    first_steps: Type.Array(Type.Integer({ minimum: 0 }), {
      description: 'steps of the first min_count exposures',
    }),
    counts: Type.Array(Type.Integer({ minimum: 0 }), {
      description: 'exposures with step <= S, for each S of the question',
    }),
  },
  { additionalProperties: false },
);
export type ShardExposure = Static<typeof ShardExposure>;

/** The question of a header whose answers are of pairs. */
export const PairsQuestion = Type.Object(
  {
    at: Type.Array(Type.Integer({ minimum: 0 }), { description: 'the steps of counts' }),
    min_count: Type.Integer({ minimum: 1 }),
  },
  { additionalProperties: false },
);
export type PairsQuestion = Static<typeof PairsQuestion>;
