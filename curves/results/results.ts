// Results joined with the examples of a split: the ones that a model judged right, by checkpoint. Plain data.

/** Tells runs apart that differ in their random start; null: the results name none. */
export type Seed = number | string | null;

export interface Results {
  /** In the order of sets, then seeds. Sets of the split without results are not there. */
  readonly runs: readonly SetResults[];
  /** Sets of the results that the split does not have. */
  readonly unknownSets: readonly string[];
  /** Rows of results that are not examples of the split: pairs that it dropped. */
  readonly droppedRows: number;
}

/** Results with an account of their files: whatever was left out is listed here. */
export interface ReadResults extends Results {
  /** Files of results, those of unknown sets too. */
  readonly files: number;
  /** Files in the folders given that are not results. Aggregates (`results_*.json`) do not count. */
  readonly ignoredFiles: readonly string[];
  /** Files that a newer one of the same folder and task replaced (`latest`). */
  readonly olderFiles: readonly string[];
  /** Runs that do not have all checkpoints that others have. */
  readonly gaps: readonly {
    readonly set: string;
    readonly seed: Seed;
    /** Those that are missing, rising. */
    readonly steps: readonly number[];
  }[];
}

/** One set under one seed: n examples, in the order of the split's, at m checkpoints. */
export interface SetResults {
  readonly set: string;
  readonly seed: Seed;
  /** The m checkpoints, rising. 0 is the model before training. */
  readonly steps: Float64Array;
  /** right[c][i]: 1 if example i is judged right at steps[c], else 0. */
  readonly right: readonly Uint8Array[];
}

/** Numbers by their size, else as text. */
export function compareSeeds(a: Seed, b: Seed): number {
  if (a === b) return 0;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : 1;
}
