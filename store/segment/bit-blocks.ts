// Rank over bits stored in blocks of one cache line.
//
//   a block: 16 u32; word 0 = ones in all blocks before, words 1..15 = 480 bits, lowest bit first
//
// native/blocks.ts has the numbers, since the kernel writes the blocks. A run of `length` bits takes floor(length / 480) + 1 blocks, so that position `length` itself has
// a block: rank(length) is the total. Blocks never cross a page (4096 is a multiple of 64).

import { bitsPerBlock, wordsPerBlock } from '../../native/blocks.ts';
import type { PageFile } from './page-file.ts';

/** Ones among the bits [0, position) of the run of blocks that starts at the file's word `start`. */
export function rankOnes(file: PageFile, start: number, position: number): number {
  const block = Math.floor(position / bitsPerBlock);
  const base = file.locate(start + block * wordsPerBlock);
  const words = file.words;
  return (words[base] as number) + onesInBlock(words, base, 0, position - block * bitsPerBlock);
}

/**
 * Ones among the bits [from, to), given the ones before `from`: within a block this touches the
 * words between only, which is what the narrow intervals of rare phrases need.
 */
export function onesBetween(
  file: PageFile,
  start: number,
  from: number,
  to: number,
  onesBefore: number,
): number {
  const block = Math.floor(from / bitsPerBlock);
  const first = block * bitsPerBlock;
  if (to - first >= bitsPerBlock) return rankOnes(file, start, to) - onesBefore;
  const base = file.locate(start + block * wordsPerBlock);
  return onesInBlock(file.words, base, from - first, to - first);
}

/** Ones among the bits [from, to) of the block whose words start at `base`. */
function onesInBlock(words: Uint32Array, base: number, from: number, to: number): number {
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

function onesPerLane(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return (x + (x >>> 4)) & 0x0f0f0f0f;
}
