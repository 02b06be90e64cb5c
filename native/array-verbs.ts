// The verbs over arrays: their arguments, declared once for the Rust kernel and its TypeScript twin.
//
// Both implement ArrayVerbs and trust their arguments, which checked-verbs.ts validates for both. Only
// elements of arrays are left to the verbs, whose answer says that one does not fit.

/** Ids that no term has: the end of a record, and a boundary inside one. */
export const idMarks = { recordEnd: 0xffff_ffff, boundary: 0xffff_fffe } as const;

export interface RenumberArguments {
  /**
   * Ids of terms, from 0 on, and idMarks between them; a boundary is the last of the terms. They become
   * symbols, the end of a record becomes 0.
   */
  readonly ids: Uint32Array;
  /** Becomes the terms by falling count, those of equal counts rising: order[s - 1] is symbol s. */
  readonly order: Uint32Array;
  /** Becomes the occurrences of each symbol, 0 included. */
  readonly counts: Uint32Array;
}

export interface SortRowsArguments {
  /** A text: 0 ends each record, the last one too. */
  readonly symbols: Uint32Array;
  /** Occurrences of each symbol. Besides the first they decide about speed only. */
  readonly counts: Uint32Array;
  /** Exclusive ends of the records in `symbols`. */
  readonly recordEnds: Uint32Array;
  /**
   * bwt[row] becomes the symbol before the row's suffix; before the suffix at 0 the last symbol.
   * Suffixes are compared up to the 0 that ends their record; those equal are in order of position.
   */
  readonly bwt: Uint32Array;
  /** records[row - recordEnds.length] becomes the record of a row that does not begin with 0. */
  readonly records: Uint32Array;
}

export interface QuadLevelArguments {
  readonly values: Uint32Array;
  /** The digit of a value is (value >>> shift) & 3. */
  readonly shift: number;
  /** How often each value occurs, where that is known: it saves a pass. */
  readonly counts?: Uint32Array;
  /** The values sorted by their digits, those of a digit in their order. */
  readonly next: Uint32Array;
  /** The digits, as quad-blocks.ts lays them out. */
  readonly blocks: Uint32Array;
  readonly superblocks: Uint32Array;
}

export interface QuadHuffmanLevelArguments {
  /** Every symbol has a code of more than `level` digits. */
  readonly symbols: Uint32Array;
  /** The digits of each code, two bits a digit, the last one lowest. */
  readonly codes: Uint32Array;
  /** Digits of each code, at most 16. */
  readonly lengths: Uint8Array;
  /** How often each symbol occurs, where that is known: it saves a pass. Those of ended codes are ignored. */
  readonly counts?: Uint32Array;
  /** Which digit of the codes, counted from the first one. */
  readonly level: number;
  /** The symbols whose code goes on, in [0, kept), sorted by their digits; undefined behind them. */
  readonly next: Uint32Array;
  readonly blocks: Uint32Array;
  readonly superblocks: Uint32Array;
}

/** What the native module exports and the twin implements. */
export interface ArrayVerbs {
  /**
   * Ids of terms become symbols by falling count. False where an id is neither a term nor a mark;
   * then the arrays mean nothing.
   */
  renumberIds(given: RenumberArguments): boolean;
  /**
   * Sorts the suffixes of a text. False where symbols, counts and ends of records do not fit each
   * other: each symbol has a count, and those that are 0 stand at the ends, as many as counts[0].
   */
  sortRows(given: SortRowsArguments): boolean;
  /** One level of a wavelet matrix of arity 4; false where the counts are not those of the values. */
  buildQuadLevel(given: QuadLevelArguments): boolean;
  /**
   * One level of a Huffman-shaped matrix of arity 4. Returns how many symbols are kept; null where a
   * symbol has no digit at this level, or the counts are not those of the symbols by their digits.
   */
  buildQuadHuffmanLevel(given: QuadHuffmanLevelArguments): number | null;
}
