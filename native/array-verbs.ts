// The verbs over arrays: their arguments, declared once for the Rust kernel and its TypeScript twin.
//
// Both implement ArrayVerbs and trust their arguments, which checked-verbs.ts validates for both. Only
// elements of arrays are left to the verbs, whose answer says that one does not fit.

export interface SuffixSortArguments {
  /** Symbols of the text. They may be changed meanwhile and are restored. */
  readonly ids: Uint32Array;
  /** Every id is below it. */
  readonly alphabet: number;
  /**
   * sa[i] becomes where the i-th smallest suffix starts, the end of the text being smaller than
   * every symbol. Entries behind the last suffix are working space: 6 * alphabet is good, none is
   * allowed.
   */
  readonly sa: Uint32Array;
}

export interface GatherRowsArguments {
  readonly ids: Uint32Array;
  /** Where the suffix of each row starts; becomes the symbol before it, the last one before the first. */
  readonly rows: Uint32Array;
  /** Exclusive ends of the records in `ids`: they never fall, and the last one is ids.length. */
  readonly recordEnds: Uint32Array;
  readonly firstRow: number;
  /** ranks[row - firstRow] becomes the record in which the row's suffix starts. */
  readonly ranks: Uint32Array;
}

export interface LevelArguments {
  readonly values: Uint32Array;
  /** The bit of a value is (value >>> shift) & 1. */
  readonly shift: number;
  /** The values, those with a zero first, both parts in their order. */
  readonly next: Uint32Array;
  /** The bits, as blocks.ts lays them out. */
  readonly blocks: Uint32Array;
}

export interface HuffmanLevelArguments {
  /** Every symbol has a code of more than `level` bits. */
  readonly symbols: Uint32Array;
  readonly codes: Uint32Array;
  /** Bits of each code. */
  readonly lengths: Uint8Array;
  /** Which bit of the codes, counted from the most significant one. */
  readonly level: number;
  /** The symbols whose code goes on, in [0, kept), zeros first; undefined behind them. */
  readonly next: Uint32Array;
  readonly blocks: Uint32Array;
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

interface HuffmanLevel {
  /** Zero bits of the level, those of symbols that end here included. */
  readonly zeros: number;
  readonly kept: number;
}

/** What the native module exports and the twin implements. */
export interface ArrayVerbs {
  /** False where an id is not below the alphabet. */
  suffixSort(given: SuffixSortArguments): boolean;
  /** False where an entry of `rows` is not a position in `ids`. */
  gatherRows(given: GatherRowsArguments): boolean;
  /** One level of a wavelet matrix. Returns the number of zeros. */
  buildLevel(given: LevelArguments): number;
  /** One level of a Huffman-shaped matrix; null where a symbol has no bit at this level. */
  buildHuffmanLevel(given: HuffmanLevelArguments): HuffmanLevel | null;
  /** One level of a wavelet matrix of arity 4; false where the counts are not those of the values. */
  buildQuadLevel(given: QuadLevelArguments): boolean;
  /**
   * One level of a Huffman-shaped matrix of arity 4. Returns how many symbols are kept; null where a
   * symbol has no digit at this level, or the counts are not those of the symbols by their digits.
   */
  buildQuadHuffmanLevel(given: QuadHuffmanLevelArguments): number | null;
}
