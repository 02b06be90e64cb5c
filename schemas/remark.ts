// Remarks on a question that can be answered and probably means something else than it says.

import { type Static, Type } from 'typebox';

export const Remark = Type.Object(
  {
    code: Type.String({
      description:
        'wildcard_is_a_token, quotes_are_tokens, step_before_first, step_after_last, checkpoint_after_last, timeline_before_first, timeline_after_last, step_without_record, text_not_stored, blank_lines_skipped or repeated_ids',
    }),
    message: Type.String({ description: 'says what is matched or counted, and what to do' }),
    phrases: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'how many phrases it is about; absent: it is about something else',
      }),
    ),
    first: Type.Optional(
      Type.String({ description: 'the first of these phrases, at most 80 UTF-16 units of it' }),
    ),
  },
  { additionalProperties: false },
);
export type Remark = Static<typeof Remark>;
