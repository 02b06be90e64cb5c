// Rank over bits stored in blocks of one cache line.
//
//   a block: 16 u32; word 0 = ones in all blocks before, words 1..15 = 480 bits, lowest bit first
//
// native/blocks.ts has the numbers, since the kernel writes the blocks. `length` bits take
// floor(length / 480) + 1 blocks, so that position `length` itself has a block: rank(length) is the
// total. Blocks never cross a page (4096 is a multiple of 64).

import { bitsPerBlock, wordsPerBlock } from '../../native/blocks.ts';
import type { PageFile } from './page-file.ts';

/** The bits of one wavelet level. */
export class BitLevel {
  #file: PageFile;
  #start: number;

  /** `start`: the file's word at which the first block starts. */
  constructor(file: PageFile, start: number) {
    this.#file = file;
    this.#start = start;
  }

  /** Ones among the bits [0, position). */
  rank(position: number): number {
    const block = Math.floor(position / bitsPerBlock);
    const base = this.#file.locate(this.#start + block * wordsPerBlock);
    const before = this.#file.words[base] as number;
    return before + this.#onesInBlock(base, 0, position - block * bitsPerBlock);
  }

  /**
   * Ones among the bits [from, to), given the ones before `from`: within a block this touches the
   * words between only, and the intervals of rare phrases are that narrow.
   */
  onesBetween(from: number, to: number, onesBefore: number): number {
    const block = Math.floor(from / bitsPerBlock);
    const first = block * bitsPerBlock;
    if (to - first >= bitsPerBlock) return this.rank(to) - onesBefore;
    const base = this.#file.locate(this.#start + block * wordsPerBlock);
    return this.#onesInBlock(base, from - first, to - first);
  }

  /** Ones among the bits [from, to) of the block whose words start at `base`. */
  #onesInBlock(base: number, from: number, to: number): number {
    const { words } = this.#file;
    let index = base + 1 + (from >>> 5);
    const last = base + 1 + (to >>> 5);
    let word = (words[index] as number) & (-1 << (from & 31));
    let lanes = 0; // ones per byte lane, at most 15 * 8 a lane
    while (index < last) {
      lanes += onesPerLane(word);
      word = words[++index] as number;
    }
    lanes += onesPerLane(word & ((1 << (to & 31)) - 1));
    lanes = (lanes & 0x00ff00ff) + ((lanes >>> 8) & 0x00ff00ff);
    return (lanes + (lanes >>> 16)) & 0xffff;
  }
}

function onesPerLane(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return (x + (x >>> 4)) & 0x0f0f0f0f;
}
