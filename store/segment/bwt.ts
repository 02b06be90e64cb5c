// The Burrows-Wheeler transform of a segment's symbols, as a Huffman-shaped wavelet matrix.
//
// Backward search (Ferragina and Manzini, 2000): the sorted suffixes that begin with a phrase are
// one interval, found symbol by symbol from the phrase's end. A step costs one rank pair for each bit
// of the symbol's code, about ten for English. Symbol 0 ends every record; no phrase holds it, so
// no match crosses a record.

import { blockWords } from '../../native/blocks.ts';
import type { TermSymbol } from '../ids.ts';
import { BitLevel } from './bit-blocks.ts';
import { emptyInterval, type Interval } from './interval.ts';
import type { PageFile } from './page-file.ts';

/** Words of a symbol's entry: packed code, first suffix, start of its leaf, first byte of its term. */
export const symbolWords = 4;

export interface BwtShape {
  /** Elements of each level: those whose code is longer than the level. */
  readonly levelLengths: readonly number[];
  /** Zero bits of each level. */
  readonly zeros: readonly number[];
  /** Suffixes, which is also the number of symbols in the text. */
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
  readonly places: BwtPlaces;
  #file: PageFile;
  #levels: { readonly bits: BitLevel; readonly zeros: number }[] = [];

  constructor(file: PageFile, { levelLengths, zeros, rows, alphabet }: BwtShape) {
    this.#file = file;
    const levels: number[] = [];
    let word = file.section('bwt').start / 4;
    for (const [level, length] of levelLengths.entries()) {
      levels.push(word);
      this.#levels.push({ bits: new BitLevel(file, word), zeros: zeros[level] ?? 0 });
      word += blockWords(length);
    }
    this.places = { symbols: file.section('symbols').start / 4, alphabet, rows, levels, zeros };
  }

  /** The suffixes that begin with one symbol. */
  find(symbol: TermSymbol): Interval {
    const { symbols, alphabet, rows } = this.places;
    const start = this.#file.word(symbols + symbol * symbolWords + 1);
    const next = symbol + 1;
    const end = next === alphabet ? rows : this.#file.word(symbols + next * symbolWords + 1);
    return { start, end };
  }

  /** The suffixes that begin with `symbol` and then like those of the interval: one backward step. */
  extend(interval: Interval, symbol: TermSymbol): Interval {
    const file = this.#file;
    const entry = this.places.symbols + symbol * symbolWords;
    const packed = file.word(entry);
    const code = packed >>> 5;
    const shift = file.word(entry + 1) - file.word(entry + 2); // first suffix - start of leaf
    let { start, end } = interval;
    let left = packed & 31; // bits of the code
    for (const { bits, zeros } of this.#levels) {
      if (left === 0) break;
      const onesStart = bits.rank(start);
      const onesEnd = onesStart + bits.onesBetween(start, end, onesStart);
      if (((code >>> --left) & 1) === 1) {
        start = zeros + onesStart;
        end = zeros + onesEnd;
      } else {
        start -= onesStart;
        end -= onesEnd;
      }
      if (start === end) return emptyInterval;
    }
    return { start: start + shift, end: end + shift };
  }
}
