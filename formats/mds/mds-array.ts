// Token ids in a column of an MDS dataset: bytes, or an array as MDSWriter encodes those of NumPy.
//
//   ndarray            type u8, shape, values
//   ndarray:int32      shape, values
//   ndarray:int32:2048 values
//   shape              dimensions << 2 | log2 of their bytes, dimensions

import { numberBytes } from '../tokens/number-types.ts';
import { decodeBytes, type IdType, isIdType, type TokensColumn } from '../tokens/token-ids.ts';

/** A column's ids, its bytes where the run says what they are, or undefined: not such an array. */
type DecodeIds = (bytes: Buffer) => Uint32Array | Uint8Array | undefined;

const typeOfCode: Readonly<Record<number, IdType>> = {
  8: 'uint8',
  9: 'int8',
  16: 'uint16',
  17: 'int16',
  32: 'uint32',
  33: 'int32',
  64: 'uint64',
  65: 'int64',
};

/** How a column of this encoding becomes ids; a string instead: what is expected of it. */
export function idsDecoder(encoding: string, { dtype }: TokensColumn): DecodeIds | string {
  if (encoding === 'bytes') {
    if (dtype === undefined) return 'a "dtype" with it, because bytes do not say how long an id is';
    return (bytes) => bytes;
  }
  const [kind, own, shape] = encoding.split(':');
  if (kind !== 'ndarray') return 'bytes, or an ndarray of whole numbers';
  if (own === undefined) return (bytes) => decodeArray(bytes, undefined, dtype);
  if (!isIdType(own)) return 'an ndarray of whole numbers';
  if (dtype !== undefined && own !== dtype) return `"dtype": "${own}"`;
  if (shape === undefined) return (bytes) => decodeArray(bytes, own, dtype);
  const size = shape.split(',').reduce((product, part) => product * Number(part), 1);
  const length = size * numberBytes(own);
  return (bytes) => (bytes.length === length ? decodeBytes(bytes, own) : undefined);
}

function decodeArray(
  bytes: Buffer,
  known: IdType | undefined,
  dtype: string | undefined,
): Uint32Array | undefined {
  let at = 0;
  const type = known ?? typeOfCode[bytes[at++] ?? 0];
  if (type === undefined || (dtype !== undefined && type !== dtype) || at >= bytes.length) {
    return undefined;
  }
  const head = bytes[at++] as number;
  const width = 1 << (head & 3);
  let count = 1;
  for (let dimension = head >> 2; dimension > 0; dimension--, at += width) {
    if (at + width > bytes.length) return undefined;
    count *= width === 8 ? Number(bytes.readBigUInt64LE(at)) : bytes.readUIntLE(at, width);
  }
  if (bytes.length - at !== count * numberBytes(type)) return undefined;
  return decodeBytes(bytes.subarray(at), type);
}
