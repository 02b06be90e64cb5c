// A line of the vocabulary, and the question of GET /v1/words.

import { type Static, Type } from 'typebox';
import { Seen } from './answer.ts';
import { AtList } from './question.ts';

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
