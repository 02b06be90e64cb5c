// The verbs over arrays: their arguments, declared once for the Rust kernel and its TypeScript twin.
//
// Both implement ArrayVerbs and trust what they are given; checkedVerbs validates it for both. Only
// elements of arrays are left to the verbs, which say by their answer that one does not fit. An
// argument that does not fit is a bug of the caller: a plain RangeError.

import { blockWords } from './blocks.ts';

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

export interface HuffmanLevel {
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
}

/** The same, with everything validated. */
export interface CheckedVerbs {
  suffixSort(given: SuffixSortArguments): void;
  gatherRows(given: GatherRowsArguments): void;
  buildLevel(given: LevelArguments): number;
  buildHuffmanLevel(given: HuffmanLevelArguments): HuffmanLevel;
}

export function checkedVerbs(verbs: ArrayVerbs): CheckedVerbs {
  return {
    suffixSort(given) {
      checkSort(given);
      check(verbs.suffixSort(given), 'every id below the alphabet');
    },
    gatherRows(given) {
      checkGather(given);
      check(verbs.gatherRows(given), 'positions in ids in rows');
    },
    buildLevel(given) {
      checkLevel(given.values, given.shift, given);
      return verbs.buildLevel(given);
    },
    buildHuffmanLevel(given) {
      checkLevel(given.symbols, given.level, given);
      check(given.codes.length === given.lengths.length, 'a length for each code');
      const built = verbs.buildHuffmanLevel(given);
      if (built === null) throw new RangeError('expected symbols with a bit at this level');
      return built;
    },
  };
}

function checkSort({ ids, alphabet, sa }: SuffixSortArguments): void {
  checkLength(ids);
  check(isCount(alphabet), 'an alphabet below 2^31');
  check(sa.length >= ids.length, 'room for every suffix in sa');
  check(apart(ids, sa), 'ids and sa in memory of their own');
}

function checkGather({ ids, rows, recordEnds, firstRow, ranks }: GatherRowsArguments): void {
  checkLength(ids);
  check(rows.length === ids.length, 'a row for every symbol');
  check(isCount(firstRow), 'a first row below 2^31');
  check(ranks.length >= rows.length - firstRow, 'room for the rows from firstRow on in ranks');
  let end = 0;
  for (const next of recordEnds) {
    check(next >= end, 'record ends that never fall');
    end = next;
  }
  check(end === ids.length, `record ends up to ${ids.length}, found ${end}`);
  check(apart(ids, rows) && apart(ids, ranks), 'ids in memory of their own');
  check(apart(ranks, rows), 'ranks in memory of their own');
}

/** `index` is a shift or a level. */
function checkLevel(
  values: Uint32Array,
  index: number,
  { next, blocks }: { readonly next: Uint32Array; readonly blocks: Uint32Array },
): void {
  checkLength(values);
  check(isCount(index) && index < 32, 'a shift or level in [0, 32)');
  check(next.length >= values.length, 'room for every value in next');
  const words = blockWords(values.length);
  check(blocks.length >= words, `${words} words of blocks, found ${blocks.length}`);
  check(apart(values, next) && apart(values, blocks) && apart(next, blocks), 'arrays apart');
}

function checkLength(ids: Uint32Array): void {
  check(isCount(ids.length), `fewer than 2^31 symbols, found ${ids.length}`);
}

function isCount(number: number): boolean {
  return Number.isInteger(number) && number >= 0 && number < 2 ** 31;
}

function apart(one: ArrayBufferView, other: ArrayBufferView): boolean {
  return (
    one.buffer !== other.buffer ||
    one.byteOffset + one.byteLength <= other.byteOffset ||
    other.byteOffset + other.byteLength <= one.byteOffset
  );
}

function check(holds: boolean, expected: string): void {
  if (!holds) throw new RangeError(`expected ${expected}`);
}
