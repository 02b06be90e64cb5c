// The examples' rows of an array. Rows of the array are rows of the pair file, those of dropped pairs
// too; these are not looked at, since nothing may have been computed for them.

import { IndexError } from '../../errors.ts';
import type { SetExamples } from '../split/split-examples.ts';
import { countValues } from './number-array.ts';
import type { ArrayPlace } from './place-book.ts';
import { readArray } from './read-array.ts';
import { takeRows } from './take-rows.ts';

/** n examples with values of one shape, as float64. */
export interface ExampleRows {
  /** Lengths of the other axes, such as layers and heads. */
  readonly shape: readonly number[];
  /** The product of `shape`. */
  readonly width: number;
  /** n * width values; those of the split's example i begin at i * width. */
  readonly values: Float64Array;
}

/** Beyond it squares and sums may overflow; no model has such values. */
const largest = 1e100;

/**
 * `axes` names the axes, rows first, for messages. Throws `results_invalid` for another shape and for
 * values that are not finite, and what `readArray` throws.
 */
export async function readRows(
  { path, tensor }: ArrayPlace,
  { set, rows, pairs }: Pick<SetExamples, 'set' | 'rows' | 'pairs'>,
  axes: readonly string[],
): Promise<ExampleRows> {
  const array = await readArray(path, tensor);
  const where = tensor === null ? path : `${path}, tensor ${tensor}`;
  const [height, ...shape] = array.shape;
  const width = countValues(shape);
  if (array.shape.length !== axes.length || height !== pairs || width === 0) {
    throw invalid(
      path,
      `${where}: found shape [${array.shape.join(', ')}], expected [${[pairs, ...axes.slice(1)].join(', ')}]: one row for each of the ${pairs} pairs of ${set}, dropped ones too`,
    );
  }
  const values = takeRows(array, rows);
  const odd = values.findIndex((value) => !(Math.abs(value) < largest));
  if (odd >= 0) {
    throw invalid(
      path,
      `${where}: found ${values[odd]} in row ${rows[Math.floor(odd / width)]}, expected a finite number; compute that row again`,
    );
  }
  return { shape, width, values };
}

function invalid(path: string, message: string): IndexError {
  return new IndexError('results_invalid', message, { file: path });
}
