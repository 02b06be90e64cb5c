// A thread that reads files of samples, a task at a time. It checks nothing but the lines: the split
// is the main thread's.

import { parentPort, workerData } from 'node:worker_threads';
import { IndexError } from '../../../errors.ts';
import { SampleReader } from './read-sample-file.ts';
import type { FromSampleWorker, SampleTask, SampleWorkerOptions } from './sample-messages.ts';

const { metric }: SampleWorkerOptions = workerData;
const port = parentPort;
if (port === null) throw new Error('this file is the code of a worker thread');
const reader = new SampleReader(metric);

function send(message: FromSampleWorker, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}

async function readTask(files: SampleTask): Promise<void> {
  reader.forget(metric);
  for (const { at, path } of files) {
    const rows = await reader.read(path);
    const columns = [rows.rows.buffer, rows.lines.buffer, rows.right.buffer];
    send(
      { kind: 'file', at, rows },
      columns.filter((one) => one instanceof ArrayBuffer),
    );
  }
  send({ kind: 'done' });
}

port.on('message', (task: SampleTask) => {
  readTask(task).catch((error: unknown) => {
    // A bug ends the thread, which the main thread is told with the error.
    if (!(error instanceof IndexError)) {
      setImmediate(() => {
        throw error;
      });
      return;
    }
    const { code, message, details } = error;
    send({ kind: 'failed', code, message, details });
  });
});
