// The memory that a command over an index may take where it is not told.

import { machineMemoryBytes } from '../store/machine-memory.ts';

/** 4 GiB, or half of the machine's or container's memory. */
export function defaultMemoryBytes(): number {
  return Math.min(4 * 2 ** 30, Math.floor(machineMemoryBytes() / 2));
}
