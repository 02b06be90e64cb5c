// A split of minimal pairs by exposure, as split-pairs.ts makes it. Plain data, except for
// the checkpoints and the facets.

import type { Checkpoints } from './checkpoints.ts';
import type { CurvePoint } from './exposure-curve.ts';
import type { PairSet } from './pairs/pair-set.ts';
import type { DropReason } from './phrases/critical-phrases.ts';
import type { Policy, Sampling } from './policy.ts';

/** A phrase and what is known of it by the split's step. */
export interface PhraseSeen {
  readonly phrase: string;
  /** Exposures by the step, and the step of the first; null: none by then. */
  readonly count: number;
  readonly firstStep: number | null;
}

export interface Example {
  readonly row: number;
  readonly json: string;
  readonly good: PhraseSeen;
  readonly bad: PhraseSeen;
  /**
   * Exposures of the rarest token of both phrases by the step. Counted with checkpoints or
   * `match-frequency` alone, as every token is asked for it; else null.
   */
  readonly rarestCount: number | null;
}

export interface DroppedPair {
  readonly row: number;
  readonly reason: DropReason;
}

export interface SplitSet extends Pick<PairSet, 'name' | 'class' | 'shape'> {
  readonly pairs: number;
  readonly proxyTrain: readonly Example[];
  readonly proxyValidation: readonly Example[];
  readonly dropped: readonly DroppedPair[];
  /** Of the examples of both sides: phrases as one collection, and (good, bad) together. */
  readonly distinctPhrases: number;
  readonly distinctPairs: number;
  /** Steps at which the first and the median of the exposed phrases were; null: none was. */
  readonly firstStep: number | null;
  readonly medianStep: number | null;
  readonly curve: readonly CurvePoint[];
}

/** One split: all sets by one step. */
export interface Split {
  readonly at: number;
  readonly policy: Policy;
  readonly minCount: number;
  readonly sampling: Sampling;
  readonly seed: number;
  readonly snapshot: string;
  /** The first step of the index. */
  readonly firstStep: number;
  readonly sets: readonly SplitSet[];
  /** Where checkpoints were asked for. */
  readonly checkpoints?: Checkpoints;
  /** Where counts by facet were asked for. */
  readonly byFacet?: FacetTable;
}

/** Exposures of one example in one facet by the split's step; the step of the first, null: none. */
export interface FacetRow {
  readonly facet: string;
  readonly good: number;
  readonly bad: number;
  readonly firstGood: number | null;
  readonly firstBad: number | null;
}

/** Counts by facet, made while they are read. Empty pieces and `undefined` are places to pause. */
export interface FacetTable {
  /** A CSV table of all examples: sets and rows in order, facets as in the index. */
  chunks(sets: readonly SplitSet[]): Iterable<string>;
  /** Of one example. */
  rows(example: Example): Iterable<FacetRow | undefined>;
}
