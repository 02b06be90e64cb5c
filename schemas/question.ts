// The question that is asked of every phrase: steps, bins and records, as /v1/exposures and /v1/axis
// take them.

import { Type } from 'typebox';

export const maxBins = 10_000;

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

/** The question of a body, but for the steps. */
export const questionInBody = {
  bins: Type.Optional(bins),
  ...timelineSteps,
  records: Type.Optional(records),
};

/** The question in a query string. */
export const questionInQuery = {
  at: Type.Optional(AtList),
  ...questionInBody,
};
