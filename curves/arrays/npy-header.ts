// The header of a .npy file: numpy/lib/_format_impl.py, versions 1.0 to 3.0.
//
//   bytes 0-5   \x93NUMPY
//   bytes 6-7   version, major and minor
//   then        length of the text: u16 in version 1, u32 later, little-endian
//   then        a Python dict: {'descr': '<f2', 'fortran_order': False, 'shape': (1000, 512), }
//   then        the values

import type { ValueType } from './number-array.ts';

export const npyMagic = '\x93NUMPY';
/** Enough of a file to know how long its header is. */
export const npyPrefixBytes = 12;

/** By the code of NumPy. */
const types: Readonly<Record<string, ValueType>> = {
  ...{ f8: 'float64', f4: 'float32', f2: 'float16', i1: 'int8', u1: 'uint8', b1: 'uint8' },
  ...{ i2: 'int16', u2: 'uint16', i4: 'int32', u4: 'uint32', i8: 'int64', u8: 'uint64' },
};
/** The longest text that is believed: NumPy itself reads no more than 10,000 characters. */
const maxTextBytes = 1 << 20;

interface NpyHeader {
  readonly shape: readonly number[];
  /** As the file names it. */
  readonly descr: string;
  /** Undefined: not a type that is read. */
  readonly type: ValueType | undefined;
  readonly isBigEndian: boolean;
  readonly isFortran: boolean;
}

/** A header that is not as the format says; the caller knows the file's name. */
export class NpyError extends Error {}

/** Bytes before the values, from the file's first bytes. */
export function npyHeaderBytes(prefix: Uint8Array): number {
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
  const major = view.getUint8(6);
  if (major < 1 || major > 3) {
    throw new NpyError(`version ${major} of .npy, expected 1, 2 or 3`);
  }
  const start = major === 1 ? 10 : 12;
  const textBytes = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (textBytes <= maxTextBytes) return start + textBytes;
  throw new NpyError(`a header of ${textBytes} bytes, expected at most ${maxTextBytes}`);
}

/** From all bytes of the header. */
export function decodeNpyHeader(bytes: Uint8Array): NpyHeader {
  const start = bytes[6] === 1 ? 10 : 12;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start)
    .toString(bytes[6] === 3 ? 'utf8' : 'latin1')
    .trim();
  const descr = /'descr'\s*:\s*('[^']*'|\[.*\])/s.exec(text)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)\b/.exec(text)?.[1];
  const lengths = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(text)?.[1];
  if (!/^\{.*\}$/s.test(text) || !descr || order === undefined || lengths === undefined) {
    throw new NpyError(
      `a header ${JSON.stringify(text.slice(0, 80))}, expected descr, fortran_order and shape`,
    );
  }
  const parts = lengths.split(',').map((part) => part.trim());
  if (parts.at(-1) === '') parts.pop();
  const shape = parts.map(Number);
  if (parts.includes('') || !shape.every(Number.isSafeInteger)) {
    throw new NpyError(`a shape (${lengths}), expected whole numbers`);
  }
  const [, endian, type = ''] = /^'([<>|])([fiub]\d)'$/.exec(descr) ?? [];
  return {
    ...{ shape, descr: descr.replace(/^'|'$/g, ''), type: types[type] },
    ...{ isBigEndian: endian === '>', isFortran: order === 'True' },
  };
}
