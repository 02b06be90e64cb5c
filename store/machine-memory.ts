// The memory that this process may have.

import { totalmem } from 'node:os';

/** Bytes of memory of the machine, or of the container where that is less. */
export function machineMemoryBytes(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
}
