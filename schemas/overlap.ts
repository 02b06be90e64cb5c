// Questions and answers of /v1/overlap. Static types are derived from the schemas.

import { type Static, Type } from 'typebox';
import { Seen } from './answer.ts';
import { maxGramTokens } from './gram-limit.ts';

export const maxItems = 100_000;

const Step = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Id = Type.Union([Type.String(), Type.Null()]);
const Share = Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()]);

export const OverlapItem = Type.Object(
  {
    id: Type.Optional(Id),
    text: Type.String({ description: 'with the analyzer ids, token ids in decimal' }),
  },
  { additionalProperties: false },
);

export const OverlapBody = Type.Object(
  {
    items: Type.Array(OverlapItem, {
      maxItems,
      description: 'one answer each, in this order; at most 100,000',
    }),
    n: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: maxGramTokens,
        description: 'tokens of an n-gram; default 13',
      }),
    ),
    coverage: Type.Optional(
      Type.Array(Type.Number({ exclusiveMinimum: 0, maximum: 1 }), {
        minItems: 1,
        maxItems: 100,
        description: 'shares to be reached; default [0.8]',
      }),
    ),
    at: Type.Optional(
      Type.Array(Step, { maxItems: 1000, description: 'steps S: the share by the end of S' }),
    ),
    positions: Type.Optional(
      Type.Boolean({
        description: 'also where the longest span and the n-grams that were seen stand in the item',
      }),
    ),
  },
  { additionalProperties: false },
);
export type OverlapBody = Static<typeof OverlapBody>;

export const ItemOverlap = Type.Object(
  {
    id: Id,
    tokens: Type.Integer({ minimum: 1, description: 'tokens of the item' }),
    longest: Type.Union(
      [
        Type.Object(
          {
            tokens: Type.Integer({ minimum: 1 }),
            text: Type.String({ description: 'the span as the item has it' }),
            first: Seen,
            start: Type.Optional(
              Type.Integer({ minimum: 0, description: 'its first token, with positions' }),
            ),
          },
          { additionalProperties: false },
        ),
        Type.Null(),
      ],
      {
        description:
          'the longest span that stands in the corpus, the first of equal ones; null: no token does',
      },
    ),
    coverage: Type.Record(Type.String(), Share, {
      description:
        'by n: the share of the n-grams of the item that stand in the corpus; null: it has none',
    }),
    coverage_at: Type.Optional(
      Type.Record(Type.String(), Share, { description: 'the share by the end of each step' }),
    ),
    seen_at: Type.Record(
      Type.String(),
      Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
        description: 'the first step by whose end the share is reached; null: it never is',
      }),
    ),
    grams: Type.Optional(
      Type.Object(
        {
          starts: Type.Array(Type.Integer({ minimum: 0 })),
          steps: Type.Array(Type.Integer({ minimum: 0 })),
        },
        {
          additionalProperties: false,
          description:
            'with positions, of each n-gram that was seen: its first token in the item, rising, and the step of its first exposure',
        },
      ),
    ),
  },
  { additionalProperties: false },
);
export type ItemOverlap = Static<typeof ItemOverlap>;

/** In the place of an answer: an item that cannot be asked. */
export const FailedItem = Type.Object(
  {
    id: Id,
    error: Type.Object({ code: Type.String(), message: Type.String() }),
  },
  { additionalProperties: false },
);
export type FailedItem = Static<typeof FailedItem>;

export const Overlaps = Type.Object(
  {
    snapshot: Type.String({ description: 'the snapshot of all the answers' }),
    items: Type.Array(Type.Union([ItemOverlap, FailedItem])),
  },
  { additionalProperties: false },
);
