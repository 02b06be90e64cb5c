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

/** A number for each digit. */
type FourCounts = [number, number, number, number];

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

  /** For each digit, the elements of an interval that have it, as an interval of the sorted level. */
  split({ start, end }: Interval): readonly [Interval, Interval, Interval, Interval] {
    const [a, b, c, d] = this.#places(start);
    const block = Math.floor(start / digitsPerBlock);
    const inBlock = end - block * digitsPerBlock;
    if (inBlock >= digitsPerBlock) {
      const [e, f, g, h] = this.#places(end);
      return [
        { start: a, end: e },
        { start: b, end: f },
        { start: c, end: g },
        { start: d, end: h },
      ];
    }
    const base = this.#file.locate(this.#blocks + block * wordsPerBlock);
    const [zeros, ones, twos, threes] = this.#count(base, start - block * digitsPerBlock, inBlock);
    return [
      { start: a, end: a + zeros },
      { start: b, end: b + ones },
      { start: c, end: c + twos },
      { start: d, end: d + threes },
    ];
  }

  /** `place` of each digit. */
  #places(position: number): FourCounts {
    const block = Math.floor(position / digitsPerBlock);
    const superblock = Math.floor(block / blocksPerSuperblock);
    const { words } = this.#file;
    const entry = this.#file.locate(this.#superblocks + superblock * 4);
    const a = words[entry] as number;
    const b = words[entry + 1] as number;
    const c = words[entry + 2] as number;
    const d = words[entry + 3] as number;
    const base = this.#file.locate(this.#blocks + block * wordsPerBlock);
    const before = (block - superblock * blocksPerSuperblock) * digitsPerBlock;
    const [one, two, three] = this.#counts(base);
    const [zeros, ones, twos, threes] = this.#count(base, 0, position - block * digitsPerBlock);
    return [
      a + before - one - two - three + zeros,
      b + one + ones,
      c + two + twos,
      d + three + threes,
    ];
  }

  /** How often each digit is among the digits [from, to) of the block at `base`. */
  #count(base: number, from: number, to: number): FourCounts {
    const { words } = this.#file;
    const last = base + 2 + (to >>> 5);
    let lows = 0; // per byte lane, at most 7 * 8 a lane
    let highs = 0;
    let both = 0;
    let mask = -1 << (from & 31);
    for (let at = base + 2 + (from >>> 5); at <= last; at++) {
      if (at === last) mask &= (1 << (to & 31)) - 1;
      if (mask === 0) break;
      const low = (words[at] as number) & mask;
      const high = (words[at + planeWords] as number) & mask;
      lows += onesPerLane(low);
      highs += onesPerLane(high);
      both += onesPerLane(low & high);
      mask = -1;
    }
    const three = sumLanes(both);
    const one = sumLanes(lows) - three;
    const two = sumLanes(highs) - three;
    return [to - from - one - two - three, one, two, three];
  }

  /** Digits 1, 2 and 3 before the block at `base`, in its superblock. */
  #counts(base: number): [number, number, number] {
    const { words } = this.#file;
    const low = words[base] as number;
    const high = words[base + 1] as number;
    const two = (low >>> 21) | ((high << 11) & countMask);
    return [low & countMask, two, (high >>> 10) & countMask];
  }

  /** The digit at a position. */
  digit(position: number): Digit {
    const block = Math.floor(position / digitsPerBlock);
    const inBlock = position - block * digitsPerBlock;
    const base = this.#file.locate(this.#blocks + block * wordsPerBlock);
    const { words } = this.#file;
    const at = base + 2 + (inBlock >>> 5);
    const low = ((words[at] as number) >>> (inBlock & 31)) & 1;
    const high = ((words[at + planeWords] as number) >>> (inBlock & 31)) & 1;
    return (2 * high + low) as Digit;
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
    const [one, two, three] = this.#counts(base);
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
    return sumLanes(lanes);
  }
}

function sumLanes(lanes: number): number {
  return Math.imul(lanes, 0x01010101) >>> 24;
}

function onesPerLane(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return (x + (x >>> 4)) & 0x0f0f0f0f;
}
