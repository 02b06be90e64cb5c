// Samples read in threads. All files of a task go to one thread, since it reads most of their lines by
// those that it read before.

import { ThreadPool } from '../../../threads/thread-pool.ts';
import { chooseThreads } from '../../choose-threads.ts';
import type { SampleRows } from './read-sample-file.ts';
import type { SampleFile, SampleTask, SampleWorkerOptions } from './sample-messages.ts';

interface PoolJob {
  /** Files of each task, as places in a list of the caller's. */
  readonly tasks: readonly SampleTask[];
  readonly metric: string | undefined;
  readonly signal: AbortSignal | undefined;
  /** Files of a task come in their order, tasks in any. */
  readonly onFile: (at: number, rows: SampleRows) => void;
}

const workerName = import.meta.url.endsWith('.ts') ? './sample-worker.ts' : './sample-worker.js';

/** Ends once all is read and the threads are ended. Throws what a worker or `onFile` throws first. */
export async function readInThreads({ tasks, metric, signal, onFile }: PoolJob): Promise<void> {
  const given: SampleWorkerOptions = { metric };
  const worker = new URL(workerName, import.meta.url);
  const count = chooseThreads(tasks.length);
  await using pool = new ThreadPool<SampleTask, undefined, SampleFile>({
    ...{ worker, given, count, signal },
  });
  await Promise.all(
    tasks.map((task) => pool.run(task, ({ at, rows }: SampleFile) => onFile(at, rows))),
  );
}
