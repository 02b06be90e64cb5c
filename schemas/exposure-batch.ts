// Questions and answers of POST /v1/exposures: many phrases, as JSON or NDJSON.

import { type Static, Type } from 'typebox';
import { Answer, GroupAnswer, Unanswerable, UnanswerableGroup } from './answer.ts';
import { questionInBody, questionInQuery } from './question.ts';
import { Remark } from './remark.ts';

/** The question of an NDJSON batch, whose body holds phrases only. */
export const BatchQuery = Type.Object(questionInQuery, { additionalProperties: false });
export type BatchQuery = Static<typeof BatchQuery>;

/** Several phrases asked as one. */
const Group = Type.Object(
  {
    name: Type.String(),
    phrases: Type.Array(Type.String(), { minItems: 1, maxItems: 1000 }),
  },
  { additionalProperties: false },
);

export const BatchBody = Type.Object(
  {
    phrases: Type.Array(Type.Union([Type.String(), Group]), {
      description: 'phrases, and groups of them: one answer each, in this order',
    }),
    ...questionInBody,
  },
  { additionalProperties: false },
);
export type BatchBody = Static<typeof BatchBody>;

/** NDJSON is text to a schema: lines of `{"phrase":"..."}` in, lines of answers out. */
export const PhraseLines = Type.Unsafe<unknown>({
  description:
    'one line per phrase, {"phrase":"..."}, or per group, {"name":"...","phrases":["..."]}; at, last_at, records_at, bins, from_step, to_step, records and by_facet go into the query string',
});

export const AnswerLines = Type.Unsafe<unknown>({
  description: 'one line per answer, in the order of the phrases',
});

/** The media type of answers as counts, by which a router asks its shards. */
export const countsType = 'application/vnd.firstseen.counts';

/** What a router accepts: a server of an older version answers in JSON. */
export const countsAccept = `${countsType}, application/json;q=0.5`;

export const AnswerCounts = Type.Unsafe<unknown>({
  type: 'string',
  format: 'binary',
  description:
    'the numbers of the answers in binary columns, for `firstseen route`: versions of the server may differ in it. Remarks are left out',
});

export const BatchAnswers = Type.Object(
  {
    snapshot: Type.String({ description: 'the snapshot of all the answers' }),
    answers: Type.Array(Type.Union([Answer, GroupAnswer, Unanswerable, UnanswerableGroup])),
    remarks: Type.Optional(
      Type.Array(Remark, {
        description: 'on phrases and steps that probably mean something else; absent: none',
      }),
    ),
  },
  { additionalProperties: false },
);
