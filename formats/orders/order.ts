// The key `order` of a run description, as JSON Schema.

import { type Static, Type } from 'typebox';
import { orderKinds } from './orders.ts';

const Count = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const Name = Type.String({ minLength: 1 });

export const Order = Type.Object(
  {
    kind: Type.Enum([...orderKinds]),
    files: Type.Optional(Type.Array(Name, { minItems: 1 })),
    datasets: Type.Optional(
      Type.Array(Type.Array(Name, { minItems: 3, maxItems: 3 }), { minItems: 1 }),
    ),
    weights: Type.Optional(
      Type.Array(Type.Number({ exclusiveMinimum: 0 }), { minItems: 1, maxItems: 32_766 }),
    ),
    samples: Type.Optional(Count),
    dtype: Type.Optional(Type.Enum(['uint32', 'uint64'])),
    repeats: Type.Optional(Type.Boolean()),
    gaps: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type Order = Static<typeof Order>;
