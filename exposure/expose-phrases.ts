// Tokens -> the steps that decide a split: first exposure, k-th exposure, counts by given steps.
//
// The same numbers as answer-phrases.ts gives, without what a split has no use for. No cost here
// grows with the number of exposures.

import type { Snapshot } from '../store/snapshot.ts';
import { countBySteps } from './count-by-step.ts';
import { locatePhrases, type Place } from './find-phrases.ts';
import type { QuestionPlan } from './plan-question.ts';

export interface PhraseExposure {
  /** Step of the first exposure; null where there is none. */
  readonly firstStep: number | null;
  /** Step of the k-th exposure: from it on the count is k or more; null where it never is. */
  readonly exposedStep: number | null;
  /** Exposures with step <= S, for each S of the plan's `at`. */
  readonly counts: readonly number[];
}

interface ExposureQuestion {
  readonly plan: QuestionPlan;
  /** The k, from 1. */
  readonly minCount: number;
}

/** Asks for phrases of at least one token each, together. */
export function exposePhrases(
  snapshot: Snapshot,
  phrases: readonly (readonly string[])[],
  { plan, minCount }: ExposureQuestion,
): PhraseExposure[] {
  return locatePhrases(snapshot, phrases).map((places) => ({
    firstStep: findStep(places, 0),
    exposedStep: findStep(places, minCount - 1),
    counts: countBySteps(plan, places),
  }));
}

/** The step of the exposure with the ordinal `k` in training order, from 0. */
function findStep(places: readonly Place[], k: number): number | null {
  let left = k;
  for (const { segment, interval } of places) {
    const value = segment.ranks.kth(interval, left);
    if (value !== undefined) return segment.values.stepOf(value);
    left -= interval.end - interval.start;
  }
  return null;
}
