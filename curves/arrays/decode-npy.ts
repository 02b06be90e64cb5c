// The bytes of a .npy -> an array of any kind of number, in C order.

import { IndexError } from '../../errors.ts';
import {
  decodeNpyHeader,
  NpyError,
  npyHeaderBytes,
  npyMagic,
  npyPrefixBytes,
} from './npy-header.ts';
import { countValues, type NumberArray, valueArrays } from './number-array.ts';

/**
 * A whole file with any kind of number, little-endian and in C order. Throws `source_damaged` with
 * `name`. read-array.ts reads floats of either order from files.
 */
export function decodeNpy(bytes: Buffer, name: string): NumberArray {
  const refuse = (found: string) =>
    new IndexError('source_damaged', `${name}: ${found}. Write it again with numpy.save.`, {
      file: name,
    });
  const magic = bytes.toString('latin1', 0, npyMagic.length);
  if (bytes.length < npyPrefixBytes || magic !== npyMagic) {
    throw refuse('the file does not begin as a .npy file');
  }
  const { start, shape, descr, type, isBigEndian, isFortran } = readHeader(bytes, refuse);
  if (type === undefined || isBigEndian) {
    throw refuse(
      `its values are ${JSON.stringify(descr)}, expected numbers as f8, f4, f2, i1, u1, b1, i2, u2, i4, u4, i8, u8, little-endian`,
    );
  }
  if (isFortran && shape.length > 1) {
    throw refuse('it is in Fortran order, expected C order (numpy.ascontiguousarray)');
  }
  const length = countValues(shape) * valueArrays[type].BYTES_PER_ELEMENT;
  if (bytes.length - start !== length) {
    throw refuse(
      `it has ${bytes.length - start} bytes of values, expected ${length} for the shape (${shape.join(', ')})`,
    );
  }
  // Copied, as values have to begin at a multiple of their size.
  return { shape, type, bytes: new Uint8Array(bytes.subarray(start)).buffer, isFortran: false };
}

function readHeader(bytes: Buffer, refuse: (found: string) => IndexError) {
  try {
    const start = npyHeaderBytes(bytes);
    return { start, ...decodeNpyHeader(bytes.subarray(0, start)) };
  } catch (error) {
    if (!(error instanceof NpyError)) throw error;
    throw refuse(`its header has no descr and shape of a plain array: found ${error.message}`);
  }
}
