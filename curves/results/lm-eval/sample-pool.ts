// Samples read in threads. All files of a task go to one thread, since it reads most of their lines by
// those that it read before.

import { IndexError } from '../../../errors.ts';
import { dealTasks } from '../../deal-tasks.ts';
import type { SampleRows } from './read-sample-file.ts';
import type { FromSampleWorker, SampleTask, SampleWorkerOptions } from './sample-messages.ts';

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
  const workerData: SampleWorkerOptions = { metric };
  const onMessage = (message: FromSampleWorker) => {
    if (message.kind === 'failed') {
      throw new IndexError(message.code, message.message, message.details);
    }
    if (message.kind === 'file') onFile(message.at, message.rows);
    return message.kind === 'done';
  };
  const worker = new URL(workerName, import.meta.url);
  await dealTasks({ worker, workerData, tasks, signal, onMessage });
}
