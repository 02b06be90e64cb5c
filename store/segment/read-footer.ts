// Reads trailer and footer of a container file (see page-format.ts); every byte of both is checked.

import { crc32 } from 'node:zlib';
import { readU32, readU64 } from '../codec.ts';
import { type DiskFile, damaged } from './disk-file.ts';
import { type Footer, pageBytes, trailerBytes, trailerMagic } from './page-format.ts';
import { requireFormat } from './require-format.ts';

/** The file as the catalogue names it; a file that differs is damaged. */
export interface ExpectedFile {
  readonly byteLength: number;
  readonly crc: number;
}

/** The type of the properties is that of the file's kind: a footer that has its checksum is as written. */
export function readFooter<Properties>(
  file: DiskFile,
  expected?: ExpectedFile,
): Footer<Properties> {
  const { path, size } = file;
  if (expected !== undefined && size !== expected.byteLength) {
    throw damaged(path, 'file', `${size} bytes long, ${expected.byteLength} were written`);
  }
  if (size < pageBytes + trailerBytes) throw damaged(path, 'file', `only ${size} bytes long`);
  const { start, length, crc } = readTrailer(file, size - trailerBytes);
  if (start + length + trailerBytes !== size) {
    throw damaged(path, 'trailer', `the footer it names does not fit ${size} bytes`);
  }
  const body = Buffer.alloc(length);
  file.read(body, start);
  if (crc32(body) !== crc) throw damaged(path, 'footer', 'it has a wrong checksum');
  if (expected !== undefined && crc !== expected.crc) {
    throw damaged(path, 'footer', 'it is not the footer that the catalogue names');
  }
  return JSON.parse(body.toString());
}

/** Where the footer is, and its checksum. */
function readTrailer(file: DiskFile, position: number) {
  const { path } = file;
  const trailer = Buffer.alloc(trailerBytes);
  file.read(trailer, position);
  if (trailer.toString('latin1', 24) !== trailerMagic) {
    throw damaged(path, 'trailer', 'it does not end with the mark of a finished file');
  }
  if (crc32(trailer.subarray(0, 20)) !== readU32(trailer, 20)) {
    throw damaged(path, 'trailer', 'it has a wrong checksum');
  }
  const version = readU32(trailer, 16);
  requireFormat(path, version);
  return { start: readU64(trailer, 0), length: readU32(trailer, 8), crc: readU32(trailer, 12) };
}
