// What an HTTP error looks like: a problem document of RFC 9457 with a stable code.

import { type Static, Type } from 'typebox';

export const Problem = Type.Object(
  {
    type: Type.String({
      description: 'where the code is explained, relative to the address of the request',
    }),
    title: Type.String({ description: 'the code in words' }),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.String({ description: 'what was expected, what was found, what to do' }),
    code: Type.String({ description: 'stable; docs/problems.md lists them all' }),
    details: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]),
        { description: 'the same for a machine: line, byte, expected, found' },
      ),
    ),
  },
  { additionalProperties: false },
);
export type Problem = Static<typeof Problem>;
