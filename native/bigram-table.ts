// The hash table of a segment's frequent bigrams and their rows, as the kernel and its twin fill it.
//
//   a slot: 4 u32: first symbol, second symbol, first row, end row (exclusive); empty: four zeros
//
// Four slots are a bucket, a cache line. A bigram stands in the first slot that was empty, from the
// first one of its home bucket on, one by one, from the last slot on to slot 0. Slots are a multiple
// of four, so that no look-up of an absent bigram runs long: at most two thirds are taken, or there
// are fewer than four bigrams.

import { finalMix, partOf } from './final-mix.ts';

export const wordsPerBigram = 4;

/** The hash of a bigram of symbols: a whole number below 2^32. */
export function bigramHash(first: number, second: number): number {
  const product = Math.imul(second, 0x85ebca6b);
  const turned = (product << 16) | (product >>> 16);
  return finalMix(Math.imul(first, 0x9e3779b1) ^ turned);
}

/** Slots of a table of so many bigrams: the smallest multiple of 4 from 1.5 a bigram on, 4 at least. */
export function bigramSlots(bigrams: number): number {
  return Math.max(1, Math.ceil((3 * bigrams) / 8)) * 4;
}

/** The first slot of the bucket where the search for a bigram with this hash begins. */
export function homeSlot(hash: number, slots: number): number {
  return partOf(hash, slots / 4) * 4;
}
