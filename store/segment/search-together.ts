// The phrases of a batch searched together in one mapped segment, by the native kernel.
//
// One by one, a search waits for memory most of its time; together, the waits overlap. A phrase
// that needs a page that has not been checked yet is left out here, and Segment asks for it alone.

import type { LocalRecord } from '../ids.ts';
import type { Interval } from './interval.ts';
import type { PageFile } from './page-file.ts';
import type { PhraseList } from './phrase-list.ts';
import { leftOut, type MappedPages, type PhraseSearch } from './phrase-search.ts';

export class TogetherSearch {
  #search: PhraseSearch;
  #pages: MappedPages;

  constructor(file: PageFile, search: PhraseSearch) {
    this.#search = search;
    this.#pages = { words: file.words, checked: file.loaded };
  }

  /** The interval of each phrase in the BWT; undefined where it was left out. */
  findIntervals({ terms, phrases }: PhraseList): (Interval | undefined)[] {
    const found = new Uint32Array(2 * phrases.length);
    this.#search.findRows(this.#pages, terms, found);
    return phrases.map((_, i) => {
      const start = found[2 * i] as number;
      return start === leftOut ? undefined : { start, end: found[2 * i + 1] as number };
    });
  }

  /**
   * The smallest or largest record of each interval of the ranks; undefined where it was left out or
   * is empty.
   */
  findEdges(
    intervals: readonly Interval[],
    side: 'smallest' | 'largest',
  ): (LocalRecord | undefined)[] {
    const ends = new Uint32Array(2 * intervals.length);
    intervals.forEach(({ start, end }, i) => {
      ends[2 * i] = start;
      ends[2 * i + 1] = end;
    });
    const edges = new Uint32Array(intervals.length);
    if (side === 'smallest') this.#search.findSmallest(this.#pages, ends, edges);
    else this.#search.findLargest(this.#pages, ends, edges);
    return Array.from(edges, (edge) => (edge === leftOut ? undefined : edge));
  }
}
