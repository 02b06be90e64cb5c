// Split and results -> curves of every set and seed: in this thread where there are few, so that the
// caller can do other work in between; else in threads of their own.

import { ThreadPool } from '../../threads/thread-pool.ts';
import { chooseThreads } from '../choose-threads.ts';
import type { Results } from '../results/results.ts';
import { findExamples, type SplitExamples } from '../split/split-examples.ts';
import { type CurveOptions, makeSetCurves, type SetCurves } from './set-curves.ts';
import type { SetTask } from './set-task.ts';

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
  const add = async (at: number, curves: readonly SetCurves[]) => {
    made[at] = curves;
    done++;
    await onProgress?.({ done, total });
  };
  if (threads && total > 1 && total * options.permutations >= manyDraws) {
    const { pause: _, ...sendable } = options;
    const worker = new URL(workerName, import.meta.url);
    const count = chooseThreads(total);
    await using pool = new ThreadPool<SetTask, readonly SetCurves[]>({ worker, count, signal });
    await Promise.all(
      runs.map(async (results, at) => {
        const { findMismatch: _, ...examples } = findExamples(split, results);
        const set = { ...examples, counts: null };
        await add(at, await pool.run({ examples: set, results, options: sendable }));
      }),
    );
    return made.flat();
  }
  for (const [at, results] of runs.entries()) {
    signal?.throwIfAborted();
    const curves = await makeSetCurves(findExamples(split, results), results, options);
    await add(at, curves);
  }
  return made.flat();
}
