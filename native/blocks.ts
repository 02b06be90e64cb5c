// The block layout of a level's bits, as the kernel and its twin write it.
//
//   a block: 16 u32; word 0 = ones in all blocks before, words 1..15 = 480 bits, lowest bit first
//
// `length` bits take floor(length / 480) + 1 blocks; position `length` has a place of its own.

export const bitsPerBlock = 480;
export const wordsPerBlock = 16;

/** Words that the blocks of `length` bits take. */
export function blockWords(length: number): number {
  return (Math.floor(length / bitsPerBlock) + 1) * wordsPerBlock;
}

/** Ones among 32 bits. */
export function countOnes(bits: number): number {
  let x = bits - ((bits >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
