// Entry of a build's thread: its own port brings one task after the other, each with a port of its own.
//
// The compile cache is switched on before anything is imported: a thread does not inherit it, and
// without it a thread needs longer to load the modules than to read 20 MB of text.

import { enableCompileCache } from 'node:module';
import { parentPort } from 'node:worker_threads';
import type { ThreadTask } from './range-messages.ts';

enableCompileCache();

const { loadKernel } = await import('../../native/kernel.ts');
const { fileOperations } = await import('../../store/files.ts');
const { RangeWorker } = await import('./range-worker.ts');
const tools = { kernel: loadKernel(), files: fileOperations };

if (parentPort === null) throw new Error('a worker outside of a thread');
parentPort.on('message', ({ options, port }: ThreadTask) => {
  void new RangeWorker(port, options, tools).run();
});
