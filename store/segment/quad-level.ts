// A level of a wavelet matrix of arity 4: digits in blocks of one cache line.
//
// native/quad-blocks.ts has the layout, since the kernel writes the blocks. A position has a digit; in the
// level sorted by digit, which the next level begins with, it has another place. Both ends of an interval
// go there together. Blocks never cross a page (4096 is a multiple of 64).

import {
  blocksPerSuperblock,
  digitsPerBlock,
  quadBlockWords,
  superblockWords,
  wordsPerBlock,
} from '../../native/quad-blocks.ts';
import type { Interval } from './interval.ts';
import type { PageFile } from './page-file.ts';

/** Four digits. */
export type Digit = 0 | 1 | 2 | 3;

/** First words of a level's blocks and of its superblocks in a file. */
export interface LevelPlace {
  readonly blocks: number;
  readonly superblocks: number;
}

/** Where levels of these lengths lie, one after the other in two sections. */
export function placeLevels(
  file: PageFile,
  section: 'bwt' | 'ranks',
  lengths: readonly number[],
): LevelPlace[] {
  let blocks = file.section(section).start / 4;
  let superblocks = file.section(`${section}_superblocks`).start / 4;
  return lengths.map((length) => {
    const place = { blocks, superblocks };
    blocks += quadBlockWords(length);
    superblocks += superblockWords(length);
    return place;
  });
}

const countMask = 0x1fffff;
const planeWords = digitsPerBlock / 32;

export class QuadLevel {
  #file: PageFile;
  #blocks: number;
  #superblocks: number;

  constructor(file: PageFile, { blocks, superblocks }: LevelPlace) {
    this.#file = file;
    this.#blocks = blocks;
    this.#superblocks = superblocks;
  }

  /** The elements of an interval that have the digit, as an interval of the sorted level. */
  descend({ start, end }: Interval, digit: Digit): Interval {
    return { start: this.place(start, digit), end: this.place(end, digit) };
  }

  /** Where the first element from `position` on that has the digit goes in the sorted level. */
  place(position: number, digit: Digit): number {
    const block = Math.floor(position / digitsPerBlock);
    const superblock = Math.floor(block / blocksPerSuperblock);
    const start = this.#file.word(this.#superblocks + superblock * 4 + digit);
    const base = this.#file.locate(this.#blocks + block * wordsPerBlock);
    const before = (block - superblock * blocksPerSuperblock) * digitsPerBlock;
    const inBlock = position - block * digitsPerBlock;
    return start + this.#before(base, digit, before) + this.#inBlock(base, digit, inBlock);
  }

  /** The digit before the block at `base`, in its superblock, where `digits` lie before the block. */
  #before(base: number, digit: Digit, digits: number): number {
    const { words } = this.#file;
    const low = words[base] as number;
    const high = words[base + 1] as number;
    const one = low & countMask;
    const two = (low >>> 21) | ((high << 11) & countMask);
    const three = (high >>> 10) & countMask;
    if (digit === 0) return digits - one - two - three;
    return digit === 1 ? one : digit === 2 ? two : three;
  }

  /** The digit among the first `length` of the block at `base`. */
  #inBlock(base: number, digit: Digit, length: number): number {
    const { words } = this.#file;
    const lowFlip = (digit & 1) - 1;
    const highFlip = (digit >>> 1) - 1;
    const last = length >>> 5;
    let lanes = 0; // per byte lane, at most 7 * 8 a lane
    for (let i = 0, at = base + 2; i < last; i++, at++) {
      const low = (words[at] as number) ^ lowFlip;
      lanes += onesPerLane(low & ((words[at + planeWords] as number) ^ highFlip));
    }
    const at = base + 2 + last;
    const mask = (1 << (length & 31)) - 1;
    if (mask !== 0) {
      const low = (words[at] as number) ^ lowFlip;
      lanes += onesPerLane(low & ((words[at + planeWords] as number) ^ highFlip) & mask);
    }
    return Math.imul(lanes, 0x01010101) >>> 24;
  }
}

function onesPerLane(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return (x + (x >>> 4)) & 0x0f0f0f0f;
}
