// Accuracy against dose: how often the phrases of an example had been met by a checkpoint. Plain data.

import type { Seed } from '../results/results.ts';
import type { LogisticFit } from '../stats/logistic.ts';

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
