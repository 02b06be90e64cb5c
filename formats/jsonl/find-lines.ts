// Where the lines of a file begin that are not blank.

import type { PositionedFile } from '../../input/bytes/positioned-file.ts';

export interface LinePlaces {
  /** The byte at which each begins, and one more for the end of the file. */
  readonly starts: Float64Array;
  /** The number of each in the file, from 1 on. */
  readonly lines: Float64Array;
}

const windowBytes = 1 << 20;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Passes over the whole file. */
export function findLines(file: PositionedFile): LinePlaces {
  const starts = new Numbers();
  const lines = new Numbers();
  const hasMark = file.read(0, Math.min(3, file.sizeBytes)).equals(byteOrderMark);
  let line = 1;
  /** Where the line begins that is being read; whether something of it was seen. */
  let start = hasMark ? 3 : 0;
  let isBlank = true;
  for (let at = start; at < file.sizeBytes; at += windowBytes) {
    const window = file.read(at, Math.min(windowBytes, file.sizeBytes - at));
    for (let from = 0; from < window.length; ) {
      const feed = window.indexOf(10, from);
      const end = feed < 0 ? window.length : feed;
      if (isBlank && hasContent(window, from, end)) {
        isBlank = false;
        starts.push(start);
        lines.push(line);
      }
      from = end + 1;
      if (feed < 0) continue;
      line++;
      start = at + from;
      isBlank = true;
    }
  }
  starts.push(file.sizeBytes);
  return { starts: starts.all(), lines: lines.all() };
}

function hasContent(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte !== 32 && (byte < 9 || byte > 13)) return true;
  }
  return false;
}

/** Numbers in a block that grows. */
class Numbers {
  #block = new Float64Array(1024);
  #length = 0;

  push(number: number): void {
    if (this.#length === this.#block.length) {
      const larger = new Float64Array(2 * this.#length);
      larger.set(this.#block);
      this.#block = larger;
    }
    this.#block[this.#length++] = number;
  }

  all(): Float64Array {
    return this.#block.slice(0, this.#length);
  }
}
