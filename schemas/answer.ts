// The schema of an answer (docs/exposures.md). Static types are derived from the schemas.

import { type Static, Type } from 'typebox';

const Count = Type.Integer({ minimum: 0 });

export const Seen = Type.Object(
  {
    step: Type.Integer({ minimum: 1, description: 'optimizer step, 1-based' }),
    rank: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
      description:
        'ordinal of the record in training order; null: the index has the resolution step, which knows no record',
    }),
    id: Type.Union([Type.String(), Type.Null()], {
      description: "the record's own id; null: it has none, or the rank is null",
    }),
  },
  { additionalProperties: false },
);
export type Seen = Static<typeof Seen>;

export const Timeline = Type.Object(
  {
    edges: Type.Array(Count, { description: 'bin i holds the steps in (edges[i], edges[i+1]]' }),
    count: Type.Array(Count, { description: 'exposures in each bin' }),
  },
  { additionalProperties: false },
);
export type Timeline = Static<typeof Timeline>;

export const Context = Type.Object(
  {
    before: Type.String(),
    match: Type.String({ description: 'the hit, as written in the record' }),
    after: Type.String(),
    truncated: Type.Object(
      { before: Type.Boolean(), after: Type.Boolean() },
      {
        additionalProperties: false,
        description:
          'whether the record has more text on that side: at most 80 UTF-16 units are shown, or 20 token ids',
      },
    ),
    step: Type.Integer({ minimum: 1 }),
    rank: Count,
    id: Type.Union([Type.String(), Type.Null()]),
    source: Type.String({ description: 'file as it was named to the indexer' }),
    line: Type.Integer({
      minimum: 1,
      description: 'line (or element, row) of the source, 1-based',
    }),
  },
  { additionalProperties: false },
);
export type Context = Static<typeof Context>;

export const AtCheckpoint = Type.Object(
  {
    step: Type.Integer({
      minimum: 0,
      description: 'the last step that the checkpoint has consumed',
    }),
    count: Type.Integer({ minimum: 0, description: 'exposures with step <= step' }),
  },
  { additionalProperties: false },
);
export type AtCheckpoint = Static<typeof AtCheckpoint>;

const At = Type.Record(Type.String(), Count, { description: 'exposures with step <= the key' });

export const FacetNumbers = Type.Object(
  {
    count: Type.Integer({ minimum: 1, description: 'exposures in records of the facet' }),
    first: Seen,
    last: Seen,
    at: Type.Optional(At),
    timeline: Type.Optional(Timeline),
  },
  { additionalProperties: false },
);
export type FacetNumbers = Static<typeof FacetNumbers>;

export const ByFacet = Type.Record(Type.String(), FacetNumbers, {
  description:
    'by value of the facet field of the index, or else by source file; values without an exposure are absent',
});
export type ByFacet = Static<typeof ByFacet>;

/** What is counted of a phrase, or of a group of phrases. */
const numbers = {
  count: Type.Integer({ minimum: 0, description: 'exposures' }),
  first: Type.Union([Seen, Type.Null()]),
  last: Type.Union([Seen, Type.Null()]),
  at: Type.Optional(At),
  checkpoints: Type.Optional(
    Type.Record(Type.String(), AtCheckpoint, { description: 'by name of the checkpoint' }),
  ),
  last_at: Type.Optional(
    Type.Record(Type.String(), Type.Union([Seen, Type.Null()]), {
      description: 'the last exposure with step <= the key; null: there is none',
    }),
  ),
  records: Type.Optional(Type.Integer({ minimum: 0, description: 'distinct records' })),
  records_at: Type.Optional(
    Type.Record(Type.String(), Count, { description: 'distinct records with step <= the key' }),
  ),
  timeline: Type.Optional(Timeline),
  by_facet: Type.Optional(ByFacet),
  contexts: Type.Optional(Type.Array(Context)),
};

const answerFields = {
  phrase: Type.String(),
  tokens: Type.Array(Type.String()),
  ...numbers,
};

export const Answer = Type.Object(
  {
    ...answerFields,
    variants: Type.Optional(
      Type.Array(Type.Object(answerFields, { additionalProperties: false }), {
        description:
          'analyzer ids: a text phrase as it is and after a space, each with its own numbers; the answer is of both together, each place counted once',
      }),
    ),
  },
  { additionalProperties: false },
);
export type Answer = Static<typeof Answer>;

/** Several phrases asked as one. */
export const GroupAnswer = Type.Object(
  {
    name: Type.String(),
    phrases: Type.Array(Type.String(), { description: 'as they were given' }),
    ...numbers,
  },
  { additionalProperties: false, description: 'counts add, and a record is counted once' },
);
export type GroupAnswer = Static<typeof GroupAnswer>;

/** In the place of an answer: a phrase that cannot be asked. */
export const Unanswerable = Type.Object(
  {
    phrase: Type.String(),
    error: Type.Object({ code: Type.String(), message: Type.String() }),
  },
  { additionalProperties: false },
);
export type Unanswerable = Static<typeof Unanswerable>;

/** In the place of the answer of a group: one of its phrases cannot be asked. */
export const UnanswerableGroup = Type.Object(
  {
    name: Type.String(),
    phrases: Type.Array(Type.String()),
    error: Type.Object({ code: Type.String(), message: Type.String() }),
  },
  { additionalProperties: false },
);
export type UnanswerableGroup = Static<typeof UnanswerableGroup>;

/** What stands in the place of a phrase or of a group. */
export type Answered = Answer | GroupAnswer | Unanswerable | UnanswerableGroup;

/** What is counted in an answer of either kind. */
export type Numbers = Omit<GroupAnswer, 'name' | 'phrases'>;
