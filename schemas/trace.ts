// Questions and answers of /v1/trace. Static types are derived from the schemas.

import { type Static, Type } from 'typebox';
import { Seen } from './answer.ts';

const Count = Type.Integer({ minimum: 0 });
const Step = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

export const TraceBody = Type.Object(
  {
    text: Type.String({
      description:
        'the text to trace: at most 10,000,000 bytes in UTF-8 and 1,000,000 tokens; with the analyzer ids, token ids in decimal',
    }),
    min_tokens: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'shorter spans are left out; default 4',
      }),
    ),
    at: Type.Optional(
      Type.Array(Step, {
        maxItems: 1000,
        description: 'steps S: exposures of each span with step <= S',
      }),
    ),
    until: Type.Optional(
      Type.Integer({
        ...Step,
        description: 'spans of the corpus by the end of this step: each was seen by then',
      }),
    ),
    rarest: Type.Optional(
      Type.Union(
        [Type.Integer({ minimum: 1 }), Type.String({ pattern: '^[0-9]{1,3}(\\.[0-9]+)?%$' })],
        {
          description:
            'keeps so many spans, those of the least unigram probability; "5%": 0.05 times the tokens of the text, rounded up',
        },
      ),
    ),
  },
  { additionalProperties: false },
);
export type TraceBody = Static<typeof TraceBody>;

export const TracedSpan = Type.Object(
  {
    start: Type.Integer({ minimum: 0, description: 'the first token of the span in the text' }),
    end: Type.Integer({ minimum: 1, description: 'the token behind the last one' }),
    text: Type.String({ description: 'the span as the text has it' }),
    count: Type.Integer({ minimum: 1, description: 'exposures' }),
    first: Seen,
    last: Seen,
    at: Type.Optional(
      Type.Record(Type.String(), Count, { description: 'exposures with step <= the key' }),
    ),
    unigram_log_probability: Type.Optional(
      Type.Number({
        description:
          'with rarest: the natural logarithm of the product, over the tokens of the span, of their shares of the tokens of the index',
      }),
    ),
  },
  { additionalProperties: false },
);
export type TracedSpan = Static<typeof TracedSpan>;

export const Trace = Type.Object(
  {
    tokens: Type.Integer({ minimum: 1, description: 'tokens of the text' }),
    spans: Type.Array(TracedSpan, { description: 'maximal spans, in order of start' }),
    truncated: Type.Optional(
      Type.Boolean({ description: 'with rarest: whether spans were left out' }),
    ),
  },
  { additionalProperties: false },
);
