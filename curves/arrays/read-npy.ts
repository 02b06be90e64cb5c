// NumPy's `.npy` -> shape and values, in the order of the last axis first (C order).

import { readFile } from 'node:fs/promises';
import { fileError } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';
import { requireData } from '../../text/require-data.ts';

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

export const npyMagic = '\x93NUMPY';

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

/** Throws `input_not_found`, `source_unreadable` and `source_damaged`. */
export async function readNpy(path: string): Promise<NpyArray> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw fileError(error, { path, doing: 'read' });
  }
  requireData(bytes, path);
  return decodeNpy(bytes, path);
}

/** Throws `source_damaged` with `name`. */
export function decodeNpy(bytes: Buffer, name: string): NpyArray {
  const refuse = (found: string) =>
    new IndexError('source_damaged', `${name}: ${found}. Write it again with numpy.save.`, {
      file: name,
    });
  if (bytes.length < 12 || bytes.toString('latin1', 0, 6) !== npyMagic) {
    throw refuse('the file does not begin as a .npy file');
  }
  const isFirstVersion = bytes[6] === 1;
  const headerAt = isFirstVersion ? 10 : 12;
  const dataAt = headerAt + (isFirstVersion ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8));
  const { descr, isFortran, shape } = parseHeader(bytes.toString('latin1', headerAt, dataAt));
  if (descr === undefined || shape === undefined) {
    throw refuse('its header has no descr and shape of a plain array');
  }
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

/** The header is a literal of Python: `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`. */
function parseHeader(header: string) {
  const shape = /'shape': *\(([\d, ]*)\)/.exec(header)?.[1];
  return {
    descr: /'descr': *'([^']*)'/.exec(header)?.[1],
    isFortran: /'fortran_order': *True/.test(header),
    shape: shape?.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)])),
  };
}
