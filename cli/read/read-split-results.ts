// The split and the results of `curves` and `dose`, read with progress and remarks.

import { expandResults } from '../../curves/results/expand-results.ts';
import { pathPattern } from '../../curves/results/path-pattern.ts';
import { readResults } from '../../curves/results/read-results.ts';
import type { ResultOptions } from '../../curves/results/result-format.ts';
import type { ReadResults } from '../../curves/results/results.ts';
import { readSplit } from '../../curves/split/read-split.ts';
import type { SplitExamples } from '../../curves/split/split-examples.ts';
import type { OptionsOf } from '../options/declare.ts';
import type { resultOptions } from '../options/result-options.ts';
import { showReadingProgress } from '../progress/show-amounts.ts';
import { remarkUnusedResults } from '../remarks/remark-unused.ts';

type SplitResultOptions = OptionsOf<typeof resultOptions> & { readonly quiet?: boolean };

/** Throws what readSplit, expandResults and readResults throw. */
export async function readSplitResults(
  options: SplitResultOptions,
  { signal, withCounts = false }: { readonly signal: AbortSignal; readonly withCounts?: boolean },
): Promise<{ readonly split: SplitExamples; readonly results: ReadResults }> {
  const { quiet = false } = options;
  const reading = planReading(options);
  const split = await readSplit(options.split, { withCounts });
  const paths = await expandResults(options.results);
  let results: ReadResults;
  {
    using progress = showReadingProgress(quiet);
    results = await readResults(paths, split, { ...reading, signal, ...progress });
  }
  if (!quiet) remarkUnusedResults(results, split);
  return { split, results };
}

/** Throws `bad_argument` for a pattern that is not one. */
function planReading(options: SplitResultOptions): ResultOptions {
  const { taskPrefix, stepPattern, seedPattern, names, metric, latest } = options;
  return {
    taskPrefix,
    ...(stepPattern !== undefined && { stepPattern: pathPattern('--step-pattern', stepPattern) }),
    ...(seedPattern !== undefined && { seedPattern: pathPattern('--seed-pattern', seedPattern) }),
    ...(names !== undefined && { names }),
    ...(metric !== undefined && { metric }),
    ...(latest && { latest }),
  };
}
