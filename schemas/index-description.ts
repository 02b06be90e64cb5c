// What is in an index: `firstseen info --json` and GET /v1/index.

import { type Static, Type } from 'typebox';

const Count = Type.Integer({ minimum: 0 });

const Version = Type.Optional(
  Type.String({
    description:
      'of a file in a store on the net: the commit of its repository, its generation, or its etag',
  }),
);

const FileDescription = Type.Object(
  {
    role: Type.Enum(['data', 'index', 'order']),
    name: Type.String(),
    bytes: Count,
    sha256: Type.Union([Type.String(), Type.Null()]),
    version: Version,
    rows: Type.Optional(Type.Integer({ minimum: 0, description: 'rows that begin in it' })),
  },
  { additionalProperties: false },
);

export const SourceDescription = Type.Object(
  {
    name: Type.String({ description: 'as it was given to the indexer' }),
    bytes: Type.Union([Count, Type.Null()]),
    sha256: Type.Union([Type.String(), Type.Null()]),
    lines: Count,
    records: Count,
    skipped: Count,
    complete: Type.Boolean({ description: 'read to its end' }),
    version: Version,
    waiting: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'bytes of a last line without a line feed, left for the next command',
      }),
    ),
    epoch: Type.Optional(Type.Integer({ minimum: 1, description: 'of several: which, from 1 on' })),
    cut: Type.Optional(Type.Integer({ minimum: 0, description: 'records cut off by truncate' })),
    repaired: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'records in which something that is not a character became U+FFFD',
      }),
    ),
    blank: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'lines, or documents between separators, of white space only',
      }),
    ),
    dropped: Type.Optional(
      Type.String({
        description: 'parts of the files that are not consumed, in words; absent: none',
      }),
    ),
    reading: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), { description: 'how its rows are read' }),
    ),
    files: Type.Optional(Type.Array(FileDescription, { description: 'in order of their rows' })),
  },
  { additionalProperties: false },
);
export type SourceDescription = Static<typeof SourceDescription>;

export const IndexDescription = Type.Object(
  {
    format: Count,
    analyzer: Type.String(),
    analyzer_version: Count,
    unicode: Type.String(),
    resolution: Type.Enum(['record', 'step'], {
      description:
        'step: exposures have steps and no records, so there are no ranks, ids, distinct records or contexts',
    }),
    facet: Type.String({
      description:
        'by what by_facet counts: the facet field of the records, or source, the file that a record was read from, where facets is null',
    }),
    facets: Type.Union([Count, Type.Null()], {
      description: 'distinct values of that field; null: there is none',
    }),
    snapshot: Type.String(),
    records: Count,
    tokens: Count,
    words: Count,
    first_step: Type.Integer({
      minimum: 0,
      description: 'the first step that consumed a record; 0 in an empty index',
    }),
    steps: Type.Integer({ minimum: 0, description: 'the last step that consumed a record' }),
    distinct_steps: Type.Union([Count, Type.Null()], {
      description: 'steps that consumed a record; null: a segment cannot be read',
    }),
    model_tokens: Type.Union([Count, Type.Null()], {
      description:
        'tokens of the tokenizer; null: the index counts none, or a segment cannot be read',
    }),
    segments: Count,
    bytes: Type.Object({ index: Count, text: Count }, { additionalProperties: false }),
    skipped: Type.Object(
      {
        count: Count,
        first: Type.Array(
          Type.Object(
            { source: Type.String(), line: Count, code: Type.String() },
            { additionalProperties: false },
          ),
        ),
      },
      { additionalProperties: false },
    ),
    empty: Type.Integer({ minimum: 0, description: 'sources and files without a record' }),
    repaired: Type.Integer({
      minimum: 0,
      description: 'records in which something that is not a character became U+FFFD',
    }),
    sources: Type.Array(SourceDescription),
    cut: Type.Integer({ minimum: 0, description: 'records cut off by truncate' }),
    blank: Type.Integer({
      minimum: 0,
      description: 'lines, or documents between separators, of white space only',
    }),
    run: Type.Record(Type.String(), Type.Unknown(), { description: 'how records became steps' }),
    tokenizer: Type.Optional(
      Type.Object(
        { name: Type.String(), bytes: Count, sha256: Type.String() },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
export type IndexDescription = Static<typeof IndexDescription>;
