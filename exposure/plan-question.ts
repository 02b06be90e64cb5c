// From a question to plain numbers: which local records lie below which steps, by segment.
//
// Steps are the same for every phrase of a batch, so the searches in the step tables are done once.

import type { Segment } from '../store/segment/segment.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { planEdges } from './plan-edges.ts';
import { type Question, requireCount, requireSteps } from './question.ts';

export interface QuestionPlan {
  readonly at: readonly number[];
  /** Edges of the timeline in steps; bin i is (edges[i], edges[i+1]]. Undefined: no timeline. */
  readonly edges: readonly number[] | undefined;
  readonly bounds: ReadonlyMap<Segment, SegmentBounds>;
  readonly records: boolean;
  readonly contexts: number;
}

/** Local records of one segment. */
export interface SegmentBounds {
  /** Consumed by each step of the plan's `at`. */
  readonly at: readonly number[];
  /** Consumed by each of the plan's edges; Infinity: all of them. */
  readonly edges: readonly number[];
}

/** Throws `bad_argument` for a step or a number of bins that is not a count, or a range without a step. */
export function planQuestion(snapshot: Snapshot, question: Question = {}): QuestionPlan {
  const { at = [], records = false, contexts = 0 } = question;
  requireSteps(at);
  for (const step of at) requireCount('a step', step, 0);
  requireCount('the number of contexts', contexts, 0);
  const edges = planEdges(question, snapshot);
  const bounds = new Map<Segment, SegmentBounds>();
  for (const segment of snapshot.segments) {
    bounds.set(segment, {
      at: at.map((step) => segment.steps.recordsBy(step)),
      edges: (edges ?? []).map((step) => boundIn(segment, step)),
    });
  }
  return { at, edges, bounds, records, contexts };
}

/** Local records by the end of a step; Infinity where it is all, which is counted without a search. */
function boundIn({ steps, records }: Segment, step: number): number {
  const bound = steps.recordsBy(step);
  return bound >= records ? Number.POSITIVE_INFINITY : bound;
}
