// What is in an index: `firstseen info --json` and GET /v1/index.

import { type Static, Type } from 'typebox';

const Count = Type.Integer({ minimum: 0 });

export const SourceDescription = Type.Object(
  {
    name: Type.String({ description: 'as it was given to the indexer' }),
    bytes: Type.Union([Count, Type.Null()]),
    sha256: Type.Union([Type.String(), Type.Null()]),
    lines: Count,
    records: Count,
    skipped: Count,
    complete: Type.Boolean({ description: 'read to its end' }),
  },
  { additionalProperties: false },
);

export const IndexDescription = Type.Object(
  {
    format: Count,
    analyzer: Type.String(),
    analyzer_version: Count,
    unicode: Type.String(),
    snapshot: Type.String(),
    records: Count,
    tokens: Count,
    words: Count,
    steps: Type.Integer({ minimum: 0, description: 'the last step that consumed a record' }),
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
    repaired: Count,
    sources: Type.Array(SourceDescription),
    run: Type.Record(Type.String(), Type.Unknown(), { description: 'how records became steps' }),
  },
  { additionalProperties: false },
);
export type IndexDescription = Static<typeof IndexDescription>;
