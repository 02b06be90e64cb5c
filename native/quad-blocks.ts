// The block layout of a level's digits 0..3, as the kernel and its twin write it.
//
//   a block: 16 u32 = 224 digits
//     words 0, 1  one u64, word 0 the low half: 21 bits each from the low one on for the digits 1, 2
//                 and 3 before the block in its superblock
//     words 2-8   low bits of the digits, lowest first; words 9-15 high bits
//   a superblock: 8192 blocks; its entry is 4 u32, for each v the digits below v in the whole level
//     and the digits v in the superblocks before
//
// So digit v at position i has the place entry[v] + block's count of v + digits v before i in the
// block, in the level stably sorted by digit. Zeros follow the last digit. `length` digits take
// floor(length / 224) + 1 blocks; position `length` has a place of its own.

export const digitsPerBlock = 224;
export const wordsPerBlock = 16;
export const blocksPerSuperblock = 8192;

/** Words that the blocks of `length` digits take. */
export function quadBlockWords(length: number): number {
  return countBlocks(length) * wordsPerBlock;
}

/** Words that the entries of the superblocks of `length` digits take. */
export function superblockWords(length: number): number {
  return (Math.floor((countBlocks(length) - 1) / blocksPerSuperblock) + 1) * 4;
}

function countBlocks(length: number): number {
  return Math.floor(length / digitsPerBlock) + 1;
}

/** Ones among 32 bits. */
export function countOnes(bits: number): number {
  let x = bits - ((bits >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
