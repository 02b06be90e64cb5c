// The question of GET /v1/exposures. Its answer is in answer.ts.

import { type Static, Type } from 'typebox';
import { questionInQuery } from './question.ts';

export const ExposureQuery = Type.Object(
  {
    phrase: Type.String({ description: 'the phrase to ask for, as ordinary text' }),
    ...questionInQuery,
  },
  { additionalProperties: false },
);
export type ExposureQuery = Static<typeof ExposureQuery>;
