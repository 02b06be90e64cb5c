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
/** What is told of each step S. */
const countedBy = {
  at: 'exposures with step <= S',
  last_at: 'the last exposure with step <= S',
  records_at: 'distinct records with step <= S',
} as const;

const records = Type.Boolean({
  description: 'count the distinct records too: the one number whose cost grows with it',
});

/** Steps in a query string: 100,700. */
const StepList = (what: string) =>
  Type.String({
    pattern: '^[0-9]{1,16}(,[0-9]{1,16}){0,999}$',
    description: `steps S, up to 1,000 with commas between, as 100,700: ${what}`,
  });
export const AtList = StepList(countedBy.at);

const Steps = (what: string) =>
  Type.Array(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), {
    maxItems: 1000,
    description: `steps S: ${what}`,
  });

const by_facet = Type.Boolean({
  description:
    'counts by facet too: by value of the facet field of the index, or else by source file; it may cost as much as records',
});

const notSteps = {
  bins: Type.Optional(bins),
  ...timelineSteps,
  records: Type.Optional(records),
  by_facet: Type.Optional(by_facet),
};

const Amount = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** An amount of one unit; which one is checked with the rest. */
const CheckpointAt = Type.Union([
  Amount,
  Type.Object(
    {
      records: Type.Optional(Amount),
      tokens: Type.Optional(Amount),
      words: Type.Optional(Amount),
      model_tokens: Type.Optional(Amount),
    },
    { additionalProperties: false, minProperties: 1, maxProperties: 1 },
  ),
]);

/** The question of a body. */
export const questionInBody = {
  at: Type.Optional(Steps(countedBy.at)),
  ...notSteps,
  last_at: Type.Optional(Steps(countedBy.last_at)),
  records_at: Type.Optional(Steps(countedBy.records_at)),
  checkpoints: Type.Optional(
    Type.Record(Type.String(), CheckpointAt, {
      maxProperties: 1000,
      description:
        'steps by name, or amounts: {"words":10000000} is the last step that lies whole within them',
    }),
  ),
};

/** The question in a query string. */
export const questionInQuery = {
  at: Type.Optional(AtList),
  ...notSteps,
  last_at: Type.Optional(StepList(countedBy.last_at)),
  records_at: Type.Optional(StepList(countedBy.records_at)),
};
