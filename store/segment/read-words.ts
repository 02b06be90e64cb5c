// Whole sections of a container file, copied out of checked pages.

import { viewBytes } from '../codec.ts';
import type { PageFile } from './page-file.ts';

const pieceBytes = 1 << 20;

/** The u32 of a section; none where the file does not have it. */
export function readSection(file: PageFile, name: string): Uint32Array {
  const place = file.footer.sections[name];
  return place === undefined ? new Uint32Array(0) : readWords(file, place.start, place.length / 4);
}

/** So many u32 from byte `start` of the file. */
export function readWords(file: PageFile, start: number, words: number): Uint32Array {
  const read = new Uint32Array(words);
  const bytes = viewBytes(read);
  let at = 0;
  for (const piece of readPieces(file, start, bytes.length)) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return read;
}

/** The `length` bytes from byte `start` of the file, a piece at a time. */
export function* readPieces(file: PageFile, start: number, length: number): Generator<Uint8Array> {
  for (let at = 0; at < length; at += pieceBytes) {
    yield file.bytes(start + at, Math.min(pieceBytes, length - at));
  }
}
