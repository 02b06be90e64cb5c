// A question as the router is asked it -> the question that each shard is asked.

import { IndexError } from '../errors.ts';
import type { FullQuestion } from '../library/questions/full-question.ts';
import type { BatchQuestion } from '../query-server/answering/read-batch.ts';
import type { BatchBody } from '../schemas/exposure-batch.ts';
import { planTimeline } from '../shards/plan-shard-question.ts';
import type { JoinedShards } from '../shards/shard.ts';

/** The body of a batch but for its phrases. */
type ShardQuestion = Omit<BatchBody, 'phrases'>;

/** Throws `bad_argument` as one index does, and `not_routed` for checkpoints by amounts. */
export function planForShards(question: FullQuestion, joined: JoinedShards): ShardQuestion {
  const { at, lastAt, recordsAt, checkpoints, timeline, records, byFacet } = question;
  const { fromStep, toStep } = question;
  const ends = planTimeline({ bins: timeline, fromStep, toStep }, joined);
  return {
    ...(at !== undefined && { at: [...at] }),
    ...(lastAt !== undefined && { last_at: [...lastAt] }),
    ...(recordsAt !== undefined && { records_at: [...recordsAt] }),
    ...(checkpoints !== undefined && {
      checkpoints: Object.fromEntries(checkpoints.map(({ name, step }) => [name, step])),
    }),
    ...(timeline !== undefined && { bins: timeline }),
    ...(ends !== undefined && { from_step: ends.fromStep, to_step: ends.toStep }),
    ...(records !== undefined && { records }),
    ...(byFacet !== undefined && { by_facet: byFacet }),
  };
}

/** Checkpoints with their steps. Throws `not_routed` for one by an amount, whose step lies in one shard. */
export function requireSteps({ checkpoints, ...question }: BatchQuestion): FullQuestion {
  const named = checkpoints?.map(({ name, at }) => {
    if (typeof at === 'number') return { name, step: at };
    throw new IndexError(
      'not_routed',
      `the checkpoint ${JSON.stringify(name.slice(0, 40))} is given in ${at.unit}: a router takes checkpoints by step. GET /v1/axis says what had been consumed by which step.`,
    );
  });
  return { ...question, checkpoints: named };
}

/** How many numbers an answer has, about. */
export function countNumbers(question: FullQuestion): number {
  const { at, lastAt, recordsAt, checkpoints, timeline = 0 } = question;
  const steps = [at, lastAt, recordsAt, checkpoints].reduce(
    (n, list) => n + (list?.length ?? 0),
    0,
  );
  return 3 + steps + timeline;
}
