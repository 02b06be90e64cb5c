// An array of floating-point numbers as a file holds it, and its rows as float64. Every value of the
// four types is a float64, so nothing is rounded.

export const valueTypes = {
  float16: 2,
  bfloat16: 2,
  float32: 4,
  float64: 8,
} as const satisfies Record<string, number>;

/** The key of `valueTypes`, whose value is the bytes of a number. */
export type ValueType = keyof typeof valueTypes;

export interface NumberArray {
  /** Rows first. */
  readonly shape: readonly number[];
  readonly type: ValueType;
  /** Little-endian, shape[0] * shape[1] * ... values; its start is a multiple of 8 in memory. */
  readonly bytes: ArrayBuffer;
  /** The first index runs fastest (Fortran), not the last one (C). */
  readonly isFortran: boolean;
}

/** How many values a row has. */
export function rowWidth({ shape }: Pick<NumberArray, 'shape'>): number {
  return shape.slice(1).reduce((product, length) => product * length, 1);
}

/**
 * The values of `rows`, which the array has to have, row by row: value j of rows[i] is at
 * i * rowWidth + j, where j counts in C order.
 */
export function takeRows(array: NumberArray, rows: ArrayLike<number>): Float64Array {
  const width = rowWidth(array);
  const [height = 0] = array.shape;
  const positions = array.isFortran ? fortranPositions(array.shape) : undefined;
  const valueAt = valueReader(array);
  const taken = new Float64Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    if (row < 0 || row >= height) throw new RangeError(`row ${row} of ${height}`);
    const start = i * width;
    for (let j = 0; j < width; j++) {
      const position = positions === undefined ? row * width + j : row + (positions[j] as number);
      taken[start + j] = valueAt(position);
    }
  }
  return taken;
}

function valueReader({ bytes, type }: NumberArray): (position: number) => number {
  switch (type) {
    case 'float16':
      return readerOf(new Float16Array(bytes));
    case 'float32':
      return readerOf(new Float32Array(bytes));
    case 'float64':
      return readerOf(new Float64Array(bytes));
    case 'bfloat16': {
      // The upper half of a float32.
      const halves = new Uint16Array(bytes);
      const bits = new Uint32Array(1);
      const value = new Float32Array(bits.buffer);
      return (position) => {
        bits[0] = (halves[position] as number) << 16;
        return value[0] as number;
      };
    }
  }
}

function readerOf(values: ArrayLike<number>): (position: number) => number {
  return (position) => values[position] as number;
}

/** Where the values of row 0 stand, in C order of the other indices. */
function fortranPositions(shape: readonly number[]): Float64Array {
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((a, b) => a * b, 1));
  const positions = new Float64Array(rowWidth({ shape }));
  for (let j = 0; j < positions.length; j++) {
    let rest = j;
    let position = 0;
    for (let axis = shape.length - 1; axis > 0; axis--) {
      const length = shape[axis] as number;
      position += (rest % length) * (strides[axis] as number);
      rest = Math.floor(rest / length);
    }
    positions[j] = position;
  }
  return positions;
}
