// The schema of the answer to a search (docs/search.md). Its numbers are records.

import { type Static, Type } from 'typebox';
import { Context } from './answer.ts';

const Count = Type.Integer({ minimum: 0 });

export const FoundRecord = Type.Object(
  {
    step: Type.Integer({ minimum: 1, description: 'optimizer step, 1-based' }),
    rank: Type.Integer({ minimum: 0, description: 'ordinal of the record in training order' }),
    id: Type.Union([Type.String(), Type.Null()], { description: 'its own id; null: it has none' }),
  },
  { additionalProperties: false },
);
export type FoundRecord = Static<typeof FoundRecord>;

export const SearchContext = Type.Object(
  {
    ...FoundRecord.properties,
    source: Context.properties.source,
    line: Context.properties.line,
    passages: Type.Array(Type.Pick(Context, ['before', 'match', 'after', 'truncated']), {
      description:
        'the text around the first occurrence of each part of the query that the record holds, in order of place, at most 10; a match shows at most 40 tokens',
    }),
  },
  { additionalProperties: false },
);
export type SearchContext = Static<typeof SearchContext>;

const At = Type.Record(Type.String(), Count, { description: 'records with step <= the key' });

const Timeline = Type.Object(
  {
    edges: Type.Array(Count, { description: 'bin i holds the steps in (edges[i], edges[i+1]]' }),
    records: Type.Array(Count, { description: 'records in each bin' }),
  },
  { additionalProperties: false },
);

export const FacetRecords = Type.Object(
  {
    records: Type.Integer({ minimum: 1, description: 'records of the facet that satisfy it' }),
    first: FoundRecord,
    last: FoundRecord,
    at: Type.Optional(At),
    timeline: Type.Optional(Timeline),
  },
  { additionalProperties: false },
);
export type FacetRecords = Static<typeof FacetRecords>;

export const SearchByFacet = Type.Record(Type.String(), FacetRecords, {
  description:
    'by value of the facet field of the index, or else by source file; values without a record are absent',
});
export type SearchByFacet = Static<typeof SearchByFacet>;

export const SearchAnswer = Type.Object(
  {
    query: Type.String(),
    records: Type.Integer({ minimum: 0, description: 'records that satisfy the query' }),
    first: Type.Union([FoundRecord, Type.Null()]),
    last: Type.Union([FoundRecord, Type.Null()]),
    at: Type.Optional(At),
    timeline: Type.Optional(Timeline),
    by_facet: Type.Optional(SearchByFacet),
    contexts: Type.Optional(
      Type.Array(SearchContext, {
        description: 'of the first records that satisfy it, in the steps of the timeline',
      }),
    ),
  },
  { additionalProperties: false },
);
export type SearchAnswer = Static<typeof SearchAnswer>;

/** In the place of an answer: a query that cannot be asked. */
export const UnaskableQuery = Type.Object(
  {
    query: Type.String(),
    error: Type.Object({
      code: Type.String(),
      message: Type.String(),
      offset: Type.Union([Count, Type.Null()], {
        description: 'the place in the query, in UTF-16 units; null: it is the query as a whole',
      }),
    }),
  },
  { additionalProperties: false },
);
export type UnaskableQuery = Static<typeof UnaskableQuery>;
