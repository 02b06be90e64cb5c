// Curves of many sets in as many threads as there are cores, since the tests take longer than all else.

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SetResults } from '../results/results.ts';
import type { SetExamples } from '../split/split-examples.ts';
import type { CurveOptions, SetCurves } from './set-curves.ts';

/** What a thread is given: plain data, which can be sent. */
export interface SetTask {
  /** Its place among the tasks. */
  readonly at: number;
  readonly examples: Omit<SetExamples, 'findMismatch' | 'counts'> & { readonly counts: null };
  readonly results: SetResults;
  readonly options: Omit<CurveOptions, 'pause'>;
}

export interface SetDone {
  readonly at: number;
  readonly curves: readonly SetCurves[];
}

const maxThreads = 8;

/**
 * Calls `onDone` for each task, in any order. Ends once all are done and the threads are ended.
 * Rejects with the signal's reason, and with what a thread or `onDone` throws.
 */
export async function makeInThreads(
  tasks: readonly SetTask[],
  {
    signal,
    onDone,
  }: { readonly signal?: AbortSignal; readonly onDone: (done: SetDone) => unknown },
): Promise<void> {
  const count = Math.min(tasks.length, availableParallelism(), maxThreads);
  const name = import.meta.url.endsWith('.ts') ? './set-worker.ts' : '../set-worker.js';
  const url = new URL(name, import.meta.url);
  const workers = Array.from({ length: count }, () => new Worker(url));
  const waiting = tasks.values();
  const { promise: aborted, reject: abort } = Promise.withResolvers<never>();
  aborted.catch(() => {});
  const stop = () => abort(signal?.reason);
  try {
    signal?.throwIfAborted();
    signal?.addEventListener('abort', stop, { once: true });
    const fed = workers.map((worker) => feed(worker, waiting, onDone));
    await Promise.race([aborted, Promise.all(fed)]);
  } finally {
    signal?.removeEventListener('abort', stop);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Gives a thread tasks until there are no more. */
function feed(
  worker: Worker,
  waiting: Iterator<SetTask>,
  onDone: (done: SetDone) => unknown,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveNext = () => {
      const { done, value } = waiting.next();
      if (done === true) resolve();
      else worker.postMessage(value);
    };
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('a thread that makes curves has ended')));
    worker.on('message', async (done: SetDone) => {
      try {
        await onDone(done);
        giveNext();
      } catch (error) {
        reject(error);
      }
    });
    giveNext();
  });
}
