// The Burrows-Wheeler transform of a segment's symbols, as a Huffman-shaped wavelet matrix.
//
// Backward search (Ferragina and Manzini, 2000): the rows whose suffixes start with a phrase are one
// interval, found symbol by symbol from the phrase's end. A step costs one rank pair for each bit
// of the symbol's code, about ten for English. Symbol 0 ends every record; no phrase holds it, so
// no match crosses a record.

import { blockWords } from '../../native/blocks.ts';
import { BitLevel } from './bit-blocks.ts';
import { emptyInterval, type Interval } from './interval.ts';
import type { PageFile } from './page-file.ts';

/** Words of a symbol's entry: packed code, first row, start of its leaf, first byte of its term. */
export const symbolWords = 4;

export interface BwtShape {
  /** Elements of each level: those whose code is longer than the level. */
  readonly levelLengths: readonly number[];
  /** Zero bits of each level. */
  readonly zeros: readonly number[];
  /** Rows, which is also the number of symbols in the text. */
  readonly rows: number;
  /** Distinct symbols. */
  readonly alphabet: number;
}

/** Where an index file has the BWT. */
export interface BwtPlaces {
  /** First word of the symbol table. */
  readonly symbols: number;
  readonly alphabet: number;
  readonly rows: number;
  /** First word of each level. */
  readonly levels: readonly number[];
  readonly zeros: readonly number[];
}

export class Bwt {
  readonly shape: BwtShape;
  #file: PageFile;
  #symbols: number;
  #levels: BitLevel[] = [];
  #levelWords: number[] = [];

  constructor(file: PageFile, shape: BwtShape) {
    this.shape = shape;
    this.#file = file;
    this.#symbols = file.section('symbols').start / 4;
    let word = file.section('bwt').start / 4;
    for (const length of shape.levelLengths) {
      this.#levelWords.push(word);
      this.#levels.push(new BitLevel(file, word));
      word += blockWords(length);
    }
  }

  get places(): BwtPlaces {
    const { alphabet, rows, zeros } = this.shape;
    return { symbols: this.#symbols, alphabet, rows, levels: this.#levelWords, zeros };
  }

  /** Rows whose suffix starts with the one symbol. */
  rowsOf(symbol: number): Interval {
    const { alphabet, rows } = this.shape;
    const start = this.#file.word(this.#symbols + symbol * symbolWords + 1);
    const next = symbol + 1;
    const end = next === alphabet ? rows : this.#file.word(this.#symbols + next * symbolWords + 1);
    return { start, end };
  }

  /** Of `rows`, those preceded by `symbol`, as rows of the longer phrase: one backward step. */
  extend(rows: Interval, symbol: number): Interval {
    const file = this.#file;
    const entry = this.#symbols + symbol * symbolWords;
    const packed = file.word(entry);
    const length = packed & 31;
    const code = packed >>> 5;
    const shift = file.word(entry + 1) - file.word(entry + 2); // first row - start of leaf
    const { zeros } = this.shape;
    let start = rows.start;
    let end = rows.end;
    for (let level = 0; level < length; level++) {
      const bits = this.#levels[level] as BitLevel;
      const onesStart = bits.rank(start);
      const onesEnd = onesStart + bits.onesBetween(start, end, onesStart);
      if (((code >>> (length - 1 - level)) & 1) === 1) {
        const base = zeros[level] as number;
        start = base + onesStart;
        end = base + onesEnd;
      } else {
        start -= onesStart;
        end -= onesEnd;
      }
      if (start === end) return emptyInterval;
    }
    return { start: start + shift, end: end + shift };
  }
}
