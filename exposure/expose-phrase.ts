// Tokens -> the steps that decide a split: first exposure, k-th exposure, counts by given steps.
//
// The same numbers as answer-phrase.ts gives, without what a split has no use for. No cost here
// grows with the number of exposures.

import type { Interval } from '../store/segment/interval.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { rowsOfAll } from './find-phrases.ts';
import type { QuestionPlan } from './plan-question.ts';

export interface PhraseExposure {
  /** Step of the first exposure; null where there is none. */
  readonly firstStep: number | null;
  /** Step of the k-th exposure: from it on the count is k or more; null where it never is. */
  readonly exposedStep: number | null;
  /** Exposures with step <= S, for each S of the plan's `at`. */
  readonly counts: readonly number[];
}

/** Asks for phrases of at least one token each, together; `minCount` is the k, from 1. */
export function exposePhrases(
  snapshot: Snapshot,
  plan: QuestionPlan,
  phrases: readonly (readonly string[])[],
  minCount: number,
): PhraseExposure[] {
  return rowsOfAll(snapshot, phrases).map((rows) => ({
    firstStep: stepOfExposure(snapshot, rows, 0),
    exposedStep: stepOfExposure(snapshot, rows, minCount - 1),
    counts: plan.at.map((_, s) =>
      snapshot.segments.reduce(
        (count, { ranks }, i) =>
          count + ranks.countBelow(rows[i] as Interval, plan.atBounds[i]?.[s] as number),
        0,
      ),
    ),
  }));
}

/** The step of the exposure with the ordinal `k` in training order, from 0. */
function stepOfExposure(snapshot: Snapshot, rows: readonly Interval[], k: number): number | null {
  let before = 0;
  for (const [i, segment] of snapshot.segments.entries()) {
    const { start, end } = rows[i] as Interval;
    const record = segment.ranks.kth({ start, end }, k - before);
    if (record !== undefined) return segment.steps.stepOf(record);
    before += end - start;
  }
  return null;
}
