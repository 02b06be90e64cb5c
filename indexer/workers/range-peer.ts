// A worker as the main thread sees it: a thread or, for tests, one that works in this thread.

import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { loadKernel } from '../../native/kernel.ts';
import type { FileOperations } from '../../store/files.ts';
import { keepThread, takeThread } from './build-threads.ts';
import type { FromWorker, ToWorker, WorkerOptions } from './range-messages.ts';
import { RangeWorker } from './range-worker.ts';

export interface RangePeer {
  post(message: ToWorker, transfer?: ArrayBuffer[]): void;
  /** Ends its work at once, whatever it does. */
  close(): Promise<unknown>;
  /** Ends a worker that has done all of its work. Its thread waits for the next build. */
  release(): Promise<unknown>;
}

interface Listener {
  readonly receive: (message: FromWorker) => void;
  readonly fail: (error: unknown) => void;
}

const close: ToWorker = { kind: 'close' };

export function startThread(options: WorkerOptions, { receive, fail }: Listener): RangePeer {
  const { port1, port2 } = new MessageChannel();
  const worker = takeThread({ options, port: port2 });
  const onExit = (code: number) => fail(new Error(`a worker ended by itself with ${code}`));
  port1.on('message', receive);
  worker.on('error', fail);
  worker.on('exit', onExit);
  return {
    post: (message, transfer = []) => port1.postMessage(message, transfer),
    close: () => worker.terminate(),
    async release() {
      port1.postMessage(close);
      await once(port1, 'close');
      worker.off('error', fail);
      worker.off('exit', onExit);
      keepThread(worker);
    },
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
  const end = () => {
    port1.postMessage(close);
    return running;
  };
  return {
    post: (message, transfer = []) => port1.postMessage(message, transfer),
    ...{ close: end, release: end },
  };
}
