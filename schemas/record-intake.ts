// Requests and answers of POST /v1/records and GET /v1/runs: records while a model consumes them.

import { type Static, Type } from 'typebox';

/** NDJSON is text to a schema. */
export const StepLines = Type.Unsafe<unknown>({
  description:
    'one line per step: {"run","step","records":[{"id","text"}]}; "run" is a name of the training run, "step" a whole number from 1 on, "id" may be absent',
});

export const TakenLines = Type.Unsafe<unknown>({
  description:
    'one line per step, once it is durable: {"run","step","records","status"}, with "status" either "accepted" or "duplicate"',
});

/** Where a line behind the first is refused: the status is that of the refusal. */
export const PartlyTakenLines = Type.Unsafe<unknown>({
  description:
    'the lines of the steps that were taken, then {"run","step","error":{"code","message"}} of the first that was not; nothing behind it was taken',
});

export const RunList = Type.Object(
  {
    runs: Type.Array(
      Type.Object(
        {
          run: Type.String(),
          last_step: Type.Integer({ description: 'the highest step that was acknowledged' }),
          committed_step: Type.Union([Type.Integer(), Type.Null()], {
            description: 'the highest step of it that questions see; null: none',
          }),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
export type RunList = Static<typeof RunList>;
