// The split and the results of `curves` and `dose`, read with progress and remarks.

import {
  findUnused,
  readSplitResults,
  type SplitResults,
} from '../../library/curves/split-results.ts';
import type { OptionsOf } from '../options/declare.ts';
import type { resultOptions } from '../options/result-options.ts';
import { showReadingProgress } from '../progress/show-amounts.ts';
import { remarkUnusedResults } from '../remarks/remark-unused.ts';

type SplitResultOptions = OptionsOf<typeof resultOptions> & { readonly quiet?: boolean };

/** Throws what readSplitResults throws. */
export async function readWithProgress(
  options: SplitResultOptions,
  { signal, withCounts = false }: { readonly signal: AbortSignal; readonly withCounts?: boolean },
): Promise<SplitResults> {
  const { quiet = false, split, results } = options;
  const { taskPrefix, stepPattern, seedPattern, names, metric, latest } = options;
  let read: SplitResults;
  {
    using progress = showReadingProgress(quiet);
    read = await readSplitResults(split, results, {
      ...{ taskPrefix, stepPattern, seedPattern, signal, withCounts },
      ...(names !== undefined && { names }),
      ...(metric !== undefined && { metric }),
      ...(latest && { latest }),
      onProgress: progress.onProgress,
    });
  }
  if (!quiet) remarkUnusedResults(findUnused(read));
  return read;
}
