// Counts of a phrase by step: its exposures by the steps of a plan, and in the bins of a timeline.

import type { AtCheckpoint, Timeline } from '../schemas/answer.ts';
import type { Place } from './find-phrases.ts';
import { boundsIn, type QuestionPlan } from './plan-question.ts';

/** Exposures with step <= S by S, for each S of the plan's `at`. */
export function countAt(plan: QuestionPlan, places: readonly Place[]): Record<string, number> {
  const counts: Record<string, number> = {};
  countBySteps(plan, places).forEach((count, s) => {
    counts[String(plan.at[s])] = count;
  });
  return counts;
}

/** The same in the order of `at`. */
export function countBySteps({ at, bounds }: QuestionPlan, places: readonly Place[]): number[] {
  const counts = at.map(() => 0);
  for (const { segment, interval } of places) {
    const { ranks } = segment;
    boundsIn(bounds, segment).at.forEach((bound, s) => {
      counts[s] = (counts[s] ?? 0) + ranks.countBelow(interval, bound);
    });
  }
  return counts;
}

/** Step and count by the name of each of the plan's `checkpoints`. */
export function countAtCheckpoints(
  plan: QuestionPlan,
  places: readonly Place[],
): Record<string, AtCheckpoint> {
  const counts = countByCheckpoints(plan, places);
  const counted = plan.checkpoints.map(({ name, step }, c): [string, AtCheckpoint] => {
    return [name, { step, count: counts[c] ?? 0 }];
  });
  return Object.fromEntries(counted);
}

/** The counts in the order of `checkpoints`. */
export function countByCheckpoints(
  { checkpoints, bounds }: QuestionPlan,
  places: readonly Place[],
): number[] {
  const counts = checkpoints.map(() => 0);
  for (const { segment, interval } of places) {
    boundsIn(bounds, segment).checkpoints.forEach((bound, c) => {
      counts[c] = (counts[c] ?? 0) + segment.ranks.countBelow(interval, bound);
    });
  }
  return counts;
}

/** Exposures in the bins between `edges`, which are the plan's. */
export function countBins(
  edges: readonly number[],
  plan: QuestionPlan,
  places: readonly Place[],
): Timeline {
  return { edges: [...edges], count: countInBins(edges, plan, places) };
}

/** The counts alone. */
export function countInBins(
  edges: readonly number[],
  { bounds }: QuestionPlan,
  places: readonly Place[],
): number[] {
  // Cumulative counts at the edges, summed over segments, then differences.
  const cumulative = edges.map(() => 0);
  for (const { segment, interval } of places) {
    const counts = segment.ranks.countsBelow(interval, boundsIn(bounds, segment).edges);
    counts.forEach((count, edge) => {
      cumulative[edge] = (cumulative[edge] ?? 0) + count;
    });
  }
  return cumulative.slice(1).map((total, i) => total - (cumulative[i] ?? 0));
}
