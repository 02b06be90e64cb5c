// How many threads do some tasks.

import { availableParallelism } from 'node:os';

/** Each holds the results of its task. */
const maxThreads = 8;

/** As many as there are cores, or tasks. */
export function chooseThreads(tasks: number): number {
  return Math.min(tasks, availableParallelism(), maxThreads);
}
