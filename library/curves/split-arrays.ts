// A split and the arrays of its sets at checkpoints, found together, and what of them is not used.

import { findArrays } from '../../curves/arrays/find-arrays.ts';
import type { ArrayPart, CheckpointArrays } from '../../curves/arrays/place-book.ts';
import { readSplit } from '../../curves/split/read-split.ts';
import type { SplitExamples } from '../../curves/split/split-examples.ts';

/** Whatever of the arrays, or of the split, has no counterpart. */
export interface UnusedArrays {
  readonly setsWithoutArrays: readonly string[];
  /** Sets of the files that the split does not have. */
  readonly unknownSets: readonly string[];
  /** Files whose names are not as expected: how many, and the first. */
  readonly otherFiles: number;
  readonly firstOther: string | null;
}

export interface SplitArrays<Part extends ArrayPart> {
  readonly split: SplitExamples;
  /** In the order of the split's sets, then seeds, then steps. */
  readonly checkpoints: readonly CheckpointArrays<Part>[];
  readonly unused: UnusedArrays;
}

interface ArrayQuestion<Part extends ArrayPart> {
  /** The arrays that each set, seed and step needs. */
  readonly parts: readonly Part[];
  /** For messages: --states. */
  readonly option: string;
}

/** Throws what reading a split throws, `bad_argument`, `input_not_found` and `results_invalid`. */
export async function findSplitArrays<Part extends ArrayPart>(
  folder: string,
  pattern: string,
  question: ArrayQuestion<Part>,
): Promise<SplitArrays<Part>> {
  const split = await readSplit(folder);
  const sets = new Set(split.sets.keys());
  const { checkpoints, ...others } = await findArrays(pattern, { ...question, sets });
  const there = new Set(checkpoints.map(({ set }) => set));
  const setsWithoutArrays = [...sets].filter((set) => !there.has(set));
  return { split, checkpoints, unused: { ...others, setsWithoutArrays } };
}
