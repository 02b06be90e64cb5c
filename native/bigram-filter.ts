// The blocked Bloom filter of a segment's distinct bigrams, as the kernel and its twin fill it.
//
// Keys are made of hashes of terms, so that one key asks all segments. A block is 16 u32, a cache
// line of 512 bits, bit i being bit i mod 32 of word floor(i / 32). A bigram sets up to three bits
// of one block, which is partOf(key, blocks). With eight bits a bigram, 3.2 % of the absent bigrams are taken for present ones.

import { finalMix } from './final-mix.ts';

export const wordsPerFilterBlock = 16;

/** The key of a bigram, from the hashes of its terms: a whole number below 2^32. */
export function bigramKey(firstHash: number, secondHash: number): number {
  const turned = (secondHash << 13) | (secondHash >>> 19);
  return finalMix((Math.imul(firstHash, 5) + turned) | 0);
}

/** Blocks of a filter of so many distinct bigrams. */
export function filterBlocks(bigrams: number): number {
  return Math.max(1, Math.ceil(bigrams / 64));
}

/** The bits of a key in its block: three numbers of nine bits each, the first one lowest. */
export function filterBits(key: number): number {
  return finalMix(key ^ 0x9e3779b9) & (2 ** 27 - 1);
}
