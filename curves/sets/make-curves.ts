// Split and results -> curves of every set and seed: in this thread where there are few, so that the
// caller can do other work in between; else in threads of their own.

import { dealTasks } from '../deal-tasks.ts';
import type { Results } from '../results/results.ts';
import { findExamples, type SplitExamples } from '../split/split-examples.ts';
import { type CurveOptions, makeSetCurves, type SetCurves } from './set-curves.ts';
import type { SetDone, SetTask } from './set-task.ts';

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
const workerName = import.meta.url.endsWith('.ts') ? './set-worker.ts' : './set-worker.js';

/** In the order of sets, then seeds, then `fixed` before `as_of`. Rejects with the signal's reason. */
export async function makeCurves(
  split: SplitExamples,
  { runs }: Results,
  { signal, onProgress, threads = false, ...options }: CurveOptions & CurveRun,
): Promise<SetCurves[]> {
  const total = runs.length;
  const made: (readonly SetCurves[])[] = [];
  let done = 0;
  const add = async ({ at, curves }: SetDone) => {
    made[at] = curves;
    done++;
    await onProgress?.({ done, total });
    return true;
  };
  if (threads && total > 1 && total * options.permutations >= manyDraws) {
    const { pause: _, ...sendable } = options;
    const tasks = runs.map((results, at): SetTask => {
      const { findMismatch: _, ...examples } = findExamples(split, results);
      return { at, examples: { ...examples, counts: null }, results, options: sendable };
    });
    await dealTasks({
      worker: new URL(workerName, import.meta.url),
      tasks,
      signal,
      onMessage: add,
    });
    return made.flat();
  }
  for (const [at, results] of runs.entries()) {
    signal?.throwIfAborted();
    const curves = await makeSetCurves(findExamples(split, results), results, options);
    await add({ at, curves });
  }
  return made.flat();
}
