// Questions and answers of /v1/axis: what had been consumed by which step.

import { type Static, Type } from 'typebox';
import { AtList, maxBins, timelineSteps } from './question.ts';

const Amounts = Type.Array(Type.Integer({ minimum: 0 }));

export const AxisQuery = Type.Object(
  {
    bins: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: maxBins,
        description: 'the edges of a timeline of so many bins (default 100)',
      }),
    ),
    ...timelineSteps,
    at: Type.Optional(AtList),
  },
  { additionalProperties: false },
);
export type AxisQuery = Static<typeof AxisQuery>;

export const Axis = Type.Object(
  {
    edges: Type.Array(Type.Integer({ minimum: 0 }), { description: 'steps' }),
    records: Type.Array(Type.Integer({ minimum: 0 }), {
      description: 'records consumed by the end of each step of edges; so for the others',
    }),
    tokens: Amounts,
    words: Amounts,
    model_tokens: Type.Union([Amounts, Type.Null()], {
      description: 'null where the index was built without a tokenizer',
    }),
  },
  { additionalProperties: false },
);
export type Axis = Static<typeof Axis>;
