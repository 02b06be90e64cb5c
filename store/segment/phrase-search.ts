// Searches for many phrases at once in a mapped index file, in Rust. These verbs of the kernel know
// the file format.
//
// It reads only pages that have been checked: the answer to a phrase that needs another one is left
// to Segment, which checks the page. Its twins are Dictionary, Bwt and RankWavelet, phrase by
// phrase; they work from the same places. Arguments are validated here.

import type { Addon } from '../../native/addon.ts';
import type { BigramPlaces } from './bigrams.ts';
import type { BwtPlaces } from './bwt.ts';
import type { DictionaryPlaces } from './dictionary.ts';
import type { PhraseTerms } from './phrase-list.ts';
import type { RankPlaces } from './rank-wavelet.ts';

/** Places in an index file that a search reads. */
interface SearchPlaces {
  readonly dictionary: DictionaryPlaces;
  readonly bigrams: BigramPlaces;
  readonly bwt: BwtPlaces;
  readonly ranks: RankPlaces;
}

/** A mapped file. */
export interface MappedPages {
  readonly words: Uint32Array;
  /** Of each page of 1024 words: not 0 where it has been checked. */
  readonly checked: Int32Array;
}

/** In place of a number: left to the caller. */
export const leftOut = 0xffffffff;

/** The searches of one file. */
export interface PhraseSearch {
  /**
   * rows[2 * i] and rows[2 * i + 1] become the interval of phrase i in the BWT, half-open, 0 and 0
   * where there are none, or twice `leftOut`. Each phrase has at least one term.
   */
  findRows(pages: MappedPages, terms: PhraseTerms, rows: Uint32Array): void;
  /**
   * edges[i] becomes the smallest record of the interval [rows[2 * i], rows[2 * i + 1]) of the ranks,
   * or `leftOut` where it is left or the interval is empty.
   */
  findSmallest(pages: MappedPages, rows: Uint32Array, edges: Uint32Array): void;
  /** The same for the largest record. */
  findLargest(pages: MappedPages, rows: Uint32Array, edges: Uint32Array): void;
}

export type CreatePhraseSearch = (places: SearchPlaces) => PhraseSearch;

/** The export of the native module for store/: see native/src/node/search_object.rs. */
interface SearchAddon extends Addon {
  readonly createPhraseSearch: CreatePhraseSearch;
}

/** Makes searches by the native module; undefined where there is none. */
export function loadPhraseSearch(addon: Addon | undefined): CreatePhraseSearch | undefined {
  if (addon === undefined || !canSearch(addon)) return undefined;
  return (places) => checkedSearch(addon.createPhraseSearch(places));
}

function canSearch(addon: Addon): addon is SearchAddon {
  return 'createPhraseSearch' in addon;
}

function checkedSearch(native: PhraseSearch): PhraseSearch {
  return {
    findRows(pages, terms, rows) {
      const { ends } = terms;
      check(rows.length === 2 * ends.length, 'two rows a phrase');
      let before = 0;
      for (const end of ends) {
        check(end > before, 'a term at least in each phrase');
        before = end;
      }
      native.findRows(pages, terms, rows);
    },
    findSmallest(pages, rows, edges) {
      check(rows.length === 2 * edges.length, 'an edge for two rows');
      native.findSmallest(pages, rows, edges);
    },
    findLargest(pages, rows, edges) {
      check(rows.length === 2 * edges.length, 'an edge for two rows');
      native.findLargest(pages, rows, edges);
    },
  };
}

function check(holds: boolean, expected: string): void {
  if (!holds) throw new RangeError(`expected ${expected}`);
}
