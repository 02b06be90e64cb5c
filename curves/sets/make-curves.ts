// Split and results -> curves of every set and seed: in this thread where there are few, so that
// whoever waits can do something else in between; else in threads of their own.

import type { Results, SetResults } from '../results/results.ts';
import { examplesOf, type SplitExamples } from '../split/split-examples.ts';
import { type CurveOptions, curvesOfSet, type SetCurves } from './set-curves.ts';
import { makeInThreads, type SetDone, type SetTask } from './set-threads.ts';

export interface CurveRun {
  readonly signal?: AbortSignal;
  /** Told after each set and seed; what it returns is awaited. */
  readonly onProgress?: (progress: {
    readonly done: number;
    readonly total: number;
  }) => void | Promise<void>;
  /** Use threads where there is much to do. */
  readonly threads?: boolean;
}

/** Sets and seeds times re-assignments, for which starting threads pays. */
const manyDraws = 20_000;

/** In the order of sets, then seeds, then `fixed` before `as_of`. Rejects with the signal's reason. */
export async function makeCurves(
  split: SplitExamples,
  { runs }: Results,
  { signal, onProgress, threads = false, ...options }: CurveOptions & CurveRun,
): Promise<SetCurves[]> {
  const total = runs.length;
  const curves: (readonly SetCurves[])[] = [];
  let done = 0;
  const add = async (at: number, made: readonly SetCurves[]) => {
    curves[at] = made;
    done++;
    await onProgress?.({ done, total });
  };
  if (threads && total > 1 && total * options.permutations >= manyDraws) {
    const tasks = runs.map((results, at) => taskOf(at, results, { split, options }));
    const onDone = ({ at, curves }: SetDone) => add(at, curves);
    await makeInThreads(tasks, { ...(signal && { signal }), onDone });
    return curves.flat();
  }
  for (const [at, results] of runs.entries()) {
    signal?.throwIfAborted();
    await add(at, await curvesOfSet(examplesOf(split, results), results, options));
  }
  return curves.flat();
}

function taskOf(
  at: number,
  results: SetResults,
  { split, options }: { readonly split: SplitExamples; readonly options: CurveOptions },
): SetTask {
  const { findMismatch: _, ...examples } = examplesOf(split, results);
  const { pause: __, ...sendable } = options;
  return { at, examples: { ...examples, counts: null }, results, options: sendable };
}
