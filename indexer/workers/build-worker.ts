// Entry of a build's worker thread: its arguments are in workerData, its port is the parent's.
//
// The compile cache is switched on before anything is imported: a thread does not inherit it, and
// without it a thread needs longer to load the modules than to read 20 MB of text.

import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

enableCompileCache();

const { loadKernel } = await import('../../native/kernel.ts');
const { fileOperations } = await import('../../store/files.ts');
const { RangeWorker } = await import('./range-worker.ts');

if (parentPort === null) throw new Error('a worker outside of a thread');
const worker = new RangeWorker(parentPort, workerData, {
  kernel: loadKernel(),
  files: fileOperations,
});
await worker.run();
