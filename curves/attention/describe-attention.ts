// Arrays of attention -> for each set (and seed) mean attention at its checkpoints, and the change
// between two of them. One array is held at a time.

import { IndexError } from '../../errors.ts';
import type { CheckpointArrays } from '../arrays/place-book.ts';
import { type ExampleRows, readRows } from '../arrays/read-rows.ts';
import type { Seed } from '../results/results.ts';
import type { SplitExamples } from '../split/split-examples.ts';
import { type AttentionChange, compareHeads } from './compare-heads.ts';
import { type HeadMeans, headMeans } from './head-means.ts';

export interface SetAttention {
  readonly set: string;
  readonly seed: Seed;
  readonly layers: number;
  readonly heads: number;
  readonly examples: { readonly train: number; readonly validation: number };
  /** Rising steps. */
  readonly checkpoints: readonly { readonly step: number; readonly mean: HeadMeans }[];
  readonly from: number;
  readonly to: number;
  /** Of the side that was asked for; null: the side has no example. */
  readonly change: AttentionChange | null;
  /** Some value is below 0 or above 1, so the arrays are not attention. */
  readonly isOutside: boolean;
}

export interface AttentionOptions {
  readonly side: keyof HeadMeans;
  readonly top: number;
  /** Steps to compare; undefined: the first and the last of a set. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly onArray?: () => void;
}

/** Rounding of float16 and bfloat16 may put a weight this far above 1. */
const slack = 0.01;

/**
 * In the order of `checkpoints`, which has the steps of a set and seed together. Throws
 * `results_invalid` where shapes differ or a step to compare is missing, and what `readRows` throws.
 */
export async function* describeAttention(
  { sets }: SplitExamples,
  checkpoints: readonly CheckpointArrays<'weights'>[],
  options: AttentionOptions,
): AsyncGenerator<SetAttention, void, undefined> {
  const runs = Map.groupBy(checkpoints, ({ set, seed }) => JSON.stringify([set, seed]));
  for (const run of runs.values()) {
    const [first] = run;
    const examples = first && sets.get(first.set);
    if (first === undefined || examples === undefined)
      throw new Error('attention of a set that is not in the split');
    const { set, seed } = first;
    const { isTrain } = examples;
    let shape: readonly number[] | undefined;
    let isOutside = false;
    const described: { step: number; mean: HeadMeans }[] = [];
    for (const { step, places } of run) {
      const rows = await readRows(places.weights, examples, ['pairs', 'layers', 'heads']);
      shape ??= rows.shape;
      requireShape(rows, shape, places.weights.path);
      isOutside ||= rows.values.some((value) => value < 0 || value > 1 + slack);
      described.push({ step, mean: headMeans(rows, isTrain) });
      options.onArray?.();
    }
    const [layers = 0, heads = 0] = shape ?? [];
    const inTrain = isTrain.reduce((count, side) => count + side, 0);
    yield {
      ...{ set, seed, layers, heads, isOutside, checkpoints: described },
      examples: { train: inTrain, validation: isTrain.length - inTrain },
      ...compareSteps(described, { ...options, heads, where: set }),
    };
  }
}

function compareSteps(
  checkpoints: SetAttention['checkpoints'],
  {
    side,
    top,
    from = checkpoints[0]?.step ?? 0,
    to = checkpoints.at(-1)?.step ?? 0,
    heads,
    where,
  }: AttentionOptions & { readonly heads: number; readonly where: string },
): Pick<SetAttention, 'from' | 'to' | 'change'> {
  const meanAt = (step: number) => {
    const found = checkpoints.find((checkpoint) => checkpoint.step === step);
    if (found !== undefined) return found.mean[side];
    const steps = checkpoints.map((checkpoint) => checkpoint.step).join(', ');
    throw new IndexError(
      'results_invalid',
      `${where}: found attention at the steps ${steps}, expected step ${step} among them; name others with --from and --to`,
      { set: where, step },
    );
  };
  const before = meanAt(from);
  const after = meanAt(to);
  const change =
    before === null || after === null ? null : compareHeads(before, after, { heads, top });
  return { from, to, change };
}

function requireShape({ shape }: ExampleRows, expected: readonly number[], path: string): void {
  if (shape.every((length, axis) => length === expected[axis])) return;
  throw new IndexError(
    'results_invalid',
    `${path}: found ${shape.join(' layers with ')} heads, expected ${expected.join(' layers with ')} as at the checkpoint before; keep models of different shapes apart`,
    { file: path },
  );
}
