// The files of a zip, as NumPy writes its `.npz`: stored or deflated, sizes from the central
// directory, checksums checked. Held whole.

import { crc32, inflateRawSync } from 'node:zlib';

const endMagic = 0x06054b50;
const entryMagic = 0x02014b50;
const localMagic = 0x04034b50;
const endBytes = 22;
const entryBytes = 46;
const localBytes = 30;
const stored = 0;
const deflated = 8;
const maxCommentBytes = 0xffff;
/** A size that is in an extra field, since it does not fit. */
const elsewhere = 0xffffffff;

/**
 * By name. Throws a plain `Error` that says what is wrong with the zip; so it does where its files
 * together are larger than `maxBytes`.
 */
export function readZip(
  zip: Buffer,
  maxBytes: number = Number.POSITIVE_INFINITY,
): Map<string, Buffer> {
  const end = findEnd(zip);
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  const files = new Map<string, Buffer>();
  let unpacked = 0;
  for (let i = 0; i < count; i++) {
    if (at + entryBytes > zip.length || zip.readUInt32LE(at) !== entryMagic) {
      throw new Error(`its directory ends at file ${i} of ${count}`);
    }
    unpacked += zip.readUInt32LE(at + 24);
    if (unpacked > maxBytes) throw new Error(`its files have more than ${maxBytes} bytes`);
    const nameEnd = at + entryBytes + zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + entryBytes, nameEnd);
    files.set(name, readEntry(zip, at, name));
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}

function findEnd(zip: Buffer): number {
  const first = Math.max(0, zip.length - endBytes - maxCommentBytes);
  for (let at = zip.length - endBytes; at >= first; at--) {
    if (zip.readUInt32LE(at) === endMagic) return at;
  }
  throw new Error('it ends before its directory');
}

function readEntry(zip: Buffer, entry: number, name: string): Buffer {
  const method = zip.readUInt16LE(entry + 10);
  const checksum = zip.readUInt32LE(entry + 16);
  const packedBytes = zip.readUInt32LE(entry + 20);
  const bytes = zip.readUInt32LE(entry + 24);
  const local = zip.readUInt32LE(entry + 42);
  if ([packedBytes, bytes, local].includes(elsewhere)) {
    throw new Error(`${name} is larger than 4 GB; name its .npy file instead`);
  }
  if (local + localBytes > zip.length || zip.readUInt32LE(local) !== localMagic) {
    throw new Error(`${name} is not where the directory says`);
  }
  const start = local + localBytes + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const packed = zip.subarray(start, start + packedBytes);
  const file = unpack(packed, { method, bytes, name });
  if (packed.length === packedBytes && file.length === bytes && crc32(file) === checksum)
    return file;
  throw new Error(`${name} does not have its size and checksum`);
}

function unpack(
  packed: Buffer,
  {
    method,
    bytes,
    name,
  }: { readonly method: number; readonly bytes: number; readonly name: string },
): Buffer {
  if (method === stored) return packed;
  if (method !== deflated) throw new Error(`${name} is compressed by method ${method}, expected 8`);
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, bytes) });
  } catch (error) {
    throw new Error(`${name} is damaged: ${(error as Error).message}`, { cause: error });
  }
}
