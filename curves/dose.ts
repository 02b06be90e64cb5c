// Accuracy against dose: how often the phrases of an example had been met by a checkpoint.

import { IndexError } from '../errors.ts';
import type { Policy } from '../splits/policy.ts';
import type { Seed, SetResults } from './results/results.ts';
import type { CountsByCheckpoint, SetExamples } from './split/split-examples.ts';
import { fitLogistic, type LogisticFit } from './stats/logistic.ts';
import { wilsonInterval } from './stats/wilson.ts';

/** Examples with low <= exposures <= high; the last range has no end. */
export interface DoseRange {
  readonly low: number;
  readonly high: number | null;
}

export interface DoseRow extends DoseRange {
  readonly examples: number;
  /** Share of right answers, in [0, 1], with Wilson's interval at 95 %; null without an example. */
  readonly accuracy: number | null;
  readonly interval: readonly [number, number] | null;
}

export interface DoseOfSet {
  readonly set: string;
  readonly seed: Seed;
  readonly step: number;
  readonly rows: readonly DoseRow[];
  /**
   * log odds of a right answer = b0 + b1 log2(1 + exposures) + b2 log2(1 + rarest), where rarest is
   * the count of the rarest token of the phrases by the split's step; without the last term where
   * the split has no such counts. Null where it has no maximum.
   */
  readonly fit: DoseFit | null;
}

export interface DoseFit extends LogisticFit {
  readonly terms: readonly ('intercept' | 'exposures' | 'rarest')[];
}

/** 0, 1, 2-3, 4-7, ... up to a range of `lowest` and more. */
export function doublingRanges(lowest: number): DoseRange[] {
  const ranges: DoseRange[] = [{ low: 0, high: 0 }];
  for (let low = 1; low < lowest; low *= 2) ranges.push({ low, high: 2 * low - 1 });
  return [...ranges, { low: lowest, high: null }];
}

/** Exposures of an example by a split's policy; 0 where it is proxy-validation with min_count 1. */
export function doseOf(policy: Policy, good: number, bad: number): number {
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
export function doseOfSet(
  { counts, rarestCount, rows }: SetExamples,
  { set, seed, steps, right }: SetResults,
  { policy, ranges }: { readonly policy: Policy; readonly ranges: readonly DoseRange[] },
): DoseOfSet[] {
  return Array.from(steps, (step, c) => {
    const judged = right[c] as Uint8Array;
    const at = positionOf(counts, step, set);
    const good = counts?.good[at] as Float64Array;
    const bad = counts?.bad[at] as Float64Array;
    const dose = Float64Array.from(rows, (_, i) =>
      doseOf(policy, good[i] as number, bad[i] as number),
    );
    return {
      set,
      seed,
      step,
      rows: rangesOf(dose, judged, ranges),
      fit: fitOf(dose, judged, rarestCount),
    };
  });
}

function positionOf(counts: CountsByCheckpoint | null, step: number, set: string): number {
  const at = counts?.steps.indexOf(step) ?? -1;
  if (at >= 0) return at;
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

function rangesOf(dose: Float64Array, judged: Uint8Array, ranges: readonly DoseRange[]): DoseRow[] {
  return ranges.map(({ low, high }) => {
    let examples = 0;
    let right = 0;
    for (let i = 0; i < dose.length; i++) {
      const exposures = dose[i] as number;
      if (exposures < low || (high !== null && exposures > high)) continue;
      examples++;
      right += judged[i] as number;
    }
    const accuracy = examples === 0 ? null : right / examples;
    return { low, high, examples, accuracy, interval: wilsonInterval(right, examples) };
  });
}

function fitOf(
  dose: Float64Array,
  judged: Uint8Array,
  rarestCount: Float64Array | null,
): DoseFit | null {
  const log = (count: number) => Math.log2(1 + count);
  const x = Array.from(dose, (exposures, i) => [
    ...[1, log(exposures)],
    ...(rarestCount === null ? [] : [log(rarestCount[i] as number)]),
  ]);
  const fit = fitLogistic(x, judged);
  if (fit === undefined) return null;
  const terms = ['intercept', 'exposures', 'rarest'] as const;
  return { terms: terms.slice(0, rarestCount === null ? 2 : 3), ...fit };
}
