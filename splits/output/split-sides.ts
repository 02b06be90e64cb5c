// The two sides of a split, by name.

import type { Example, SplitSet } from '../split.ts';

/** As files, configs and samples name them (`datasets` wants no hyphen). */
export type Side = 'proxy_train' | 'proxy_validation';

export const sides: readonly Side[] = ['proxy_train', 'proxy_validation'];

export function pickExamples(set: SplitSet, side: Side): readonly Example[] {
  return side === 'proxy_train' ? set.proxyTrain : set.proxyValidation;
}

/** The sides that have an example: only they have files. */
export function filledSides(set: SplitSet): Side[] {
  return sides.filter((side) => pickExamples(set, side).length > 0);
}
