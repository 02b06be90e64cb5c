// A thread that makes curves, a set and seed at a time.

import { parentPort } from 'node:worker_threads';
import { makeSetCurves } from './set-curves.ts';
import type { SetDone, SetTask } from './set-task.ts';

const port = parentPort;
if (port === null) throw new Error('this file is the code of a worker thread');

async function make({ at, examples, results, options }: SetTask): Promise<void> {
  const set = { ...examples, findMismatch: () => undefined };
  const curves = await makeSetCurves(set, results, options);
  port?.postMessage({ at, curves } satisfies SetDone);
}

port.on('message', (task: SetTask) => {
  // A bug ends the thread, which the main thread is told with the error.
  make(task).catch((error: unknown) =>
    setImmediate(() => {
      throw error;
    }),
  );
});
