// Tasks dealt out to as many threads as there are cores: each gets the next when it has done one.

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

const maxWorkers = 8;

interface Deal<Task, Message> {
  /** The module that a thread runs. */
  readonly worker: URL;
  readonly workerData?: unknown;
  /** Plain data, which can be sent. */
  readonly tasks: readonly Task[];
  readonly signal: AbortSignal | undefined;
  /** Takes a message of a worker; true: it has done its task. Tasks are done in any order. */
  readonly onMessage: (message: Message) => boolean | Promise<boolean>;
}

/**
 * Ends once all tasks are done and the threads are ended. Rejects with the signal's reason, and with
 * what a thread or `onMessage` throws first.
 */
export async function dealTasks<Task, Message>(deal: Deal<Task, Message>): Promise<void> {
  const { worker: url, workerData, tasks, signal } = deal;
  const count = Math.min(tasks.length, availableParallelism(), maxWorkers);
  const workers = Array.from({ length: count }, () => new Worker(url, { workerData }));
  const waiting = tasks.values();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  aborted.catch(() => {});
  const stop = () => reject(signal?.reason);
  try {
    signal?.throwIfAborted();
    signal?.addEventListener('abort', stop, { once: true });
    await Promise.race([aborted, Promise.all(workers.map((one) => feed(one, waiting, deal)))]);
  } finally {
    signal?.removeEventListener('abort', stop);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Gives a worker tasks until there are no more. */
function feed<Task, Message>(
  worker: Worker,
  waiting: Iterator<Task>,
  { onMessage }: Deal<Task, Message>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveNext = () => {
      const { done, value } = waiting.next();
      if (done === true) resolve();
      else worker.postMessage(value);
    };
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('a thread ended before its tasks')));
    worker.on('message', async (message: Message) => {
      try {
        if (await onMessage(message)) giveNext();
      } catch (error) {
        reject(error);
      }
    });
    giveNext();
  });
}
