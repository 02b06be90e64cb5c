// Entry of a build's worker thread: its arguments are in workerData, its port is the parent's.

import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { loadKernel } from '../../native/kernel.ts';
import { fileOperations } from '../../store/files.ts';
import type { WorkerOptions } from './range-messages.ts';
import { RangeWorker } from './range-worker.ts';

const worker = new RangeWorker(parentPort as MessagePort, workerData as WorkerOptions, {
  kernel: loadKernel(),
  files: fileOperations,
});
await worker.run();
