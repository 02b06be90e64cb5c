// Questions and answers of GET /v1/records: records as they were consumed.

import { type Static, Type } from 'typebox';

const Range = (what: string) =>
  Type.String({
    pattern: '^[0-9]{1,16}:[0-9]{1,16}$',
    description: `A:B: the records of the ${what} from A to B - 1`,
  });

export const RecordsQuery = Type.Object(
  {
    step: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER - 1,
        description:
          'the records of this step. Exactly one of step, steps, rank and having is given',
      }),
    ),
    steps: Type.Optional(Range('steps')),
    rank: Type.Optional(Range('ranks')),
    having: Type.Optional(
      Type.String({ description: 'a query of search: the records that satisfy it' }),
    ),
    from_step: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER - 1,
        description: 'with having: only records with step >= from_step',
      }),
    ),
    until: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER - 1,
        description: 'with having: only records with step <= until',
      }),
    ),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'only the first records, so many at most (default: all)',
      }),
    ),
    without_text: Type.Optional(Type.Boolean({ description: 'leave the texts out' })),
  },
  { additionalProperties: false },
);
export type RecordsQuery = Static<typeof RecordsQuery>;

/** NDJSON is text to a schema. */
export const RecordLines = Type.Unsafe<unknown>({
  description:
    'one line per record, in order of rank: {"step","rank","id","source","line" or "row","text"}; "parts" in place of "text" where boundaries divide it; no "text" where none is stored, no "id" where the index has the resolution step',
});
