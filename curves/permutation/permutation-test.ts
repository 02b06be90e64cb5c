// Could the lag be chance? The observed lag against lags of random re-assignments of the examples to
// two sides of the same sizes.

import { noPause, type Pause } from '../../splits/pause.ts';
import { Passages } from '../sets/lag.ts';
import { countCommon, packBits } from '../stats/bits.ts';
import type { Reassigner } from './reassign.ts';

interface TestInput {
  /** right[c][i] at m checkpoints. */
  readonly right: readonly Uint8Array[];
  /** The m checkpoints, rising. */
  readonly steps: ArrayLike<number>;
  /** Whole per cents, rising. */
  readonly thresholds: readonly number[];
  /** The observed lag by threshold; null: undefined. */
  readonly observed: readonly (number | null)[];
  readonly permutations: number;
  /** Called between re-assignments. */
  readonly pause?: Pause;
}

/**
 * One-tailed p by threshold: (c + 1) / (n + 1), where c of n re-assignments have a lag at least as
 * large as the observed one; null where that one is undefined. One whose validation side never
 * reaches the threshold counts among the c; one whose train side alone never does, does not.
 *
 * B. Phipson, G. K. Smyth, Permutation p-values should never be zero, Stat. Appl. Genet. Mol. Biol.
 * 9 (2010), 39.
 */
export async function permutationTest(
  input: TestInput,
  reassigner: Reassigner,
): Promise<(number | null)[]> {
  const { right, thresholds, observed, permutations, pause = noPause } = input;
  if (observed.every((lag) => lag === null)) return observed.map(() => null);
  const checkpoints = right.map((judged) => ({
    bits: packBits(judged),
    total: judged.reduce((sum, value) => sum + value, 0),
  }));
  const examples = right[0]?.length ?? 0;
  const train = new Passages(thresholds);
  const validation = new Passages(thresholds);
  const atLeast = new Int32Array(thresholds.length);
  for (let n = 0; n < permutations; n++) {
    reassigner.draw();
    train.reset();
    validation.reset();
    for (let c = 0; !(train.done && validation.done); c++) {
      const checkpoint = checkpoints[c];
      if (checkpoint === undefined) break;
      reassigner.growTo(c);
      const rightTrain = countCommon(checkpoint.bits, reassigner.train);
      train.add(c, rightTrain, reassigner.size);
      validation.add(c, checkpoint.total - rightTrain, examples - reassigner.size);
    }
    countAtLeast(atLeast, { ...input, train: train.first, validation: validation.first });
    // Not awaited without need: a test draws thousands of times.
    const turn = pause();
    if (turn !== undefined) await turn;
  }
  return observed.map((lag, t) =>
    lag === null ? null : ((atLeast[t] ?? 0) + 1) / (permutations + 1),
  );
}

function countAtLeast(
  atLeast: Int32Array,
  {
    train,
    validation,
    steps,
    observed,
  }: Pick<TestInput, 'steps' | 'observed'> & {
    readonly train: Int32Array;
    readonly validation: Int32Array;
  },
): void {
  for (const [t, lag] of observed.entries()) {
    if (lag === null) continue;
    const validationAt = validation[t] ?? -1;
    const trainAt = train[t] ?? -1;
    const counts =
      validationAt < 0 ||
      (trainAt >= 0 && (steps[validationAt] ?? 0) - (steps[trainAt] ?? 0) >= lag);
    if (counts) atLeast[t] = (atLeast[t] ?? 0) + 1;
  }
}
