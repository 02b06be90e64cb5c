// How far a request for curves is: GET /v1/curves/progress.

import { type Static, Type } from 'typebox';

export const Watch = Type.String({
  pattern: '^[A-Za-z0-9_-]{16,64}$',
  description:
    'a name of 16 to 64 letters, digits, - and _, by which GET /v1/curves/progress says how far the request is',
});

export const CurvesProgressQuery = Type.Object({ watch: Watch }, { additionalProperties: false });

export const CurvesProgress = Type.Object(
  {
    stage: Type.Union([Type.Enum(['waiting', 'splitting', 'reading', 'testing']), Type.Null()], {
      description:
        'waiting for other curves; splitting, done in phrases; reading, in bytes; testing, in sets and seeds; null: nothing of that name is at work',
    }),
    done: Type.Integer({ minimum: 0 }),
    total: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
);
export type CurvesProgress = Static<typeof CurvesProgress>;
