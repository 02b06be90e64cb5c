// Rank over bits stored in blocks of one cache line.
//
//   a block: 16 u32; word 0 = ones in all blocks before, words 1..15 = 480 bits, lowest bit first
//
// A run of `length` bits takes floor(length / 480) + 1 blocks, so that position `length` itself has
// a block: rank(length) is the total. Blocks never cross a page (4096 is a multiple of 64).

import type { PageFile } from './page-file.ts';

export const bitsPerBlock = 480;
export const wordsPerBlock = 16;

/** Words that the blocks of `length` bits take. */
export function blockWords(length: number): number {
  return (Math.floor(length / bitsPerBlock) + 1) * wordsPerBlock;
}

/** Ones among the bits [0, position) of the run of blocks that starts at the file's word `start`. */
export function rankOnes(file: PageFile, start: number, position: number): number {
  const block = Math.floor(position / bitsPerBlock);
  const rest = position - block * bitsPerBlock;
  const base = file.locate(start + block * wordsPerBlock);
  const words = file.words;
  const last = base + 1 + (rest >>> 5);
  const count = words[base] as number;
  let bytes = 0; // ones per byte lane, at most 15 * 8 a lane
  for (let index = base + 1; index < last; index++) {
    let x = words[index] as number;
    x -= (x >>> 1) & 0x55555555;
    x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
    bytes += (x + (x >>> 4)) & 0x0f0f0f0f;
  }
  if ((rest & 31) !== 0) {
    let x = (words[last] as number) & ((1 << (rest & 31)) - 1);
    x -= (x >>> 1) & 0x55555555;
    x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
    bytes += (x + (x >>> 4)) & 0x0f0f0f0f;
  }
  bytes = (bytes & 0x00ff00ff) + ((bytes >>> 8) & 0x00ff00ff);
  return count + ((bytes + (bytes >>> 16)) & 0xffff);
}
