// Counts by checkpoint and results -> accuracy against dose, for each set, seed and checkpoint.

import { IndexError } from '../../errors.ts';
import type { Policy } from '../../splits/policy.ts';
import type { SetResults } from '../results/results.ts';
import type { CountsByCheckpoint, SetExamples } from '../split/split-examples.ts';
import { fitLogistic } from '../stats/logistic.ts';
import { wilsonInterval } from '../stats/wilson.ts';
import type { DoseFit, DoseOfSet, DoseRange, DoseRow } from './dose.ts';

/** 0, 1, 2-3, 4-7, ... up to a range of `lastLow` and more. */
export function doublingRanges(lastLow: number): DoseRange[] {
  const ranges: DoseRange[] = [{ low: 0, high: 0 }];
  for (let low = 1; low < lastLow; low *= 2) ranges.push({ low, high: 2 * low - 1 });
  return [...ranges, { low: lastLow, high: null }];
}

/** Exposures of an example by a split's policy; 0 where it is proxy-validation with min_count 1. */
export function countExposures(policy: Policy, good: number, bad: number): number {
  switch (policy) {
    case 'good':
      return good;
    case 'bad':
      return bad;
    case 'both':
      return Math.min(good, bad);
    case 'either':
      return good + bad;
  }
}

/** Of each checkpoint of the results. Throws `bad_argument` where the split has no counts by one. */
export function measureDoses(
  { counts, rarestCount }: SetExamples,
  { set, seed, steps, right }: SetResults,
  { policy, ranges }: { readonly policy: Policy; readonly ranges: readonly DoseRange[] },
): DoseOfSet[] {
  return Array.from(steps, (step, c) => {
    const judged = right[c] ?? new Uint8Array(0);
    const { good, bad } = requireCounts(counts, step, set);
    const dose = good.map((count, i) => countExposures(policy, count, bad[i] ?? 0));
    const rows = ranges.map((range) => measureRange(range, dose, judged));
    return { set, seed, step, rows, fit: fitDose(dose, judged, rarestCount) };
  });
}

function requireCounts(counts: CountsByCheckpoint | null, step: number, set: string) {
  const at = counts?.steps.indexOf(step) ?? -1;
  const [good, bad] = [counts?.good[at], counts?.bad[at]];
  if (good !== undefined && bad !== undefined) return { good, bad };
  const found =
    counts === null
      ? 'the split has no counts by checkpoint'
      : `the split has no counts by step ${step}, at which ${set} has results`;
  throw new IndexError(
    'bad_argument',
    `${found}: expected those of each checkpoint. Make the split with --checkpoints and the steps of the results.`,
    { set, step },
  );
}

function measureRange({ low, high }: DoseRange, dose: Float64Array, judged: Uint8Array): DoseRow {
  let examples = 0;
  let right = 0;
  for (const [i, exposures] of dose.entries()) {
    if (exposures < low || (high !== null && exposures > high)) continue;
    examples++;
    right += judged[i] ?? 0;
  }
  const accuracy = examples === 0 ? null : right / examples;
  return { low, high, examples, accuracy, interval: wilsonInterval(right, examples) };
}

function fitDose(
  dose: Float64Array,
  judged: Uint8Array,
  rarestCount: Float64Array | null,
): DoseFit | null {
  const log = (count: number) => Math.log2(1 + count);
  const x = Array.from(dose, (exposures, i) => [
    ...[1, log(exposures)],
    ...(rarestCount === null ? [] : [log(rarestCount[i] ?? 0)]),
  ]);
  const fit = fitLogistic(x, judged);
  if (fit === undefined) return null;
  const terms = ['intercept', 'exposures', 'rarest'] as const;
  return { terms: terms.slice(0, rarestCount === null ? 2 : 3), ...fit };
}
