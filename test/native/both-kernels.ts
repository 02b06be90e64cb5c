// Runs a test on both kernels; the native half is skipped, with a reason, where it was not built
// or is switched off.

import t, { type Test } from 'tap';
import { type Kernel, loadKernel } from '../../native/kernel.ts';
import { needs } from '../needs.ts';

/** Why the native half is skipped; empty where it runs. */
export const skipNative = needs.kernel.skip() || '';

export function onBothKernels(name: string, body: (kernel: Kernel, t: Test) => unknown): void {
  t.test(`${name} (typescript)`, async (t) => {
    await body(loadKernel('typescript'), t);
  });
  t.test(`${name} (native)`, { skip: skipNative }, async (t) => {
    await body(loadKernel('native'), t);
  });
}

/** Reproducible numbers below `bound` (a linear congruence's high bits). */
export function someNumbers(length: number, bound: number, seed = 1): Uint32Array {
  let state = seed >>> 0;
  return Uint32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  });
}
