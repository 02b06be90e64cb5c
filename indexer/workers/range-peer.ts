// A worker as the main thread sees it: a thread or, for tests, one that works in this thread.

import { MessageChannel } from 'node:worker_threads';
import { loadKernel } from '../../native/kernel.ts';
import type { FileOperations } from '../../store/files.ts';
import { takeThread } from './early-threads.ts';
import type { FromWorker, ToWorker, WorkerOptions } from './range-messages.ts';
import { RangeWorker } from './range-worker.ts';

export interface RangePeer {
  post(message: ToWorker, transfer?: ArrayBuffer[]): void;
  close(): Promise<unknown>;
}

interface Listener {
  readonly receive: (message: FromWorker) => void;
  readonly fail: (error: unknown) => void;
}

export function startThread(options: WorkerOptions, { receive, fail }: Listener): RangePeer {
  const worker = takeThread(options);
  worker.on('message', receive);
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`a worker ended by itself with ${code}`)));
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    close: () => worker.terminate(),
  };
}

export function startInline(
  options: WorkerOptions,
  files: FileOperations,
  { receive }: Listener,
): RangePeer {
  const { port1, port2 } = new MessageChannel();
  port1.on('message', receive);
  const tools = { kernel: loadKernel(), files };
  const running = new RangeWorker(port2, options, tools).run();
  return {
    post: (message, transfer = []) => port1.postMessage(message, transfer),
    close: () => {
      port1.postMessage({ kind: 'close' } satisfies ToWorker);
      return running;
    },
  };
}
