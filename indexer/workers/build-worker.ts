// Entry of a build's worker thread: its arguments are in workerData, its port is the parent's.

import { parentPort, workerData } from 'node:worker_threads';
import { loadKernel } from '../../native/kernel.ts';
import { fileOperations } from '../../store/files.ts';
import { RangeWorker } from './range-worker.ts';

if (parentPort === null) throw new Error('a worker outside of a thread');
const worker = new RangeWorker(parentPort, workerData, {
  kernel: loadKernel(),
  files: fileOperations,
});
await worker.run();
