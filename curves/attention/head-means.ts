// Mean attention of each head over examples.

import type { ExampleRows } from '../arrays/read-rows.ts';

/**
 * Mean weight from the critical to the context token, one value a head: that of `layer` and `head` is
 * at layer * heads + head. Null: the side has no example.
 */
export interface HeadMeans {
  readonly train: Float64Array | null;
  readonly validation: Float64Array | null;
  readonly all: Float64Array | null;
}

/** `values` has n rows of `width` heads, `isTrain` n values. */
export function headMeans(
  { values, width }: Pick<ExampleRows, 'values' | 'width'>,
  isTrain: Uint8Array,
): HeadMeans {
  const train = new Float64Array(width);
  const validation = new Float64Array(width);
  for (const [i, side] of isTrain.entries()) {
    const sums = side === 1 ? train : validation;
    for (let j = 0; j < width; j++) {
      sums[j] = (sums[j] ?? 0) + (values[i * width + j] ?? 0);
    }
  }
  const inTrain = isTrain.reduce((count, side) => count + side, 0);
  const mean = (sums: Float64Array, count: number) =>
    count === 0 ? null : sums.map((sum) => sum / count);
  return {
    train: mean(train, inTrain),
    validation: mean(validation, isTrain.length - inTrain),
    all: mean(
      train.map((sum, j) => sum + (validation[j] ?? 0)),
      isTrain.length,
    ),
  };
}
