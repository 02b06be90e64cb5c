// Questions and answers of /v1/exposures. An answer itself is in answer.ts.

import { type Static, Type } from 'typebox';
import { Answer, Unanswerable } from './answer.ts';
import { Remark } from './remark.ts';

export const maxAtSteps = 1000;
export const maxBins = 10_000;

const Step = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

const bins = Type.Integer({
  minimum: 1,
  maximum: maxBins,
  description:
    'bins of a timeline from the first step of the index to its last, or from from_step to to_step; no more than there are steps',
});
const TimelineStep = (description: string) =>
  Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description });

/** The ends of a timeline: edges[i] = F + floor(i * (L - F) / n), F = from_step - 1, L = to_step. */
export const timelineSteps = {
  from_step: Type.Optional(
    TimelineStep(
      'first step of the timeline (default: the first of the index); the timeline counts exposures with step >= from_step only. Needs bins',
    ),
  ),
  to_step: Type.Optional(
    TimelineStep(
      'last step of the timeline (default: the last of the index); the timeline counts exposures with step <= to_step only. Needs bins',
    ),
  ),
};
const records = Type.Boolean({
  description: 'count the distinct records too: the one number whose cost grows with it',
});

/** Steps in a query string: 100,700. */
export const AtList = Type.String({
  pattern: '^[0-9]{1,16}(,[0-9]{1,16}){0,999}$',
  description: 'steps S, up to 1,000 with commas between, as 100,700: exposures with step <= S',
});

/** What is asked of every phrase, in a query string. */
const inQuery = {
  at: Type.Optional(AtList),
  bins: Type.Optional(bins),
  ...timelineSteps,
  records: Type.Optional(records),
};

/** A route that takes no parameters. */
export const NoQuery = Type.Object({}, { additionalProperties: false });

export const ExposureQuery = Type.Object(
  { phrase: Type.String({ description: 'the phrase to ask for, as ordinary text' }), ...inQuery },
  { additionalProperties: false },
);
export type ExposureQuery = Static<typeof ExposureQuery>;

/** The question of an NDJSON batch, whose body holds phrases only. */
export const BatchQuery = Type.Object(inQuery, { additionalProperties: false });
export type BatchQuery = Static<typeof BatchQuery>;

export const BatchBody = Type.Object(
  {
    phrases: Type.Array(Type.String(), { description: 'one answer each, in this order' }),
    at: Type.Optional(
      Type.Array(Step, {
        maxItems: maxAtSteps,
        description: 'steps S: exposures with step <= S',
      }),
    ),
    bins: Type.Optional(bins),
    ...timelineSteps,
    records: Type.Optional(records),
  },
  { additionalProperties: false },
);
export type BatchBody = Static<typeof BatchBody>;

/** NDJSON is text to a schema: lines of `{"phrase":"..."}` in, lines of answers out. */
export const PhraseLines = Type.Unsafe<unknown>({
  description:
    'one line per phrase: {"phrase":"..."}; at, bins, from_step, to_step and records go into the query string',
});

export const AnswerLines = Type.Unsafe<unknown>({
  description: 'one line per answer, in the order of the phrases',
});

export const BatchAnswers = Type.Object(
  {
    snapshot: Type.String({ description: 'the snapshot of all the answers' }),
    answers: Type.Array(Type.Union([Answer, Unanswerable])),
    remarks: Type.Optional(
      Type.Array(Remark, {
        description: 'on phrases and steps that probably mean something else; absent: none',
      }),
    ),
  },
  { additionalProperties: false },
);
