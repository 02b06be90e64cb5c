// Many phrases at once against a mapped segment file: the search of store/ in Rust.
//
// It knows where an index file has what (store/search-together.ts tells it) and reads only pages
// that have been checked: the answer to a phrase that needs another one is left to store/, which
// checks the page. Its twins are there, phrase by phrase: Segment.find, RankWavelet.first and last.
// Arguments are validated here.

/** A mapped file. */
export interface MappedPages {
  readonly words: Uint32Array;
  /** Of each page of 1024 words: not 0 where it has been checked. */
  readonly checked: Int32Array;
}

/** In place of a number: left to the caller. */
export const leftOut = 0xffffffff;

export interface PhraseSearch {
  /**
   * `terms` are UTF-8, a line feed between two; those of phrase i, at least one, end before the
   * term phraseEnds[i]. rows[2i] and rows[2i + 1] become the half-open interval of its rows, 0 and
   * 0 where there are none, or twice `leftOut`.
   */
  findRows(
    pages: MappedPages,
    places: SearchPlaces,
    terms: Uint8Array,
    phraseEnds: Uint32Array,
    rows: Uint32Array,
  ): void;

  /**
   * edges[i] becomes the smallest or the largest record of the ranks' rows [rows[2i], rows[2i + 1]),
   * or `leftOut` where it is left or there are no rows.
   */
  findEdges(
    pages: MappedPages,
    places: SearchPlaces,
    rows: Uint32Array,
    side: 'smallest' | 'largest',
    edges: Uint32Array,
  ): void;
}

/** Where a segment's index file has what; words of the file where not said otherwise. */
export interface SearchPlaces {
  /**
   * Slots of the dictionary, their number less 1, entries of symbols, first byte and length of the
   * terms, alphabet, rows; then of each level of the BWT its first word and its zeros.
   */
  readonly rows: Float64Array;
  /** First word of the ranks' first level, words of a level, then each level's zeros. */
  readonly edges: Float64Array;
}

/** What the native module exports: see native/src/lib.rs. */
export interface NativeSearch {
  findRows(
    words: Uint32Array,
    checked: Int32Array,
    places: Float64Array,
    terms: Uint8Array,
    phraseEnds: Uint32Array,
    rows: Uint32Array,
  ): void;
  findEdges(
    words: Uint32Array,
    checked: Int32Array,
    places: Float64Array,
    rows: Uint32Array,
    largest: boolean,
    edges: Uint32Array,
  ): void;
}

export function checkedSearch(native: NativeSearch): PhraseSearch {
  return {
    findRows({ words, checked }, places, terms, phraseEnds, rows) {
      check(rows.length === 2 * phraseEnds.length, 'two rows a phrase');
      check(
        phraseEnds.every((end, i) => end > (i === 0 ? 0 : (phraseEnds[i - 1] as number))),
        'a term at least in each phrase',
      );
      check(places.rows.length >= 7, 'the places of a segment');
      native.findRows(words, checked, places.rows, terms, phraseEnds, rows);
    },
    findEdges({ words, checked }, places, rows, side, edges) {
      check(rows.length === 2 * edges.length, 'an edge for two rows');
      check(places.edges.length >= 2, 'the places of a segment');
      native.findEdges(words, checked, places.edges, rows, side === 'largest', edges);
    },
  };
}

function check(holds: boolean, expected: string): void {
  if (!holds) throw new RangeError(`expected ${expected}`);
}
