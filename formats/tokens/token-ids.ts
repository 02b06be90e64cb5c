// Columns of token ids: the types that hold them, and ids of 32 bits from them.

import type { IdOptions } from '../rows/id-source.ts';

const intBytes = {
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  uint64: 8,
  int64: 8,
} as const;
export type IdType = keyof typeof intBytes;

/** How a run reads a column of token ids. */
export interface TokensColumn {
  /** Of ids in a column of bytes; of others it is held against what the file says. */
  readonly dtype: IdOptions['dtype'];
}

/** In place of a value that no token can have: negative, broken, or above 32 bits. */
const noToken = 0xffff_ffff;

export function isIdType(type: string): type is IdType {
  return Object.hasOwn(intBytes, type);
}

/** Bytes of an id. */
export function idBytes(type: IdType): number {
  return intBytes[type];
}

/** Values [start, end) as ids. */
export function idsOfValues(
  values: ArrayLike<unknown>,
  start = 0,
  end = values.length,
): Uint32Array<ArrayBuffer> {
  const ids = new Uint32Array(end - start);
  for (let i = start; i < end; i++) {
    const id = Number(values[i] ?? Number.NaN);
    ids[i - start] = Number.isInteger(id) && id >= 0 && id < noToken ? id : noToken;
  }
  return ids;
}

const telling = 8;

/** Whether ids have been read as of half their width: every second one is 0, and others are not. */
export function looksWider(ids: Uint32Array): boolean {
  if (ids.length < telling || ids.length % 2 !== 0) return false;
  return ids.every((id, i) => i % 2 === 0 || id === 0) && ids.some((id) => id !== 0);
}

/** Little-endian ids; undefined: they are not whole. */
export function idsOfBytes(bytes: Uint8Array, type: IdType): Uint32Array | undefined {
  if (bytes.length % intBytes[type] !== 0) return undefined;
  const { buffer } = Uint8Array.from(bytes);
  switch (type) {
    case 'uint8':
      return idsOfValues(new Uint8Array(buffer));
    case 'int8':
      return idsOfValues(new Int8Array(buffer));
    case 'uint16':
      return idsOfValues(new Uint16Array(buffer));
    case 'int16':
      return idsOfValues(new Int16Array(buffer));
    case 'uint32':
      return idsOfValues(new Uint32Array(buffer));
    case 'int32':
      return idsOfValues(new Int32Array(buffer));
    case 'uint64':
      return idsOfValues(new BigUint64Array(buffer));
    case 'int64':
      return idsOfValues(new BigInt64Array(buffer));
  }
}
