// The phrases of a batch searched together in one mapped segment, by the native kernel.
//
// One by one, a search waits for memory most of its time; together, the waits overlap. What needs a
// page that has not been checked yet is left out here, and Segment asks for it alone.

import {
  leftOut,
  type MappedPages,
  type PhraseSearch,
  type SearchPlaces,
} from '../native/phrase-search.ts';
import { blockWords } from './bit-blocks.ts';
import type { BwtShape, Rows } from './bwt.ts';
import type { PageFile } from './page-file.ts';
import type { PhraseList } from './phrase-list.ts';
import type { RankWaveletShape } from './rank-wavelet.ts';

export class TogetherSearch {
  #search: PhraseSearch;
  #pages: MappedPages;
  #places: SearchPlaces;

  constructor(
    file: PageFile,
    shapes: { readonly bwt: BwtShape; readonly ranks: RankWaveletShape },
    search: PhraseSearch,
  ) {
    this.#search = search;
    this.#pages = { words: file.words, checked: file.loaded };
    this.#places = {
      rows: Float64Array.from(placesOfRows(file, shapes.bwt)),
      edges: Float64Array.from([
        file.section('ranks').start / 4,
        blockWords(shapes.ranks.rows),
        ...shapes.ranks.zeros,
      ]),
    };
  }

  /** The rows of each phrase in the BWT; undefined where it was left out. */
  findRows({ terms, phrases }: PhraseList): (Rows | undefined)[] {
    const found = new Uint32Array(2 * phrases.length);
    this.#search.findRows(this.#pages, this.#places, terms.bytes, terms.ends, found);
    return phrases.map((_, i) => {
      const start = found[2 * i] as number;
      return start === leftOut ? undefined : { start, end: found[2 * i + 1] as number };
    });
  }

  /**
   * The smallest or largest record of each interval of the ranks' rows; undefined where it was left
   * out or there are no rows.
   */
  findEdges(intervals: readonly Rows[], side: 'smallest' | 'largest'): (number | undefined)[] {
    const rows = new Uint32Array(2 * intervals.length);
    intervals.forEach(({ start, end }, i) => {
      rows[2 * i] = start;
      rows[2 * i + 1] = end;
    });
    const edges = new Uint32Array(intervals.length);
    this.#search.findEdges(this.#pages, this.#places, rows, side, edges);
    return Array.from(edges, (edge) => (edge === leftOut ? undefined : edge));
  }
}

function placesOfRows(file: PageFile, shape: BwtShape): number[] {
  const slots = file.section('term_slots');
  const bytes = file.section('term_bytes');
  const places = [
    slots.start / 4,
    slots.length / 4 - 1,
    file.section('symbols').start / 4,
    bytes.start,
    bytes.length,
    shape.alphabet,
    shape.rows,
  ];
  let word = file.section('bwt').start / 4;
  shape.levelLengths.forEach((length, level) => {
    places.push(word, shape.zeros[level] as number);
    word += blockWords(length);
  });
  return places;
}
