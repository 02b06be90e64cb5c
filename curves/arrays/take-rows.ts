// Rows of an array of floats as float64.

import { countValues, type NumberArray, valueReader } from './number-array.ts';

/**
 * The values of `rows`, which the array has to have, row by row: value j of rows[i] is at
 * i * width + j, where `width` values are a row and j counts in C order.
 */
export function takeRows(array: NumberArray, rows: ArrayLike<number>): Float64Array {
  const [height = 0, ...rest] = array.shape;
  const width = countValues(rest);
  const positions = array.isFortran ? fortranPositions(array.shape) : undefined;
  const valueAt = valueReader(array);
  const taken = new Float64Array(rows.length * width);
  for (const [i, row] of Array.from(rows).entries()) {
    if (row < 0 || row >= height) throw new RangeError(`row ${row} of ${height}`);
    for (let j = 0; j < width; j++) {
      const position = positions === undefined ? row * width + j : row + (positions[j] ?? 0);
      taken[i * width + j] = Number(valueAt(position));
    }
  }
  return taken;
}

/** Where the values of row 0 stand, in C order of the other indices. */
function fortranPositions(shape: readonly number[]): Float64Array {
  const axes = shape.map((length, axis) => ({ length, stride: countValues(shape.slice(0, axis)) }));
  const inner = axes.slice(1).reverse();
  const width = countValues(shape.slice(1));
  return Float64Array.from({ length: width }, (_, j) => {
    let rest = j;
    let position = 0;
    for (const { length, stride } of inner) {
      position += (rest % length) * stride;
      rest = Math.floor(rest / length);
    }
    return position;
  });
}
