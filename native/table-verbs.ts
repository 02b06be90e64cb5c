// The verbs that find a segment's bigrams and sort its terms: their arguments, declared once for the
// Rust kernel and its TypeScript twin.
//
// Both implement TableVerbs and trust their arguments, which checked-tables.ts validates for both.

export interface FindBigramsArguments {
  /** The symbol before each row's suffix. */
  readonly bwt: Uint32Array;
  /** First row of each symbol, and the number of rows. */
  readonly firstRows: Uint32Array;
  /** From how many occurrences on a bigram is found; at least 1. */
  readonly minCount: number;
  /**
   * The bigrams found: first symbol, second symbol, first row, end row of each; by falling count, then
   * by symbols. Room for floor(bwt.length / minCount) of them; undefined behind them.
   */
  readonly found: Uint32Array;
  /** For a filter (bigram-filter.ts): the keys of all distinct bigrams. */
  readonly filterKeys?: FilterKeys;
}

interface FilterKeys {
  /** The hash of each symbol's term. */
  readonly termHashes: Uint32Array;
  /** Becomes the keys, in the order of the scan; room for as many as there are rows. */
  readonly keys: Uint32Array;
}

export interface FoundBigrams {
  /** Bigrams in `found`. */
  readonly entries: number;
  /** Distinct bigrams, and keys. */
  readonly distinct: number;
}

export interface BigramTableArguments {
  /** Bigrams as FindBigramsArguments has them, no other ones behind them. */
  readonly found: Uint32Array;
  /** Becomes the table (bigram-table.ts). More slots than bigrams, a multiple of four. */
  readonly slots: Uint32Array;
}

export interface BigramFilterArguments {
  readonly keys: Uint32Array;
  /** Becomes the filter (bigram-filter.ts): whole blocks, at least one. */
  readonly filter: Uint32Array;
}

export interface SortTermsArguments {
  readonly bytes: Uint8Array;
  /** Where the term of each symbol starts; the last one ends with the bytes. */
  readonly starts: Uint32Array;
  /**
   * Becomes the symbols from 1 on by the bytes of their terms, a term before those that it begins;
   * symbols of equal terms rise.
   */
  readonly order: Uint32Array;
}

/** What the native module exports and the twin implements. */
export interface TableVerbs {
  /**
   * Finds the bigrams of symbols from 1 on in one scan. Working space: 12 bytes a symbol. Null where
   * a symbol of the bwt is not below the alphabet.
   */
  findBigrams(given: FindBigramsArguments): FoundBigrams | null;
  fillBigramTable(given: BigramTableArguments): void;
  fillBigramFilter(given: BigramFilterArguments): void;
  sortTerms(given: SortTermsArguments): void;
}
