// The record of every row, as a plain wavelet matrix: what a row interval tells about time.
//
// Rows are in suffix order, so the exposures of a phrase are one interval, and each question about
// their records (smallest, largest, how many below) is one walk down the levels, whatever the
// width of the interval (Claude, Navarro and Ordóñez 2015; Gagie, Navarro and Puglisi 2012).
// Values are local records: 0 is the segment's first.

import { blockWords } from '../../native/blocks.ts';
import { onesBetween, rankOnes } from './bit-blocks.ts';
import type { Interval } from './interval.ts';
import type { PageFile } from './page-file.ts';

export interface RankWaveletShape {
  /** Zero bits of each level, the most significant bit first; as many levels as bits. */
  readonly zeros: readonly number[];
  /** Rows that have a value. */
  readonly rows: number;
}

/** Where an index file has the ranks. */
export interface RankPlaces {
  /** First word of the first level. */
  readonly start: number;
  /** Words from one level to the next. */
  readonly stride: number;
  readonly zeros: readonly number[];
}

/** Values in [start, end), and in which order. */
export interface ValueRange {
  readonly start?: number;
  readonly end?: number;
  readonly descending?: boolean;
}

export class RankWavelet {
  #file: PageFile;
  #start: number;
  #stride: number;
  #zeros: readonly number[];

  constructor(file: PageFile, shape: RankWaveletShape) {
    this.#file = file;
    this.#start = file.section('ranks').start / 4;
    this.#stride = blockWords(shape.rows);
    this.#zeros = shape.zeros;
  }

  get places(): RankPlaces {
    return { start: this.#start, stride: this.#stride, zeros: this.#zeros };
  }

  /** The smallest value of the rows; undefined where there are none. */
  first(rows: Interval): number | undefined {
    return rows.start === rows.end ? undefined : this.#edge(rows, 0);
  }

  /** The largest value of the rows; undefined where there are none. */
  last(rows: Interval): number | undefined {
    return rows.start === rows.end ? undefined : this.#edge(rows, 1);
  }

  /**
   * The k-th smallest value of the rows, from 0, equal values counted each; undefined where there
   * are no more than k rows.
   */
  kth(rows: Interval, k: number): number | undefined {
    if (k >= rows.end - rows.start) return undefined;
    let at = rows;
    let left = k;
    let value = 0;
    for (let level = 0; level < this.#zeros.length; level++) {
      const [zeros, ones] = this.#split(level, at);
      const below = zeros.end - zeros.start;
      const one = left >= below;
      at = one ? ones : zeros;
      if (one) left -= below;
      value = value * 2 + (one ? 1 : 0);
    }
    return value;
  }

  /** How many of the rows have a value below `bound`. */
  countBelow(rows: Interval, bound: number): number {
    if (rows.start === rows.end || bound <= 0) return 0;
    const levels = this.#zeros.length;
    if (bound >= 2 ** levels) return rows.end - rows.start;
    const file = this.#file;
    let { start, end } = rows;
    let below = 0;
    for (let level = 0; level < levels && start < end; level++) {
      const word = this.#start + level * this.#stride;
      const onesStart = rankOnes(file, word, start);
      const onesEnd = onesStart + onesBetween(file, word, start, end, onesStart);
      if (((bound >>> (levels - 1 - level)) & 1) === 1) {
        below += end - start - (onesEnd - onesStart);
        const base = this.#zeros[level] as number;
        start = base + onesStart;
        end = base + onesEnd;
      } else {
        start -= onesStart;
        end -= onesEnd;
      }
    }
    return below;
  }

  /**
   * countBelow for many bounds in rising order, in one walk: a node of the tree is entered once,
   * and only where a bound lies inside it, so narrow intervals cost less than bounds × levels.
   */
  countsBelow(rows: Interval, bounds: readonly number[]): number[] {
    const counts = new Array<number>(bounds.length).fill(0);
    const walk = (
      level: number,
      value: number,
      at: Interval,
      below: number,
      from: number,
      to: number,
    ): void => {
      // Bounds [from, to) lie in [value, value + size]; `below` rows have values under `value`.
      const width = at.end - at.start;
      const size = 2 ** (this.#zeros.length - level);
      let left = from;
      while (left < to && (bounds[left] as number) <= value) counts[left++] = below;
      let right = to;
      while (right > left && (bounds[right - 1] as number) >= value + size) {
        counts[--right] = below + width;
      }
      if (left === right) return;
      if (width === 0) {
        counts.fill(below, left, right);
        return;
      }
      const [zeros, ones] = this.#split(level, at);
      const middle = value + size / 2;
      let cut = left;
      while (cut < right && (bounds[cut] as number) <= middle) cut++;
      walk(level + 1, value, zeros, below, left, cut);
      walk(level + 1, middle, ones, below + zeros.end - zeros.start, cut, right);
    };
    walk(0, 0, rows, 0, 0, bounds.length);
    return counts;
  }

  /**
   * The distinct values of the rows, each with how many rows have it: those in [start, end), all
   * by default, in rising order or, with `descending`, in falling order.
   */
  *distinct(
    rows: Interval,
    { start = 0, end = Number.POSITIVE_INFINITY, descending = false }: ValueRange = {},
  ): Generator<{ value: number; count: number }> {
    const levels = this.#zeros.length;
    const stack: { level: number; value: number; at: Interval }[] = [];
    const push = (level: number, value: number, at: Interval) => {
      const first = value * 2 ** (levels - level);
      if (at.start < at.end && first < end && first + 2 ** (levels - level) > start) {
        stack.push({ level, value, at });
      }
    };
    push(0, 0, rows);
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      const { level, value, at } = node;
      if (level === levels) {
        yield { value, count: at.end - at.start };
        continue;
      }
      const [zeros, ones] = this.#split(level, at);
      const next = level + 1;
      if (descending) push(next, value * 2, zeros);
      push(next, value * 2 + 1, ones);
      if (!descending) push(next, value * 2, zeros);
    }
  }

  /** How many distinct values the rows have: `distinct` to its end, without making it. */
  countDistinct(rows: Interval): number {
    const levels = this.#zeros.length;
    const count = (level: number, start: number, end: number): number => {
      if (start === end) return 0;
      if (level === levels || end - start === 1) return 1;
      const word = this.#start + level * this.#stride;
      const onesStart = rankOnes(this.#file, word, start);
      const onesEnd = onesStart + onesBetween(this.#file, word, start, end, onesStart);
      const base = this.#zeros[level] as number;
      return (
        count(level + 1, start - onesStart, end - onesEnd) +
        count(level + 1, base + onesStart, base + onesEnd)
      );
    };
    return count(0, rows.start, rows.end);
  }

  #edge(rows: Interval, side: 0 | 1): number {
    const file = this.#file;
    let { start, end } = rows;
    let value = 0;
    for (let level = 0; level < this.#zeros.length; level++) {
      const word = this.#start + level * this.#stride;
      const onesStart = rankOnes(file, word, start);
      const onesEnd = onesStart + onesBetween(file, word, start, end, onesStart);
      const hasOnes = onesEnd > onesStart;
      const hasZeros = end - start > onesEnd - onesStart;
      const one = side === 1 ? hasOnes : !hasZeros;
      if (one) {
        const base = this.#zeros[level] as number;
        start = base + onesStart;
        end = base + onesEnd;
        value = value * 2 + 1;
      } else {
        start -= onesStart;
        end -= onesEnd;
        value *= 2;
      }
    }
    return value;
  }

  #split(level: number, at: Interval): [Interval, Interval] {
    const word = this.#start + level * this.#stride;
    const onesStart = rankOnes(this.#file, word, at.start);
    const onesEnd = onesStart + onesBetween(this.#file, word, at.start, at.end, onesStart);
    const base = this.#zeros[level] as number;
    return [
      { start: at.start - onesStart, end: at.end - onesEnd },
      { start: base + onesStart, end: base + onesEnd },
    ];
  }
}
