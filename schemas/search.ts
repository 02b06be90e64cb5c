// Questions and answers of /v1/search.

import { type Static, Type } from 'typebox';
import { AtList, maxBins, timelineSteps } from './question.ts';
import { Remark } from './remark.ts';
import { SearchAnswer, UnaskableQuery } from './search-answer.ts';

/** Queries of a request. */
const maxQueries = 1000;

const bins = Type.Integer({
  minimum: 1,
  maximum: maxBins,
  description: 'bins of a timeline of records; no more than there are steps',
});

const contexts = Type.Integer({
  minimum: 1,
  maximum: 100,
  description:
    'text around what is found in so many of the first records, of those in the steps of the timeline where bins are asked for',
});

const by_facet = Type.Boolean({
  description:
    'records by facet too: by value of the facet field of the index, or else by source file',
});

const Query = Type.String({
  description:
    'words and "phrases" with AND, OR, NOT, NEAR/k, BEFORE/k; docs/search.md has the language',
});

export const SearchQuery = Type.Object(
  {
    query: Query,
    at: Type.Optional(AtList),
    bins: Type.Optional(bins),
    by_facet: Type.Optional(by_facet),
    contexts: Type.Optional(contexts),
    ...timelineSteps,
  },
  { additionalProperties: false },
);
export type SearchQuery = Static<typeof SearchQuery>;

export const SearchBody = Type.Object(
  {
    queries: Type.Array(Query, {
      maxItems: maxQueries,
      description: `one answer each, in this order; at most ${maxQueries.toLocaleString('en')}`,
    }),
    at: Type.Optional(
      Type.Array(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), {
        maxItems: 1000,
        description: 'steps S: records with step <= S',
      }),
    ),
    bins: Type.Optional(bins),
    by_facet: Type.Optional(by_facet),
    contexts: Type.Optional(contexts),
    ...timelineSteps,
  },
  { additionalProperties: false },
);
export type SearchBody = Static<typeof SearchBody>;

export const SearchLines = Type.Unsafe<unknown>({
  description: 'one line per answer, in the order of the queries',
});

export const SearchAnswers = Type.Object(
  {
    snapshot: Type.String({ description: 'the snapshot of all the answers' }),
    answers: Type.Array(Type.Union([SearchAnswer, UnaskableQuery])),
    remarks: Type.Optional(Type.Array(Remark, { description: 'on steps; absent: none' })),
  },
  { additionalProperties: false },
);
