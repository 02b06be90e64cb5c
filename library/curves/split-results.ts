// A split and the results of its examples at checkpoints, read together, and what of them was not used.

import { expandResults } from '../../curves/results/expand-results.ts';
import { pathPattern } from '../../curves/results/path-pattern.ts';
import { readResults } from '../../curves/results/read-results.ts';
import type { ResultOptions } from '../../curves/results/result-format.ts';
import type { ReadResults } from '../../curves/results/results.ts';
import { readSplit } from '../../curves/split/read-split.ts';
import type { SplitExamples } from '../../curves/split/split-examples.ts';
import type { CurvesRemarks } from '../../schemas/curves-answer.ts';

/** How results are found and read. */
export interface ResultReading
  extends Omit<ResultOptions, 'taskPrefix' | 'stepPattern' | 'seedPattern'> {
  /** The text that an evaluator puts before the name of a set (`blimp_`). */
  readonly taskPrefix?: string | undefined;
  /** How a path names its step, and its seed, as the first group of a regular expression. */
  readonly stepPattern?: string | undefined;
  readonly seedPattern?: string | undefined;
  /** What errors call the two patterns. */
  readonly patternNames?: { readonly step: string; readonly seed: string };
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: {
    readonly readBytes: number;
    readonly totalBytes: number;
  }) => void;
}

export interface SplitResults {
  readonly split: SplitExamples;
  readonly results: ReadResults;
}

/** Throws `bad_argument` for a pattern that is not one, and what reading a split and results throws. */
export async function readSplitResults(
  folder: string,
  paths: readonly string[],
  { withCounts = false, ...reading }: ResultReading & { readonly withCounts?: boolean },
): Promise<SplitResults> {
  const options = planReading(reading);
  const split = await readSplit(folder, { withCounts });
  return { split, results: await readResults(await expandResults(paths), split, options) };
}

/** The results of a split that is known already. */
export async function readResultsOf(
  split: SplitExamples,
  paths: readonly string[],
  reading: ResultReading,
): Promise<SplitResults> {
  return { split, results: await readResults(paths, split, planReading(reading)) };
}

/** What was left out of the results, and sets of the split that have none. */
export function findUnused({ split, results }: SplitResults): CurvesRemarks {
  const found = new Set(results.runs.map(({ set }) => set));
  return {
    sets_without_results: [...split.sets.keys()].filter((set) => !found.has(set)),
    unknown_sets: [...results.unknownSets],
    dropped_rows: results.droppedRows,
    ignored_files: [...results.ignoredFiles],
    older_files: [...results.olderFiles],
    gaps: results.gaps.map((gap) => ({ ...gap, steps: [...gap.steps] })),
  };
}

const usualNames = { step: '--step-pattern', seed: '--seed-pattern' };

function planReading({
  taskPrefix = 'blimp_',
  stepPattern,
  seedPattern,
  patternNames = usualNames,
  signal,
  onProgress,
  ...rest
}: ResultReading) {
  const { step, seed } = patternNames;
  return {
    ...{ ...rest, taskPrefix },
    ...(stepPattern !== undefined && { stepPattern: pathPattern(step, stepPattern) }),
    ...(seedPattern !== undefined && { seedPattern: pathPattern(seed, seedPattern) }),
    ...(signal !== undefined && { signal }),
    ...(onProgress !== undefined && { onProgress }),
  };
}
