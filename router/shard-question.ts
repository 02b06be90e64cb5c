// A question as the router is asked it -> the question that each shard is asked.

import type { FullQuestion } from '../library/questions/full-question.ts';
import type { BatchBody } from '../schemas/exposure-batch.ts';
import { planTimeline } from '../shards/plan-shard-question.ts';
import type { JoinedShards } from '../shards/shard.ts';

/** The body of a batch but for its phrases. */
type ShardQuestion = Omit<BatchBody, 'phrases'>;

/** Throws `bad_argument` as one index does. */
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

/** How many numbers an answer has, about. */
export function countNumbers(question: FullQuestion): number {
  const { at, lastAt, recordsAt, checkpoints, timeline = 0 } = question;
  const steps = [at, lastAt, recordsAt, checkpoints].reduce(
    (n, list) => n + (list?.length ?? 0),
    0,
  );
  return 3 + steps + timeline;
}
