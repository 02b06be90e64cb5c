// Entry of a build's worker thread: its options are in workerData, or come through a port that is
// there; its own port is the parent's.
//
// The compile cache is switched on before anything is imported: a thread does not inherit it, and
// without it a thread needs longer to load the modules than to read 20 MB of text.

import { once } from 'node:events';
import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadData, WorkerOptions } from './range-messages.ts';

enableCompileCache();

const { loadKernel } = await import('../../native/kernel.ts');
const { fileOperations } = await import('../../store/files.ts');
const { RangeWorker } = await import('./range-worker.ts');
const tools = { kernel: loadKernel(), files: fileOperations };

if (parentPort === null) throw new Error('a worker outside of a thread');
const worker = new RangeWorker(parentPort, await readOptions(workerData), tools);
await worker.run();

async function readOptions(given: ThreadData): Promise<WorkerOptions> {
  if ('options' in given) return given.options;
  const [options] = await once(given.start, 'message');
  given.start.close();
  return options;
}
