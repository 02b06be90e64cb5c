// Tokens -> the steps that decide a split: first exposure, k-th exposure, counts by given steps.
//
// The same numbers as answer-phrases.ts gives, without what a split has no use for. No cost here
// grows with the number of exposures, and segments that cannot change an answer are not asked.

import { PhraseList } from '../store/segment/phrase-list.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { countBySteps } from './count-by-step.ts';
import type { Place } from './find-phrases.ts';
import type { QuestionPlan } from './plan-question.ts';

export interface PhraseExposure {
  /** Step of the first exposure; null where there is none. */
  readonly firstStep: number | null;
  /** Step of the k-th exposure: from it on the count is k or more; null where it never is. */
  readonly exposedStep: number | null;
  /** Exposures with step <= S, for each S of the plan's `at`. */
  readonly counts: readonly number[];
  /** Steps of the first k exposures, where they are asked for; fewer where there are fewer. */
  readonly firstSteps?: readonly number[];
}

interface ExposureQuestion {
  readonly plan: QuestionPlan;
  /** The k, from 1. */
  readonly minCount: number;
  /** Also `firstSteps`. */
  readonly withFirstSteps?: boolean;
}

/** Asks for phrases of at least one token each, together. */
export function exposePhrases(
  snapshot: Snapshot,
  phrases: readonly (readonly string[])[],
  { plan, minCount, withFirstSteps = false }: ExposureQuestion,
): PhraseExposure[] {
  return locateUntil(snapshot, phrases, { minCount, step: Math.max(0, ...plan.at) }).map(
    (places) => ({
      firstStep: findStep(places, 0),
      exposedStep: findStep(places, minCount - 1),
      counts: countBySteps(plan, places),
      ...(withFirstSteps && { firstSteps: findSteps(places, minCount) }),
    }),
  );
}

/** When a phrase needs no more segments: it has so many exposures, and all those with step <= `step`. */
interface Enough {
  readonly minCount: number;
  readonly step: number;
}

/** The places of each phrase in the first segments, as many as it needs. */
function locateUntil(
  { segments }: Snapshot,
  phrases: readonly (readonly string[])[],
  { minCount, step }: Enough,
): Place[][] {
  const places = phrases.map((): Place[] => []);
  const counts = phrases.map(() => 0);
  let open = phrases.map((_, p) => p);
  let list = new PhraseList(phrases);
  for (const segment of segments) {
    if (segment.steps.firstStep > step) {
      const left = open.filter((p) => (counts[p] as number) < minCount);
      if (left.length < open.length) {
        open = left;
        list = new PhraseList(open.map((p) => phrases[p] ?? []));
      }
    }
    if (open.length === 0) break;
    const rows = segment.findRows(list);
    for (const [i, p] of open.entries()) {
      const [start, end] = [rows[2 * i] as number, rows[2 * i + 1] as number];
      if (start === end) continue;
      places[p]?.push({ segment, interval: { start, end } });
      counts[p] = (counts[p] as number) + end - start;
    }
  }
  return places;
}

/** The steps of the first exposures, `max` at most. */
function findSteps(places: readonly Place[], max: number): number[] {
  const steps: number[] = [];
  for (let k = 0; k < max; k++) {
    const step = findStep(places, k);
    if (step === null) break;
    steps.push(step);
  }
  return steps;
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
