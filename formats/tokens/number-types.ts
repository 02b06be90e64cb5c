// Types of numbers in files, little-endian, and views of them.

type Place = [buffer: ArrayBufferLike, byteOffset: number, length: number];

const types = {
  uint8: { bytes: 1, view: (...place: Place) => new Uint8Array(...place) },
  int8: { bytes: 1, view: (...place: Place) => new Int8Array(...place) },
  uint16: { bytes: 2, view: (...place: Place) => new Uint16Array(...place) },
  int16: { bytes: 2, view: (...place: Place) => new Int16Array(...place) },
  uint32: { bytes: 4, view: (...place: Place) => new Uint32Array(...place) },
  int32: { bytes: 4, view: (...place: Place) => new Int32Array(...place) },
  uint64: { bytes: 8, view: (...place: Place) => new BigUint64Array(...place) },
  int64: { bytes: 8, view: (...place: Place) => new BigInt64Array(...place) },
  float32: { bytes: 4, view: (...place: Place) => new Float32Array(...place) },
  float64: { bytes: 8, view: (...place: Place) => new Float64Array(...place) },
} as const;
export type NumberType = keyof typeof types;

export function isNumberType(type: string): type is NumberType {
  return Object.hasOwn(types, type);
}

/** Bytes of a number. */
export function numberBytes(type: NumberType): number {
  return types[type].bytes;
}

/** The numbers in these bytes, which are whole; a copy where they are not aligned. */
export function viewNumbers(bytes: Uint8Array, type: NumberType) {
  const size = types[type].bytes;
  const aligned = bytes.byteOffset % size === 0 ? bytes : Uint8Array.from(bytes);
  return types[type].view(aligned.buffer, aligned.byteOffset, aligned.length / size);
}
