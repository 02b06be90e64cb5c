// How much of an item was seen, by the first steps of its n-grams.

import type { ItemOverlap } from '../schemas/overlap.ts';

export interface OverlapQuestion {
  /** Tokens of an n-gram. */
  readonly n: number;
  /** Shares to be reached, each above 0 and at most 1. */
  readonly coverage: readonly number[];
  /** Steps S for the share by the end of S. */
  readonly at: readonly number[];
  /** Also where the longest span and the n-grams stand in the item. */
  readonly positions?: boolean | undefined;
}

export interface Grams {
  /** n-grams of the item. */
  readonly total: number;
  /** The first steps of those that were seen. */
  readonly steps: Float64Array;
}

/** The parts of an answer that follow from the n-grams of an item. */
export function describeCoverage(
  { total, steps: unsorted }: Grams,
  { n, coverage, at }: OverlapQuestion,
): Pick<ItemOverlap, 'coverage' | 'coverage_at' | 'seen_at'> {
  const steps = unsorted.toSorted();
  const share = (seen: number) => (total === 0 ? null : seen / total);
  const by = (step: number) => {
    const after = steps.findIndex((one) => one > step);
    return after < 0 ? steps.length : after;
  };
  const reached = (least: number): number | null => {
    const place = steps.findIndex((_, i) => (i + 1) / total >= least);
    return steps[place] ?? null;
  };
  return {
    coverage: { [n]: share(steps.length) },
    ...(at.length > 0 && {
      coverage_at: Object.fromEntries(at.map((step) => [step, share(by(step))])),
    }),
    seen_at: Object.fromEntries(coverage.map((least) => [least, reached(least)])),
  };
}
