// The memory that a command over an index may take where it is not told.

import { totalmem } from 'node:os';

/** 4 GiB, or half of the machine's or container's memory. */
export function defaultMemoryBytes(): number {
  const machine = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return Math.min(4 * 2 ** 30, Math.floor(machine / 2));
}
