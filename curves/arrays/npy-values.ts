// The bytes of a `.npy` -> shape and values of any kind of number, in C order. read-array.ts reads
// arrays of floats from files, in either order.

import { IndexError } from '../../errors.ts';
import {
  decodeNpyHeader,
  NpyError,
  type NpyHeader,
  npyHeaderBytes,
  npyMagic,
  npyPrefixBytes,
} from './decode-npy.ts';

export type NpyData =
  | Float64Array
  | Float32Array
  | Float16Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: NpyData;
}

const kinds = {
  f8: Float64Array,
  f4: Float32Array,
  f2: Float16Array,
  i1: Int8Array,
  u1: Uint8Array,
  b1: Uint8Array,
  i2: Int16Array,
  u2: Uint16Array,
  i4: Int32Array,
  u4: Uint32Array,
  i8: BigInt64Array,
  u8: BigUint64Array,
} as const;

/** Throws `source_damaged` with `name`. */
export function decodeNpy(bytes: Buffer, name: string): NpyArray {
  const refuse = (found: string) =>
    new IndexError('source_damaged', `${name}: ${found}. Write it again with numpy.save.`, {
      file: name,
    });
  const magic = bytes.toString('latin1', 0, npyMagic.length);
  if (bytes.length < npyPrefixBytes || magic !== npyMagic) {
    throw refuse('the file does not begin as a .npy file');
  }
  const { dataAt, descr, isFortran, shape } = readHeader(bytes, refuse);
  const kind = /^[<|]([fiub]\d)$/.exec(descr)?.[1] as keyof typeof kinds | undefined;
  const Values = kind === undefined ? undefined : kinds[kind];
  if (Values === undefined) {
    throw refuse(
      `its values are ${JSON.stringify(descr)}, expected numbers as ${Object.keys(kinds).join(', ')}, little-endian`,
    );
  }
  if (isFortran && shape.length > 1) {
    throw refuse('it is in Fortran order, expected C order (numpy.ascontiguousarray)');
  }
  const count = shape.reduce((product, size) => product * size, 1);
  const dataBytes = count * Values.BYTES_PER_ELEMENT;
  if (bytes.length - dataAt !== dataBytes) {
    throw refuse(
      `it has ${bytes.length - dataAt} bytes of values, expected ${dataBytes} for the shape (${shape.join(', ')})`,
    );
  }
  // Copied, as values have to begin at a multiple of their size.
  const copy = new Uint8Array(bytes.subarray(dataAt));
  return { shape, data: new Values(copy.buffer) };
}

function readHeader(
  bytes: Buffer,
  refuse: (found: string) => IndexError,
): NpyHeader & { readonly dataAt: number } {
  try {
    const dataAt = npyHeaderBytes(bytes);
    return { ...decodeNpyHeader(bytes.subarray(0, dataAt)), dataAt };
  } catch (error) {
    if (!(error instanceof NpyError)) throw error;
    throw refuse(`its header has no descr and shape of a plain array: found ${error.message}`);
  }
}
