// An array of numbers as a file holds it.

/** The typed array that reads values of each type; bfloat16 is the upper half of a float32. */
export const valueArrays = {
  float16: Float16Array,
  bfloat16: Uint16Array,
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
} as const;

export type ValueType = keyof typeof valueArrays;

export interface NumberArray {
  /** Rows first. */
  readonly shape: readonly number[];
  readonly type: ValueType;
  /** Little-endian, shape[0] * shape[1] * ... values; its start is a multiple of 8 in memory. */
  readonly bytes: ArrayBuffer;
  /** The first index runs fastest (Fortran), not the last one (C). */
  readonly isFortran: boolean;
}

/** How many values an array of a shape has. */
export function countValues(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Gives the value at a position in the file. Every float is a float64, so nothing is rounded. */
export function valueReader({ bytes, type }: NumberArray): (position: number) => number | bigint {
  const values = new valueArrays[type](bytes);
  if (type !== 'bfloat16') return (position) => values[position] ?? Number.NaN;
  const bits = new Uint32Array(1);
  const float = new Float32Array(bits.buffer);
  return (position) => {
    bits[0] = Number(values[position]) << 16;
    return float[0] ?? Number.NaN;
  };
}
