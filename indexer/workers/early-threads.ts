// Threads of a build that are started before it is known what they are to do: they load their modules
// while the main thread loads its own, which takes both as long as reading 30 MB of text.
//
// They are kept here, once for the process, because a build is planned long after. A thread that no
// build takes does not keep the process alive.

import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { ThreadData, WorkerOptions } from './range-messages.ts';

/** Started early: the options come through a port of their own, so that none of its messages is lost. */
interface EarlyThread {
  readonly worker: Worker;
  readonly start: MessagePort;
}

const waiting: EarlyThread[] = [];

/** Starts so many threads, to be taken by the next build. */
export function startEarly(count: number): void {
  for (let i = 0; i < count; i++) {
    const { port1, port2 } = new MessageChannel();
    const worker = startWorker({ start: port2 }, [port2]);
    worker.unref();
    waiting.push({ worker, start: port1 });
  }
}

/** A thread with these options: one that waits, or a new one. */
export function takeThread(options: WorkerOptions): Worker {
  const early = waiting.pop();
  if (early === undefined) return startWorker({ options });
  early.worker.ref();
  early.start.postMessage(options);
  return early.worker;
}

/** Ends the threads that no build has taken. */
export function endEarly(): void {
  for (const { worker } of waiting.splice(0)) void worker.terminate();
}

function startWorker(workerData: ThreadData, transferList: MessagePort[] = []): Worker {
  const name = import.meta.url.endsWith('.ts') ? './build-worker.ts' : './build-worker.js';
  return new Worker(new URL(name, import.meta.url), { workerData, transferList });
}
