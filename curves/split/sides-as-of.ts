// The side of each example as of a checkpoint, in place of the one by the split's step.

import { IndexError } from '../../errors.ts';
import type { SetExamples } from './split-examples.ts';

/** 1: exposed by the end of `step`. Throws `bad_argument` where the split does not know it. */
export function sidesAsOf(
  { set, exposedStep, knownUntil }: Pick<SetExamples, 'set' | 'exposedStep' | 'knownUntil'>,
  step: number,
): Uint8Array {
  if (knownUntil === null || step > knownUntil) {
    const known = knownUntil === null ? 'as of no step but its own' : `up to step ${knownUntil}`;
    throw new IndexError(
      'bad_argument',
      `--sides as-of: the split knows the sides of ${set} ${known}, expected step ${step} too; make the split with --checkpoints`,
      { set, step },
    );
  }
  return Uint8Array.from(exposedStep, (exposed) => Number(exposed <= step));
}
