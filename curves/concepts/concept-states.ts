// Hidden states of pairs at one checkpoint, and how well a mean concept vector tells good from bad.

import type { ExampleRows } from '../arrays/read-rows.ts';
import { auroc } from './auroc.ts';

/** n examples in the order of the split's; each matrix has n rows of `width` values. */
export interface ConceptStates {
  readonly n: number;
  readonly width: number;
  /** State at the last content token of the good sentence, and of the bad one. */
  readonly good: Float64Array;
  readonly bad: Float64Array;
  /** good - bad, the concept vector of each pair. */
  readonly concept: Float64Array;
}

export function conceptStates(
  good: Pick<ExampleRows, 'values' | 'width'>,
  bad: Pick<ExampleRows, 'values'>,
): ConceptStates {
  const concept = good.values.map((value, i) => value - (bad.values[i] ?? 0));
  return {
    ...{ n: concept.length / good.width, width: good.width },
    ...{ good: good.values, bad: bad.values, concept },
  };
}

export interface Sides {
  /** Positions of examples; a bootstrap sample has some of them several times. */
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/**
 * AUROC of good against bad sentences of `validation`, each scored by the dot product of its state
 * with the mean concept vector of `train`. `signs`, one for each of `train`: -1 swaps the pair.
 * Null: a side is empty.
 */
export function conceptAuroc(
  { width, good, bad, concept }: ConceptStates,
  { train, validation }: Sides,
  signs?: Int8Array,
): number | null {
  if (train.length === 0) return null;
  const sums = new Float64Array(width);
  for (const [i, example] of train.entries()) {
    const sign = signs?.[i] ?? 1;
    const start = example * width;
    for (let j = 0; j < width; j++) {
      sums[j] = (sums[j] as number) + sign * (concept[start + j] as number);
    }
  }
  const mean = sums.map((sum) => sum / train.length);
  const scores = (states: Float64Array) =>
    Float64Array.from(validation, (example) => dot(states, example * width, mean));
  return auroc(scores(good), scores(bad));
}

/** Equal rows have equal scores: the order of the sum is always the same. */
function dot(states: Float64Array, start: number, vector: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < vector.length; j++) {
    sum += (states[start + j] as number) * (vector[j] as number);
  }
  return sum;
}
