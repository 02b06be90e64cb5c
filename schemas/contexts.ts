// Questions and answers of /v1/contexts.

import { type Static, Type } from 'typebox';
import { Context } from './answer.ts';

export const maxContexts = 1000;

const Step = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

export const ContextQuery = Type.Object(
  {
    phrase: Type.String({ description: 'the phrase to ask for, as ordinary text' }),
    order: Type.Optional(
      Type.Union([Type.Literal('first'), Type.Literal('last')], {
        description: 'first: from the first exposure on (default); last: from the last one back',
      }),
    ),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: maxContexts, description: 'default 20' }),
    ),
    from_step: Type.Optional(
      Type.Integer({ ...Step, description: 'only exposures with step >= from_step' }),
    ),
    to_step: Type.Optional(
      Type.Integer({ ...Step, description: 'only exposures with step <= to_step' }),
    ),
  },
  { additionalProperties: false },
);
export type ContextQuery = Static<typeof ContextQuery>;

export const Contexts = Type.Object(
  {
    phrase: Type.String(),
    tokens: Type.Array(Type.String()),
    count: Type.Integer({
      minimum: 0,
      description: 'exposures in these steps; without from_step and to_step, in the whole index',
    }),
    truncated: Type.Boolean({ description: 'there are more than the limit' }),
    limit: Type.Integer({ minimum: 1 }),
    contexts: Type.Array(Context),
  },
  { additionalProperties: false },
);
export type Contexts = Static<typeof Contexts>;
