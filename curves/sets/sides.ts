// The examples that are proxy-train at each checkpoint. `fixed`: those of the split, at all of them.
// `as_of`: those exposed by the checkpoint, so that the side grows from one to the next.

import type { SetExamples } from '../split/split-examples.ts';

export type SplitKind = 'fixed' | 'as_of';

export interface Sides {
  readonly kind: SplitKind;
  /**
   * For each example the first of the m checkpoints, as a position, at which it is proxy-train; m:
   * at none. Of a fixed split 0 or m.
   */
  readonly trainFrom: Int32Array;
  readonly checkpoints: number;
}

export function fixedSides({ isTrain }: SetExamples, steps: ArrayLike<number>): Sides {
  const checkpoints = steps.length;
  const trainFrom = Int32Array.from(isTrain, (flag) => (flag === 1 ? 0 : checkpoints));
  return { kind: 'fixed', trainFrom, checkpoints };
}

/** Exposed by checkpoint c: in a step up to c. Undefined where the sides are not known as of the last one. */
export function sidesAsOf(
  { exposedStep, knownUntil }: SetExamples,
  steps: ArrayLike<number>,
): Sides | undefined {
  const checkpoints = steps.length;
  if (knownUntil === null || (steps[checkpoints - 1] ?? 0) > knownUntil) return undefined;
  const rising = Array.from(steps);
  const trainFrom = Int32Array.from(exposedStep, (exposed) => {
    const first = rising.findIndex((step) => step >= exposed);
    return first < 0 ? checkpoints : first;
  });
  return { kind: 'as_of', trainFrom, checkpoints };
}
