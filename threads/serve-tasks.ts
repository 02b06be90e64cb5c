// The side of a thread that does tasks (thread-pool.ts has them done): one after the other, in the
// order in which they come.
//
// An error with a code is sent, and is the error of its task. A bug ends the thread, which the pool
// is told with the error.

import { parentPort, workerData } from 'node:worker_threads';
import { IndexError } from '../errors.ts';
import type { FromThread } from './messages.ts';

interface Sending<Part> {
  /** Sends a piece of the result; `transfer` are buffers that move and are not copied. */
  sendPart(part: Part, transfer?: ArrayBuffer[]): void;
}

export type DoTask<Task, Result, Part = never> = (
  task: Task,
  sending: Sending<Part>,
) => Result | Promise<Result>;

interface ServedTasks<Given, Task, Result, Part> {
  /**
   * Called once, with what the pool gives each thread. A thread that throws an error with a code here
   * gets no task.
   */
  open(given: Given): DoTask<Task, Result, Part> | Promise<DoTask<Task, Result, Part>>;
  /** Buffers of a result that move to the pool and are not copied. */
  transfer?(result: Result): ArrayBuffer[];
}

/** Does the tasks that are sent to this thread until it is ended. */
export function serveTasks<Given, Task, Result, Part = never>({
  open,
  transfer = () => [],
}: ServedTasks<Given, Task, Result, Part>): void {
  const port = parentPort;
  if (port === null) throw new Error('this is called in a worker thread');
  const send = (message: FromThread<Result, Part>, moved: ArrayBuffer[] = []) =>
    port.postMessage(message, moved);
  const sendPart = (part: Part, moved?: ArrayBuffer[]) => send({ kind: 'part', part }, moved);
  const start = async () => {
    const { given }: { given: Given } = workerData;
    const doTask = await open(given);
    let before: Promise<void> = Promise.resolve();
    port.on('message', (task: Task) => {
      before = before
        .then(() => doTask(task, { sendPart }))
        .then((result) => send({ kind: 'done', result }, transfer(result)))
        .catch((error: unknown) => fail(error, send));
    });
    send({ kind: 'ready' });
  };
  start().catch((error: unknown) => fail(error, send));
}

function fail(error: unknown, send: (message: FromThread<never>) => void): void {
  if (error instanceof IndexError) {
    const { code, message, details } = error;
    send({ kind: 'failed', code, message, details });
    return;
  }
  // Outside of the promise, so that it ends the thread.
  setImmediate(() => {
    throw error;
  });
}
