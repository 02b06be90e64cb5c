// The hash table of bigrams and their rows and the filter of bigrams, in TypeScript.

import { filterBits, wordsPerFilterBlock } from '../bigram-filter.ts';
import { bigramHash, homeSlot, wordsPerBigram } from '../bigram-table.ts';
import { partOf } from '../final-mix.ts';
import type { BigramFilterArguments, BigramTableArguments } from '../table-verbs.ts';

export function fillBigramTable({ found, slots }: BigramTableArguments): void {
  slots.fill(0);
  const count = slots.length / wordsPerBigram;
  for (let at = 0; at < found.length; at += wordsPerBigram) {
    const entry = found.subarray(at, at + wordsPerBigram);
    let slot = homeSlot(bigramHash(entry[0] as number, entry[1] as number), count);
    // A bigram has rows, so the end of them is not 0.
    while (slots[slot * wordsPerBigram + 3] !== 0) slot = slot + 1 === count ? 0 : slot + 1;
    slots.set(entry, slot * wordsPerBigram);
  }
}

export function fillBigramFilter({ keys, filter }: BigramFilterArguments): void {
  filter.fill(0);
  const blocks = filter.length / wordsPerFilterBlock;
  for (const key of keys) {
    const start = partOf(key, blocks) * wordsPerFilterBlock;
    const bits = filterBits(key);
    for (let shift = 0; shift < 27; shift += 9) {
      const bit = (bits >>> shift) & 511;
      const word = start + (bit >>> 5);
      filter[word] = (filter[word] as number) | (1 << (bit & 31));
    }
  }
}
