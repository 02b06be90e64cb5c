// The split and the results that `curves` and `dose` are asked of, read with progress and remarks.

import { readResults } from '../curves/results/read-results.ts';
import type { ReadResults } from '../curves/results/results.ts';
import { readSplit } from '../curves/split/read-split.ts';
import type { SplitExamples } from '../curves/split/split-examples.ts';
import { expandResults } from './expand-results.ts';
import { remarkResults } from './remark-results.ts';
import { type ResultFlags, resultOptionsOf } from './results-flags.ts';
import { showReadingProgress } from './show-progress.ts';

/** Throws what readSplit, expandResults and readResults throw. */
export async function readSplitResults(
  flags: ResultFlags & { readonly quiet?: true },
  { signal, withCounts = false }: { readonly signal: AbortSignal; readonly withCounts?: boolean },
): Promise<{ readonly split: SplitExamples; readonly results: ReadResults }> {
  const quiet = flags.quiet === true;
  const options = resultOptionsOf(flags);
  const split = await readSplit(flags.split, { withCounts });
  const paths = await expandResults(flags.results);
  let results: ReadResults;
  {
    using reading = showReadingProgress(quiet);
    results = await readResults(paths, split, { ...options, signal, ...reading });
  }
  if (!quiet) remarkResults(results, split);
  return { split, results };
}
