// From a question to plain numbers: which exposures of a segment lie before which steps.
//
// Steps are the same for every phrase of a batch, so the searches in the step tables are done once.

import { requireCount } from '../errors/require-number.ts';
import type { Resolution } from '../store/catalogue/settings.ts';
import type { Segment } from '../store/segment/segment.ts';
import type { Snapshot } from '../store/snapshot.ts';
import type { ContextRange } from './find-contexts.ts';
import { planEdges } from './plan-edges.ts';
import { type FacetPlan, planFacets } from './plan-facets.ts';
import { type Checkpoint, type Question, requireSteps, sortSteps } from './question.ts';
import { requireRecords } from './require-records.ts';

export interface QuestionPlan {
  readonly at: readonly number[];
  readonly checkpoints: readonly Checkpoint[];
  /** In rising order, each once; so are those of `recordsAt`. */
  readonly lastAt: readonly number[];
  readonly recordsAt: readonly number[];
  /** Edges of the timeline in steps; bin i is (edges[i], edges[i+1]]. Undefined: no timeline. */
  readonly edges: readonly number[] | undefined;
  readonly bounds: ReadonlyMap<Segment, SegmentBounds>;
  /** Whether exposures have records, or steps only. */
  readonly resolution: Resolution;
  readonly records: boolean;
  /** Undefined: not by facet. */
  readonly byFacet: FacetPlan | undefined;
  readonly contexts: number;
  readonly contextsIn: ContextRange;
}

/** Values of the ranks of one segment. */
export interface SegmentBounds {
  /** Consumed by each step of the plan's `at`, and of the lists behind it. */
  readonly at: readonly number[];
  readonly checkpoints: readonly number[];
  readonly lastAt: readonly number[];
  readonly recordsAt: readonly number[];
  /** Consumed by each of the plan's edges; Infinity: all of them. */
  readonly edges: readonly number[];
}

/**
 * Throws `bad_argument` for a step or a number of bins that is not a count, or a range without a step,
 * and `records_not_indexed` for records and contexts of an index that knows steps only.
 */
export function planQuestion(snapshot: Snapshot, question: Question = {}): QuestionPlan {
  const { at = [], checkpoints = [], records = false, byFacet = false, contexts = 0 } = question;
  requireSteps(question);
  const [lastAt, recordsAt] = [sortSteps(question.lastAt), sortSteps(question.recordsAt)];
  requireCount('the number of contexts', contexts, 0);
  if (records || recordsAt.length > 0) requireRecords(snapshot, 'distinct records');
  if (byFacet) requireRecords(snapshot, 'counts by facet');
  if (contexts > 0) requireRecords(snapshot, 'contexts');
  const edges = planEdges(question, snapshot);
  const bounds = new Map<Segment, SegmentBounds>();
  for (const segment of snapshot.segments) {
    const consumedBy = (step: number) => segment.values.consumedBy(step);
    bounds.set(segment, {
      at: at.map(consumedBy),
      checkpoints: checkpoints.map(({ step }) => consumedBy(step)),
      lastAt: lastAt.map(consumedBy),
      recordsAt: recordsAt.map(consumedBy),
      edges: (edges ?? []).map((step) => boundIn(segment, step)),
    });
  }
  const { resolution } = snapshot;
  return {
    ...{ at, checkpoints, lastAt, recordsAt, edges, bounds, resolution, records, contexts },
    contextsIn: question.contextsIn ?? {},
    byFacet: byFacet ? planFacets(snapshot, { at, edges }) : undefined,
  };
}

/** The bounds of a segment of the plan's snapshot. */
export function boundsIn(bounds: QuestionPlan['bounds'], segment: Segment): SegmentBounds {
  const found = bounds.get(segment);
  if (found === undefined) throw new Error('a plan was used for another snapshot');
  return found;
}

/** The values by the end of a step; Infinity where it is all, which is counted without a search. */
function boundIn({ values }: Segment, step: number): number {
  const bound = values.consumedBy(step);
  return bound >= values.count ? Number.POSITIVE_INFINITY : bound;
}
