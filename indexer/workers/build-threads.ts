// Threads of builds that wait for work: started before it is known what they are to do, so that they load
// their modules while the main thread loads its own, or kept for the next of many builds. To start
// one takes as long as reading 30 MB of text.
//
// They stand here, once for the process, because a build is planned long after its threads are started. A
// thread that waits does not keep the process alive.

import { Worker } from 'node:worker_threads';
import type { ThreadTask } from './range-messages.ts';

const waiting: Worker[] = [];

/** Starts so many threads, to be taken by the next build. */
export function startEarly(count: number): void {
  for (let i = 0; i < count; i++) keepThread(startWorker());
}

/** A thread at this work: one that waits, or a new one. */
export function takeThread(task: ThreadTask): Worker {
  const worker = waiting.pop() ?? startWorker();
  worker.ref();
  worker.postMessage(task, [task.port]);
  return worker;
}

/** Lets a thread wait whose work is done, to be taken by a later build. Nobody listens to it. */
export function keepThread(worker: Worker): void {
  worker.unref();
  waiting.push(worker);
}

/** Ends the threads that wait. */
export function endThreads(): void {
  for (const worker of waiting.splice(0)) void worker.terminate();
}

function startWorker(): Worker {
  const name = import.meta.url.endsWith('.ts') ? './build-worker.ts' : './build-worker.js';
  return new Worker(new URL(name, import.meta.url));
}
