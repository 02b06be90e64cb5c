// The first module of every thread of a pool: switches on the compile cache of the command and loads
// the module that does the tasks. With the cache a thread starts in half the time.

import { enableCompileCache } from 'node:module';
import { workerData } from 'node:worker_threads';

export interface ThreadStart {
  readonly module: string;
  /** Where compiled modules are kept; undefined: nowhere. */
  readonly cacheFolder: string | undefined;
  /** What `open` of serve-tasks.ts is given. */
  readonly given: unknown;
}

const { module, cacheFolder }: ThreadStart = workerData;
if (cacheFolder !== undefined) enableCompileCache(cacheFolder);
await import(module);
