// A line of the vocabulary, and the questions of /v1/words.

import { type Static, Type } from 'typebox';
import { Seen } from './answer.ts';
import { AtList } from './question.ts';

export const maxTerms = 100_000;

const Count = Type.Integer({ minimum: 0 });

export const Word = Type.Object(
  {
    term: Type.String({ description: 'a distinct token of the corpus, in its analysed form' }),
    count: Type.Integer({ minimum: 1, description: 'exposures' }),
    records: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'distinct records; absent: the index has the resolution step',
      }),
    ),
    first: Seen,
    last: Seen,
    at: Type.Optional(
      Type.Record(Type.String(), Count, { description: 'exposures with step <= the key' }),
    ),
  },
  { additionalProperties: false },
);
export type Word = Static<typeof Word>;

export const WordQuery = Type.Object(
  {
    at: Type.Optional(AtList),
    min_count: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'only terms with so many exposures in the whole index',
      }),
    ),
    prefix: Type.Optional(Type.String({ description: 'only terms that begin with it' })),
  },
  { additionalProperties: false },
);
export type WordQuery = Static<typeof WordQuery>;

/** NDJSON is text to a schema. */
export const WordLines = Type.Unsafe<unknown>({
  description:
    'one line per term: {"term","count","records","first","last","at"}, by first step, then by the bytes of the term in UTF-8',
});

export const TermBody = Type.Object(
  {
    terms: Type.Array(Type.String({ minLength: 1 }), {
      maxItems: maxTerms,
      description: 'distinct tokens in their analysed form, as GET /v1/words has them',
    }),
    at: Type.Optional(
      Type.Array(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), {
        maxItems: 1000,
        description: 'steps S: exposures of each term with step <= S',
      }),
    ),
  },
  { additionalProperties: false },
);
export type TermBody = Static<typeof TermBody>;

export const TermAnswers = Type.Object(
  {
    snapshot: Type.String({ description: 'the snapshot of all the answers' }),
    words: Type.Array(Type.Union([Word, Type.Null()]), {
      description: 'one for each term, in order; null: the index does not have it',
    }),
  },
  { additionalProperties: false },
);
export type TermAnswers = Static<typeof TermAnswers>;
