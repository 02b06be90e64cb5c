// Summaries of splits, and lines of curves (docs/splits.md, docs/curves.md).

/** The contents of split.json. */
export interface SplitSummary {
  readonly policy: 'either' | 'both' | 'good' | 'bad';
  /** The step of the split. */
  readonly at: number;
  readonly min_count: number;
  readonly snapshot: string;
  readonly sampling: 'all' | 'balance' | 'match-frequency';
  readonly seed: number;
  readonly checkpoints?: readonly number[];
  readonly sets: Readonly<
    Record<
      string,
      {
        readonly pairs: number;
        readonly proxy_train: number;
        readonly proxy_validation: number;
        readonly dropped: number;
        readonly distinct_phrases: number;
        readonly distinct_pairs: number;
        readonly class: 'short' | 'rare' | 'sentence' | null;
        readonly first_step: number | null;
        readonly median_step: number | null;
        readonly proxy_train_by_checkpoint?: readonly number[];
      }
    >
  >;
  readonly dropped: readonly {
    readonly set: string;
    /** 0-based row of its file. */
    readonly row: number;
    readonly reason: string;
  }[];
}

/** A value by threshold, in per cent: {"70": 250, "80": null}. */
export type ByThreshold = Readonly<Record<string, number | null>>;

/** What a threshold says of one curve, or of several seeds together. */
export interface Lags {
  /** The first checkpoint at which the side reaches the threshold; null: it never does. */
  readonly t_train: ByThreshold;
  readonly t_validation: ByThreshold;
  /** Steps; null where one of the two is. */
  readonly lag: ByThreshold;
  /** By test, then by threshold; q is p adjusted over the sets. */
  readonly p: Readonly<Record<string, ByThreshold>>;
  readonly q: Readonly<Record<string, ByThreshold>>;
}

/** Accuracy of one side at each step; null where the side has no example. Bounds are Wilson's, 95 %. */
export interface CurveSide {
  readonly examples: readonly number[];
  readonly accuracy: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

/** A set's curves under one seed and kind of split. */
export interface Curve extends Lags {
  readonly set: string;
  readonly seed: number | string | null;
  readonly split: 'fixed' | 'as_of';
  readonly steps: readonly number[];
  readonly train: CurveSide;
  readonly validation: CurveSide;
  readonly over_seeds?: Lags & {
    readonly seeds: readonly (number | string | null)[];
    readonly defined: ByThreshold;
  };
  /** Why the set is left out over sets; null: it is not. */
  readonly excluded: string | null;
}
