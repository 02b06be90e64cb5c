// A split as curves see it: for each set columns over its examples. Plain data; read-split.ts reads
// it from a folder that `firstseen split` wrote.

import type { JsonObject } from '../../splits/pairs/is-object.ts';
import type { Policy } from '../../splits/policy.ts';

export interface SplitExamples {
  readonly policy: Policy;
  /** The step of the split: it decides the sides of the `fixed` curves. */
  readonly at: number;
  readonly minCount: number;
  readonly snapshot: string;
  /** In the order of their names. */
  readonly sets: ReadonlyMap<string, SetExamples>;
}

/** Columns of n examples, in the order of their rows. Pairs that the split dropped are not among them. */
export interface SetExamples {
  readonly set: string;
  /** Rows of the pair file, dropped ones too: a row of results is in [0, pairs). */
  readonly pairs: number;
  /** Row of each example in the pair file, rising. */
  readonly rows: Int32Array;
  /** 1: proxy-train by the split's step; 0: proxy-validation. */
  readonly isTrain: Uint8Array;
  /** Step from which on the example is proxy-train; Infinity: never, or not by `knownUntil`. */
  readonly exposedStep: Float64Array;
  /** Sides are known as of steps up to here; null: as of no step (rows with `min_count` above 1). */
  readonly knownUntil: number | null;
  /** Examples with the same pair (good, bad) of critical phrases have the same number, in [0, groups). */
  readonly group: Int32Array;
  readonly groups: number;
  /** Exposures of the rarest token of the two phrases by the split's step; null: not in this split. */
  readonly rarestCount: Float64Array | null;
  /** Null: the split has no table of counts by checkpoint. */
  readonly counts: CountsByCheckpoint | null;
  /** Says why a document of results is not the row that it claims to be; undefined: it is the row. */
  readonly findMismatch: (row: number, document: JsonObject) => string | undefined;
}

/** Exposures of both phrases by checkpoints: good[c][i] is of example i by steps[c]. */
export interface CountsByCheckpoint {
  readonly steps: readonly number[];
  readonly good: readonly Float64Array[];
  readonly bad: readonly Float64Array[];
}

/** The examples that results are of: the collector gives none of another set. */
export function findExamples(
  { sets }: Pick<SplitExamples, 'sets'>,
  { set }: { readonly set: string },
): SetExamples {
  const examples = sets.get(set);
  if (examples === undefined) throw new Error(`results of ${set} without its examples`);
  return examples;
}
