// Two tokens next to each other: the rows of frequent bigrams, and a filter of all of them.
//
//   bigrams        slots of 4 u32: first symbol, second symbol, first row, end row; as
//                  native/bigram-table.ts lays them out
//   bigram_filter  blocks of 16 u32, as native/bigram-filter.ts lays them out; only in a small segment
//
// The first spares the search the step that costs most, since frequent symbols have wide intervals. The
// second says of most phrases that a segment does not have them, in a cache line and without its
// symbols, since its keys are made of the terms' bytes. One of many segments needs that most.

import { bigramKey, filterBits, wordsPerFilterBlock } from '../../native/bigram-filter.ts';
import { bigramHash, homeSlot, wordsPerBigram } from '../../native/bigram-table.ts';
import { partOf } from '../../native/final-mix.ts';
import type { TermSymbol } from '../ids.ts';
import type { Interval } from './interval.ts';
import type { PageFile } from './page-file.ts';

/** From how many exposures on a bigram is in the table. */
export const minBigramCount = 32;

/** Segments of more symbols have no filter: it would be large, and there are few of them. */
export const maxFilteredSymbols = 1 << 22;

/** Where an index file has its bigrams. */
export interface BigramPlaces {
  /** First word of the table. */
  readonly table: number;
  readonly slots: number;
  /** First word of the filter; blocks 0: there is none. */
  readonly filter: number;
  readonly filterBlocks: number;
}

export class Bigrams {
  readonly places: BigramPlaces;
  #file: PageFile;

  constructor(file: PageFile) {
    const { start, length } = file.section('bigrams');
    const filter = file.footer.sections['bigram_filter'];
    this.#file = file;
    this.places = {
      table: start / 4,
      slots: length / 4 / wordsPerBigram,
      filter: (filter?.start ?? 0) / 4,
      filterBlocks: (filter?.length ?? 0) / 4 / wordsPerFilterBlock,
    };
  }

  /** The rows of a frequent bigram; undefined where it is not in the table. */
  find(first: TermSymbol, second: TermSymbol): Interval | undefined {
    const { table, slots } = this.places;
    for (let slot = homeSlot(bigramHash(first, second), slots); ; slot++) {
      if (slot === slots) slot = 0;
      const word = table + slot * wordsPerBigram;
      const end = this.#file.word(word + 3);
      if (end === 0) return undefined;
      if (this.#file.word(word) === first && this.#file.word(word + 1) === second) {
        return { start: this.#file.word(word + 2), end };
      }
    }
  }

  get hasFilter(): boolean {
    return this.places.filterBlocks > 0;
  }

  /**
   * With a filter: false where two neighbours among terms with these hashes are next to each other
   * nowhere in the segment.
   */
  mayHave(hashes: readonly number[]): boolean {
    return hashes.every((hash, i) => {
      const before = hashes[i - 1];
      return before === undefined || this.#hasKey(bigramKey(before, hash));
    });
  }

  #hasKey(key: number): boolean {
    const { filter, filterBlocks } = this.places;
    const block = filter + partOf(key, filterBlocks) * wordsPerFilterBlock;
    const bits = filterBits(key);
    for (let shift = 0; shift < 27; shift += 9) {
      const bit = (bits >>> shift) & 511;
      if (((this.#file.word(block + (bit >>> 5)) >>> (bit & 31)) & 1) === 0) return false;
    }
    return true;
  }
}
