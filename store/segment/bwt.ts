// The Burrows-Wheeler transform of a segment's symbols, as a Huffman-shaped wavelet matrix of arity 4.
//
// Backward search (Ferragina and Manzini, 2000): the sorted suffixes that begin with a phrase are
// one interval, found symbol by symbol from the phrase's end. A step costs one cache line for each end
// of the interval and each digit of the symbol's code, about five digits for English. Symbol 0 ends
// every record; no phrase holds it, so no match crosses a record.

import type { TermSymbol } from '../ids.ts';
import { unpackCode } from './huffman-codes.ts';
import { emptyInterval, type Interval } from './interval.ts';
import type { PageFile } from './page-file.ts';
import { type Digit, type LevelPlace, placeLevels, QuadLevel } from './quad-level.ts';

/** Words of a symbol's entry: packed code, first suffix, start of its leaf, first byte of its term. */
export const symbolWords = 4;

export interface BwtShape {
  /** Elements of each level: those whose code is longer than the level. */
  readonly levelLengths: readonly number[];
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
  readonly levels: readonly LevelPlace[];
}

export class Bwt {
  readonly places: BwtPlaces;
  readonly levels: readonly QuadLevel[];
  #file: PageFile;

  constructor(file: PageFile, { levelLengths, rows, alphabet }: BwtShape) {
    this.#file = file;
    const levels = placeLevels(file, 'bwt', levelLengths);
    this.levels = levels.map((place) => new QuadLevel(file, place));
    this.places = { symbols: file.section('symbols').start / 4, alphabet, rows, levels };
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
    const { code, length } = unpackCode(file.word(entry));
    const shift = file.word(entry + 1) - file.word(entry + 2); // first suffix - start of leaf
    let { start, end } = interval;
    for (let level = 0; level < length; level++) {
      const digits = this.levels[level] as QuadLevel;
      const digit = ((code >>> (2 * (length - 1 - level))) & 3) as Digit;
      start = digits.place(start, digit);
      end = digits.place(end, digit);
      if (start === end) return emptyInterval;
    }
    return { start: start + shift, end: end + shift };
  }
}
