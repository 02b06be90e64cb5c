// Columns of token ids: the types that hold them, and ids of 32 bits from them.

import type { IdOptions } from '../rows/id-source.ts';
import { isNumberType, type NumberType, numberBytes, viewNumbers } from './number-types.ts';

export type IdType = Exclude<NumberType, 'float32' | 'float64'>;

/** How a run reads a column of token ids. */
export interface TokensColumn {
  /** Of ids in a column of bytes; of others it is held against what the file says. */
  readonly dtype: IdOptions['dtype'];
}

/** In place of a value that no token can have: negative, broken, or above 32 bits. */
const noToken = 0xffff_ffff;

export function isIdType(type: string): type is IdType {
  return isNumberType(type) && !type.startsWith('float');
}

/** The value as an id. */
export function toId(value: unknown): number {
  const id = Number(value ?? Number.NaN);
  return Number.isInteger(id) && id >= 0 && id < noToken ? id : noToken;
}

/** Values [start, end) as ids. */
export function decodeValues(
  values: ArrayLike<unknown>,
  start = 0,
  end = values.length,
): Uint32Array<ArrayBuffer> {
  const ids = new Uint32Array(end - start);
  for (let i = start; i < end; i++) ids[i - start] = toId(values[i]);
  return ids;
}

const telling = 8;

/** Whether ids have been read as of half their width: every second one is 0, and others are not. */
export function looksWider(ids: Uint32Array): boolean {
  if (ids.length < telling || ids.length % 2 !== 0) return false;
  return ids.every((id, i) => i % 2 === 0 || id === 0) && ids.some((id) => id !== 0);
}

/** Little-endian ids; undefined: they are not whole. */
export function decodeBytes(bytes: Uint8Array, type: IdType): Uint32Array | undefined {
  return bytes.length % numberBytes(type) === 0
    ? decodeValues(viewNumbers(bytes, type))
    : undefined;
}
