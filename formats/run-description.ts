// What a run description may say (docs/formats/README.md). Static types are derived from it.
//
// The schema knows keys and types; run-keys.ts knows which keys go together.

import { type Static, Type } from 'typebox';
import { stepFormats } from '../input/lines/step-value.ts';
import { Order } from './orders/order.ts';
import { formatNames } from './registry.ts';
import { idTypes } from './rows/id-source.ts';
import { quotings } from './tables/quoting.ts';

const closed = { additionalProperties: false } as const;
const Count = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const Name = Type.String({ minLength: 1 });

export const Steps = Type.Object(
  {
    batch_size: Type.Optional(Count),
    drop_last: Type.Optional(Type.Enum(['file'])),
    schedule: Type.Optional(
      Type.Array(Type.Array(Count, { minItems: 2, maxItems: 2 }), { minItems: 1 }),
    ),
    field: Type.Optional(Name),
    format: Type.Optional(Type.Enum([...stepFormats])),
    model_tokens: Type.Optional(Count),
    words: Type.Optional(Count),
  },
  closed,
);
export type Steps = Static<typeof Steps>;

export const Truncate = Type.Object(
  { model_tokens: Type.Optional(Count), words: Type.Optional(Count) },
  closed,
);
export type Truncate = Static<typeof Truncate>;

/** So much of the order was fed; just one of the keys. */
export const ConsumedAmount = Type.Object(
  { records: Type.Optional(Count), steps: Type.Optional(Count) },
  closed,
);
export type ConsumedAmount = Static<typeof ConsumedAmount>;

export const RunDescription = Type.Object(
  {
    format: Type.Enum([...formatNames]),
    files: Type.Array(Name, { minItems: 1 }),
    text_field: Type.Optional(
      Type.Union([Name, Type.Array(Name, { minItems: 1, uniqueItems: true })]),
    ),
    tokens_field: Type.Optional(Name),
    id_field: Type.Optional(Name),
    facet_field: Type.Optional(Name),
    separator: Type.Optional(Name),
    quoting: Type.Optional(Type.Enum([...quotings])),
    tokenizer: Type.Optional(Name),
    row_tokens: Type.Optional(Count),
    row_stride: Type.Optional(Count),
    dtype: Type.Optional(Type.Enum([...idTypes])),
    end_of_document: Type.Optional(Type.Integer({ minimum: 0, maximum: 0xffff_ffff })),
    unit: Type.Optional(Type.Enum(['document', 'sequence'])),
    gaps: Type.Optional(Type.Boolean()),
    order: Type.Optional(Order),
    truncate: Type.Optional(Truncate),
    steps: Type.Optional(Steps),
    epochs: Type.Optional(Count),
    consumed: Type.Optional(ConsumedAmount),
  },
  closed,
);
export type RunDescription = Static<typeof RunDescription>;
