// The answer of GET /v1/facets.

import { type Static, Type } from 'typebox';

export const Facets = Type.Object(
  {
    field: Type.String({ description: 'the field of the records; source: their source files' }),
    values: Type.Array(Type.String(), {
      description: 'distinct values in the order in which training met them; files in their order',
    }),
  },
  { additionalProperties: false },
);
export type Facets = Static<typeof Facets>;
