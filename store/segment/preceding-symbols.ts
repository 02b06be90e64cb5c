// The distinct symbols before the suffixes of an interval, each with the suffixes that begin with it.
//
// One walk down the levels of the BWT, into the children that are not empty: its cost grows with the
// distinct symbols, not with the width of the interval. A leaf is a symbol; where it lies in the last
// level of its code says which one.

import type { TermSymbol } from '../ids.ts';
import { type Bwt, symbolWords } from './bwt.ts';
import { unpackCode } from './huffman-codes.ts';
import type { Interval } from './interval.ts';
import type { PageFile } from './page-file.ts';
import type { Digit } from './quad-level.ts';

interface PrecedingSymbol {
  readonly symbol: TermSymbol;
  /** The suffixes that begin with it and then like those of the interval. */
  readonly interval: Interval;
}

/** The leaves of codes of one length, by their starts. */
interface Leaves {
  readonly starts: Uint32Array;
  readonly symbols: Uint32Array;
}

const digits: readonly Digit[] = [0, 1, 2, 3];

export class PrecedingSymbols {
  #file: PageFile;
  #bwt: Bwt;
  /** By length of code, made when first asked for: 8 bytes a symbol. */
  #leaves: readonly Leaves[] | undefined;

  constructor(file: PageFile, bwt: Bwt) {
    this.#file = file;
    this.#bwt = bwt;
  }

  /** Those of an interval that is not empty, in order of their codes. */
  *walk(interval: Interval): Generator<PrecedingSymbol, void, undefined> {
    this.#leaves ??= this.#readLeaves();
    const leaves = this.#leaves;
    const { levels, lengths } = this.#bwt;
    const stack = [{ level: 0, at: interval }];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      const { level, at } = node;
      const here = levels[level];
      // One symbol alone has a code of no digit.
      if (here === undefined || at.start >= (lengths[level] ?? 0)) {
        yield this.#read(leaves[level], at);
        continue;
      }
      const children = here.split(at);
      for (const digit of digits) {
        const child = children[digit];
        if (child.start < child.end) stack.push({ level: level + 1, at: child });
      }
    }
  }

  /** The symbol whose leaf holds the interval. */
  #read(leaves: Leaves | undefined, { start, end }: Interval): PrecedingSymbol {
    if (leaves === undefined) throw new Error('a code ends where no symbol has one');
    let low = 0;
    let high = leaves.starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((leaves.starts[middle] as number) <= start) low = middle;
      else high = middle;
    }
    const symbol = leaves.symbols[low] as number;
    const first = this.#file.word(this.#bwt.places.symbols + symbol * symbolWords + 1);
    const shift = first - (leaves.starts[low] as number);
    return { symbol, interval: { start: start + shift, end: end + shift } };
  }

  #readLeaves(): Leaves[] {
    const { symbols: table, alphabet } = this.#bwt.places;
    const byLength: { start: number; symbol: TermSymbol }[][] = [];
    for (let symbol = 0; symbol < alphabet; symbol++) {
      const entry = table + symbol * symbolWords;
      const { length } = unpackCode(this.#file.word(entry));
      byLength[length] ??= [];
      byLength[length].push({ start: this.#file.word(entry + 2), symbol });
    }
    return Array.from(byLength, (found = []) => {
      const sorted = found.sort((one, other) => one.start - other.start);
      return {
        starts: Uint32Array.from(sorted, ({ start }) => start),
        symbols: Uint32Array.from(sorted, ({ symbol }) => symbol),
      };
    });
  }
}
