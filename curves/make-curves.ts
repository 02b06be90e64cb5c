// Split and results -> curves of every set and seed, one after the other, so that whoever waits for
// them can do something else in between.

import type { Results } from './results/results.ts';
import { type CurveOptions, curvesOfSet, type SetCurves } from './set-curves.ts';
import type { SplitExamples } from './split/split-examples.ts';

export interface CurveRun {
  readonly signal?: AbortSignal;
  /** Told after each set and seed; what it returns is awaited. */
  readonly onProgress?: (progress: {
    readonly done: number;
    readonly total: number;
  }) => void | Promise<void>;
}

/** In the order of sets, then seeds, then `fixed` before `as_of`. Rejects with the signal's reason. */
export async function makeCurves(
  { sets }: SplitExamples,
  { runs }: Results,
  options: CurveOptions,
  { signal, onProgress }: CurveRun = {},
): Promise<SetCurves[]> {
  const curves: SetCurves[] = [];
  for (const [done, results] of runs.entries()) {
    signal?.throwIfAborted();
    const examples = sets.get(results.set);
    if (examples === undefined) throw new Error(`results of ${results.set} without its examples`);
    curves.push(...(await curvesOfSet(examples, results, options)));
    await onProgress?.({ done: done + 1, total: runs.length });
  }
  return curves;
}
