// Tasks dealt out to worker threads. All files of a task go to one thread, since it reads most of
// their lines by those that it read before.

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { IndexError } from '../../../errors.ts';
import type { SampleRows } from './read-sample-file.ts';
import type { FromSampleWorker, SampleWorkerOptions, ToSampleWorker } from './sample-messages.ts';

const maxWorkers = 8;

export interface PoolJob {
  /** Files of each task, as places in a list of the caller's. */
  readonly tasks: readonly ToSampleWorker['files'][];
  readonly metric: string | undefined;
  readonly signal: AbortSignal | undefined;
  /** Files of a task come in their order, tasks in any. */
  readonly onFile: (at: number, rows: SampleRows) => void;
}

/** Ends once all is read and the threads are ended. Throws what a worker or `onFile` throws first. */
export async function readInThreads(job: PoolJob): Promise<void> {
  const { tasks, metric, signal } = job;
  const count = Math.min(tasks.length, availableParallelism(), maxWorkers);
  const name = import.meta.url.endsWith('.ts') ? './sample-worker.ts' : './sample-worker.js';
  const url = new URL(name, import.meta.url);
  const workerData: SampleWorkerOptions = { metric };
  const workers = Array.from({ length: count }, () => new Worker(url, { workerData }));
  const queue = [...tasks];
  let stop = () => {};
  try {
    const aborted = new Promise<never>((_, reject) => {
      stop = () => reject(signal?.reason);
      signal?.addEventListener('abort', stop, { once: true });
    });
    aborted.catch(() => {});
    signal?.throwIfAborted();
    await Promise.race([aborted, Promise.all(workers.map((one) => feed(one, queue, job)))]);
  } finally {
    signal?.removeEventListener('abort', stop);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Gives a worker tasks until there are no more. */
function feed(worker: Worker, queue: ToSampleWorker['files'][], job: PoolJob): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('a thread that reads samples has ended')));
    worker.on('message', (message: FromSampleWorker) => {
      try {
        switch (message.kind) {
          case 'file':
            job.onFile(message.at, message.rows);
            return;
          case 'failed':
            reject(new IndexError(message.code, message.message, message.details));
            return;
          case 'ready': {
            const files = queue.shift();
            if (files === undefined) resolve();
            else worker.postMessage({ kind: 'task', files } satisfies ToSampleWorker);
          }
        }
      } catch (error) {
        reject(error);
      }
    });
  });
}
