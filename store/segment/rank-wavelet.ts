// The record of every sorted suffix, as a plain wavelet matrix: it answers when a phrase was seen.
//
// The exposures of a phrase are one interval of the sorted suffixes, and each question about
// their records (smallest, largest, how many below) is one walk down the levels, whatever the
// width of the interval (Claude, Navarro and Ordóñez 2015; Gagie, Navarro and Puglisi 2012).
// Values are local records: 0 is the segment's first.

import { blockWords } from '../../native/blocks.ts';
import type { LocalRecord } from '../ids.ts';
import { BitLevel } from './bit-blocks.ts';
import type { Interval } from './interval.ts';
import type { PageFile } from './page-file.ts';

export interface RankWaveletShape {
  /** Zero bits of each level, the most significant bit first; as many levels as bits. */
  readonly zeros: readonly number[];
  /** Suffixes that have a value: all but those that begin with a record's end. */
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
interface ValueRange {
  readonly start?: LocalRecord;
  readonly end?: LocalRecord;
  readonly descending?: boolean;
}

/** A level: its bits, how many of them are zeros, and the weight of a one. */
interface Level {
  readonly bits: BitLevel;
  readonly zeros: number;
  readonly weight: number;
}

/** A node of the tree: the suffixes whose values begin with the same `depth` bits. */
interface Node {
  readonly depth: number;
  /** The values that begin with them are [value, value + size). */
  readonly value: number;
  readonly size: number;
  readonly at: Interval;
}

export class RankWavelet {
  readonly places: RankPlaces;
  #levels: readonly Level[];
  /** Values are below it. */
  #size: number;

  constructor(file: PageFile, { rows, zeros }: RankWaveletShape) {
    const start = file.section('ranks').start / 4;
    const stride = blockWords(rows);
    this.places = { start, stride, zeros };
    this.#size = 2 ** zeros.length;
    this.#levels = zeros.map((zeros, depth) => {
      const bits = new BitLevel(file, start + depth * stride);
      return { bits, zeros, weight: this.#size / 2 ** (depth + 1) };
    });
  }

  /** The smallest value of an interval; undefined where it is empty. */
  first(interval: Interval): LocalRecord | undefined {
    return interval.start === interval.end ? undefined : this.#edge(interval, 0);
  }

  /** The largest value of an interval; undefined where it is empty. */
  last(interval: Interval): LocalRecord | undefined {
    return interval.start === interval.end ? undefined : this.#edge(interval, 1);
  }

  /**
   * The k-th smallest value of an interval, from 0, equal values counted each; undefined where it
   * has no more than k suffixes.
   */
  kth(interval: Interval, k: number): LocalRecord | undefined {
    if (k >= interval.end - interval.start) return undefined;
    let at = interval;
    let left = k;
    let value = 0;
    for (const level of this.#levels) {
      const [zeros, ones] = split(level, at);
      const below = zeros.end - zeros.start;
      const one = left >= below;
      at = one ? ones : zeros;
      if (one) left -= below;
      value = value * 2 + (one ? 1 : 0);
    }
    return value;
  }

  /** How many suffixes of an interval have a value below `bound`. */
  countBelow(interval: Interval, bound: LocalRecord): number {
    if (interval.start === interval.end || bound <= 0) return 0;
    if (bound >= this.#size) return interval.end - interval.start;
    let { start, end } = interval;
    let below = 0;
    let shift = this.#levels.length;
    for (const { bits, zeros } of this.#levels) {
      const onesStart = bits.rank(start);
      const onesEnd = onesStart + bits.onesBetween(start, end, onesStart);
      if (((bound >>> --shift) & 1) === 1) {
        below += end - start - (onesEnd - onesStart);
        start = zeros + onesStart;
        end = zeros + onesEnd;
      } else {
        start -= onesStart;
        end -= onesEnd;
      }
      if (start === end) return below;
    }
    return below;
  }

  /**
   * countBelow for many bounds in rising order, in one walk: a node of the tree is entered once,
   * and only where a bound lies inside it, so narrow intervals cost less than bounds × levels.
   */
  countsBelow(interval: Interval, bounds: readonly LocalRecord[]): number[] {
    const counts = new Array<number>(bounds.length).fill(0);
    let next = 0; // the first bound without its count
    let below = 0; // suffixes with values under those of the node at hand
    const walk = (depth: number, value: number, at: Interval): void => {
      while (next < bounds.length && (bounds[next] as number) <= value) counts[next++] = below;
      const level = this.#levels[depth];
      const width = at.end - at.start;
      const isSplit = level !== undefined && width > 0 && next < bounds.length;
      if (!isSplit || (bounds[next] as number) >= value + 2 * level.weight) {
        below += width;
        return;
      }
      const [zeros, ones] = split(level, at);
      walk(depth + 1, value, zeros);
      walk(depth + 1, value + level.weight, ones);
    };
    walk(0, 0, interval);
    return counts.fill(below, next);
  }

  /**
   * The distinct values of an interval, each with how many suffixes have it: those in [start, end), all
   * by default, in rising order or, with `descending`, in falling order.
   */
  *distinct(
    interval: Interval,
    { start = 0, end = Number.POSITIVE_INFINITY, descending = false }: ValueRange = {},
  ): Generator<{ value: LocalRecord; count: number }> {
    const stack: Node[] = [];
    const push = (node: Node) => {
      const { value, size, at } = node;
      if (at.start < at.end && value < end && value + size > start) stack.push(node);
    };
    push({ depth: 0, value: 0, size: this.#size, at: interval });
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      const { value, at } = node;
      const level = this.#levels[node.depth];
      if (level === undefined) {
        yield { value, count: at.end - at.start };
        continue;
      }
      const [zeros, ones] = split(level, at);
      const depth = node.depth + 1;
      const lower = { depth, value, size: level.weight, at: zeros };
      const upper = { depth, value: value + level.weight, size: level.weight, at: ones };
      push(descending ? lower : upper);
      push(descending ? upper : lower);
    }
  }

  /** How many distinct values an interval has: `distinct` to its end, without making it. */
  countDistinct(interval: Interval): number {
    const count = (depth: number, start: number, end: number): number => {
      if (start === end) return 0;
      const level = this.#levels[depth];
      if (level === undefined || end - start === 1) return 1;
      const { bits, zeros } = level;
      const onesStart = bits.rank(start);
      const onesEnd = onesStart + bits.onesBetween(start, end, onesStart);
      return (
        count(depth + 1, start - onesStart, end - onesEnd) +
        count(depth + 1, zeros + onesStart, zeros + onesEnd)
      );
    };
    return count(0, interval.start, interval.end);
  }

  #edge(interval: Interval, side: 0 | 1): number {
    let { start, end } = interval;
    let value = 0;
    for (const { bits, zeros } of this.#levels) {
      const onesStart = bits.rank(start);
      const onesEnd = onesStart + bits.onesBetween(start, end, onesStart);
      const hasOnes = onesEnd > onesStart;
      const hasZeros = end - start > onesEnd - onesStart;
      const one = side === 1 ? hasOnes : !hasZeros;
      if (one) {
        start = zeros + onesStart;
        end = zeros + onesEnd;
        value = value * 2 + 1;
      } else {
        start -= onesStart;
        end -= onesEnd;
        value *= 2;
      }
    }
    return value;
  }
}

/** An interval on the next level: the suffixes with a zero, and those with a one. */
function split({ bits, zeros }: Level, { start, end }: Interval): [Interval, Interval] {
  const onesStart = bits.rank(start);
  const onesEnd = onesStart + bits.onesBetween(start, end, onesStart);
  return [
    { start: start - onesStart, end: end - onesEnd },
    { start: zeros + onesStart, end: zeros + onesEnd },
  ];
}
