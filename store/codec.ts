// Little-endian numbers of the on-disk format, bounds-checked. The only place that knows byte order.
//
// Bulk sections are read as Uint32Array views, which is why the engine refuses to run on a
// big-endian machine (`assertLittleEndian`).

import { IndexError } from '../errors.ts';

/** 2^32 as a number: the weight of a u64's upper half. */
export const two32 = 0x1_0000_0000;

export function assertLittleEndian(): void {
  if (new Uint8Array(new Uint32Array([1]).buffer)[0] !== 1) {
    throw new IndexError(
      'bad_argument',
      'firstseen needs a little-endian machine: index files are read in place',
    );
  }
}

/** The number of a u64 given as two u32; throws a RangeError above 2^53 - 1. */
export function joinU64(low: number, high: number): number {
  const value = high * two32 + low;
  if (!Number.isSafeInteger(value)) throw new RangeError(`u64 ${high}:${low} is above 2^53 - 1`);
  return value;
}

/** Appends a u64 as two u32 to `words` at `index`. */
export function putU64(words: Uint32Array, index: number, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is not a u64`);
  words[index] = value % two32;
  words[index + 1] = Math.floor(value / two32);
}

function view(bytes: Uint8Array, at: number, size: number): DataView {
  if (at < 0 || at + size > bytes.length) {
    throw new RangeError(`${size} bytes at ${at} lie outside of ${bytes.length}`);
  }
  return new DataView(bytes.buffer, bytes.byteOffset + at, size);
}

export function readU32(bytes: Uint8Array, at: number): number {
  return view(bytes, at, 4).getUint32(0, true);
}

export function readU64(bytes: Uint8Array, at: number): number {
  const v = view(bytes, at, 8);
  return joinU64(v.getUint32(0, true), v.getUint32(4, true));
}

export function writeU32(bytes: Uint8Array, at: number, value: number): void {
  view(bytes, at, 4).setUint32(0, value, true);
}

export function writeU64(bytes: Uint8Array, at: number, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is not a u64`);
  const v = view(bytes, at, 8);
  v.setUint32(0, value % two32, true);
  v.setUint32(4, Math.floor(value / two32), true);
}

/** The bytes of a typed array, without a copy. */
export function viewBytes(array: Uint32Array, start = 0, end = array.length): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset + start * 4, (end - start) * 4);
}
