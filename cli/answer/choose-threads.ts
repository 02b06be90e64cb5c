// How many threads answer a list of phrases, and what they run.

import { availableParallelism } from 'node:os';
import type { OpenSnapshot } from '../../library/snapshots/open-snapshot.ts';

/** One thread reads and prints for all of them, and keeps no more busy. */
const maxThreads = 16;
/** Without the kernel each thread has a page cache of its own, of up to 256 MB. */
const maxUnmapped = 4;

const workerName = import.meta.url.endsWith('.ts') ? './list-worker.ts' : './list-worker.js';

/** The module of a thread. */
export const listWorker = new URL(workerName, import.meta.url);

/** Those asked for, or one for each core. 1: the calling thread alone. */
export function chooseThreads({ isMapped }: OpenSnapshot, asked?: number): number {
  // People look at a terminal, whose width and colours a thread does not know.
  if (process.stdout.isTTY) return 1;
  if (asked !== undefined) return asked;
  return Math.min(availableParallelism(), isMapped ? maxThreads : maxUnmapped);
}
