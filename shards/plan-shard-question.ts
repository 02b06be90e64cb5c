// A question of the whole -> the question that each shard is asked, so that answers have the same steps.
//
// The ends of a timeline are those of the whole.

import { planEdges } from '../exposure/plan-edges.ts';
import type { Question } from '../exposure/question.ts';
import type { JoinedShards } from './shard.ts';

type Steps = Pick<JoinedShards, 'firstStep' | 'lastStep'>;

/** The steps of a timeline, both included. */
export interface TimelineEnds {
  readonly fromStep: number;
  readonly toStep: number;
}

/**
 * The ends that a timeline of the whole has; undefined: none is asked for. Throws `bad_argument` as one
 * index does for a range that holds no step.
 */
export function planTimeline(question: Question, steps: Steps): TimelineEnds | undefined {
  const edges = planEdges(question, steps);
  const [after, by] = [edges?.[0], edges?.at(-1)];
  if (edges === undefined || after === undefined || by === undefined || after >= by)
    return undefined;
  return { fromStep: after + 1, toStep: by };
}

/** The edges of a timeline of the whole. */
export function planEdgesOfWhole(question: Question & { bins: number }, steps: Steps): number[] {
  return planEdges(question, steps);
}
