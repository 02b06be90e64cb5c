// The record of every sorted suffix, as a wavelet matrix of arity 4: it answers when a phrase was seen.
//
// The exposures of a phrase are one interval of the sorted suffixes, and each question about
// their records (smallest, largest, how many below) is one walk down the levels, whatever the
// width of the interval (Claude, Navarro and Ordóñez 2015; Gagie, Navarro and Puglisi 2012).
// Values are local records, or groups of them (rank-values.ts): 0 is the segment's first. A level has
// two of their binary digits.

import { quadBlockWords, superblockWords } from '../../native/quad-blocks.ts';
import type { RankValue } from '../ids.ts';
import type { Interval } from './interval.ts';
import type { PageFile } from './page-file.ts';
import { type Digit, type LevelPlace, placeLevels, QuadLevel } from './quad-level.ts';

export interface RankWaveletShape {
  /** Levels, the most significant digit first. */
  readonly levels: number;
  /** Suffixes that have a value: all but those that begin with a record's end. */
  readonly rows: number;
}

/** Levels for so many values. */
export function countLevels(values: number): number {
  return values < 2 ? 0 : Math.ceil((32 - Math.clz32(values - 1)) / 2);
}

/** Where an index file has the ranks. */
export interface RankPlaces extends LevelPlace {
  /** Words from the blocks of one level to those of the next, and likewise for superblocks. */
  readonly blockStride: number;
  readonly superblockStride: number;
  readonly levels: number;
}

/** Values in [start, end), and in which order. */
interface ValueRange {
  readonly start?: RankValue;
  readonly end?: RankValue;
  readonly descending?: boolean;
}

/** A level: its digits, and the weight of a one. */
interface Level {
  readonly digits: QuadLevel;
  readonly weight: number;
}

/** A node of the tree: the suffixes whose values begin with the same `depth` digits. */
interface Node {
  readonly depth: number;
  /** The values that begin with them are [value, value + size). */
  readonly value: number;
  readonly size: number;
  readonly at: Interval;
}

const rising: readonly Digit[] = [0, 1, 2, 3];
const falling: readonly Digit[] = [3, 2, 1, 0];

export class RankWavelet {
  readonly places: RankPlaces;
  /** Levels, each of two binary digits of a value. */
  readonly levels: number;
  #levels: readonly Level[];
  /** Values are below it. */
  #size: number;

  constructor(file: PageFile, { rows, levels }: RankWaveletShape) {
    const lengths = new Array<number>(levels).fill(rows);
    const places = placeLevels(file, 'ranks', lengths);
    const [first = { blocks: 0, superblocks: 0 }] = places;
    const [blockStride, superblockStride] = [quadBlockWords(rows), superblockWords(rows)];
    this.places = { ...first, blockStride, superblockStride, levels };
    this.levels = levels;
    this.#size = 4 ** levels;
    this.#levels = places.map((place, depth) => {
      return { digits: new QuadLevel(file, place), weight: this.#size / 4 ** (depth + 1) };
    });
  }

  /** The suffixes of an interval of a level, as an interval of the next level for each digit. */
  split(level: number, interval: Interval): readonly [Interval, Interval, Interval, Interval] {
    const { digits } = this.#levels[level] as Level;
    return digits.split(interval);
  }

  /** The smallest value of an interval; undefined where it is empty. */
  first(interval: Interval): RankValue | undefined {
    return interval.start === interval.end ? undefined : this.#edge(interval, rising);
  }

  /** The largest value of an interval; undefined where it is empty. */
  last(interval: Interval): RankValue | undefined {
    return interval.start === interval.end ? undefined : this.#edge(interval, falling);
  }

  /**
   * The largest value of an interval below `bound`; undefined where there is none. One walk along the
   * digits of the bound, and at most one more down from the last place with a smaller digit.
   */
  lastBelow(interval: Interval, bound: RankValue): RankValue | undefined {
    if (bound >= this.#size) return this.last(interval);
    let node: Node = { depth: 0, value: 0, size: this.#size, at: interval };
    let below: Node | undefined;
    let left = Math.max(0, bound);
    while (left > 0 && node.at.start < node.at.end) {
      const { digits, weight } = this.#levels[node.depth] as Level;
      const { depth, value } = node;
      const digit = Math.floor(left / weight) as Digit;
      left -= digit * weight;
      const children = digits.split(node.at);
      const child = (of: number): Node => {
        const at = children[of] as Interval;
        return { depth: depth + 1, value: value + of * weight, size: weight, at };
      };
      for (let lower = digit - 1; lower >= 0; lower--) {
        const { start, end } = children[lower] as Interval;
        if (start === end) continue;
        below = child(lower);
        break;
      }
      node = child(digit);
    }
    if (below === undefined) return undefined;
    return below.value + this.#edge(below.at, falling, below.depth);
  }

  /**
   * The k-th smallest value of an interval, from 0, equal values counted each; undefined where it
   * has no more than k suffixes.
   */
  kth(interval: Interval, k: number): RankValue | undefined {
    if (k >= interval.end - interval.start) return undefined;
    let at = interval;
    let left = k;
    let value = 0;
    for (const { digits, weight } of this.#levels) {
      for (const [digit, child] of digits.split(at).entries()) {
        const width = child.end - child.start;
        if (left < width) {
          at = child;
          value += digit * weight;
          break;
        }
        left -= width;
      }
    }
    return value;
  }

  /**
   * How many suffixes of an interval have a value below `bound`. The walk ends where the rest of the
   * bound's digits are 0.
   */
  countBelow(interval: Interval, bound: RankValue): number {
    if (bound >= this.#size) return interval.end - interval.start;
    let at = interval;
    let below = 0;
    let left = Math.max(0, bound);
    for (const { digits, weight } of this.#levels) {
      if (left === 0 || at.start === at.end) break;
      const digit = Math.floor(left / weight) as Digit;
      left -= digit * weight;
      const children = digits.split(at);
      for (let lower = 0; lower < digit; lower++) {
        const { start, end } = children[lower] as Interval;
        below += end - start;
      }
      at = children[digit];
    }
    return below;
  }

  /**
   * countBelow for many bounds in rising order, in one walk: a node of the tree is entered once,
   * and only where a bound lies inside it, so narrow intervals cost less than bounds × levels.
   */
  countsBelow(interval: Interval, bounds: readonly RankValue[]): number[] {
    const counts = new Array<number>(bounds.length).fill(0);
    let next = 0; // the first bound without its count
    let below = 0; // suffixes with values under those of the node at hand
    const walk = (depth: number, value: number, at: Interval): void => {
      while (next < bounds.length && (bounds[next] as number) <= value) counts[next++] = below;
      const level = this.#levels[depth];
      const width = at.end - at.start;
      const isSplit = level !== undefined && width > 0 && next < bounds.length;
      if (!isSplit || (bounds[next] as number) >= value + 4 * level.weight) {
        below += width;
        return;
      }
      const { digits, weight } = level;
      let first = value;
      for (const child of digits.split(at)) {
        walk(depth + 1, first, child);
        first += weight;
      }
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
  ): Generator<{ value: RankValue; count: number }> {
    const stack: Node[] = [];
    const push = (node: Node) => {
      const { value, size, at } = node;
      if (at.start < at.end && value < end && value + size > start) stack.push(node);
    };
    push({ depth: 0, value: 0, size: this.#size, at: interval });
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      const { depth, value, at } = node;
      const level = this.#levels[depth];
      if (level === undefined) {
        yield { value, count: at.end - at.start };
        continue;
      }
      const { digits, weight: size } = level;
      const children = digits.split(at);
      for (const digit of descending ? rising : falling) {
        push({ depth: depth + 1, value: value + digit * size, size, at: children[digit] });
      }
    }
  }

  /** `distinct` in rising order, with a call for each value in place of a walk that its reader may stop. */
  visitDistinct(
    interval: Interval,
    { start = 0, end = Number.POSITIVE_INFINITY }: Omit<ValueRange, 'descending'>,
    visit: (value: RankValue, count: number) => void,
  ): void {
    const walk = (depth: number, value: number, at: Interval): void => {
      const level = this.#levels[depth];
      if (level === undefined) {
        visit(value, at.end - at.start);
        return;
      }
      const { digits, weight } = level;
      let first = value;
      for (const child of digits.split(at)) {
        if (child.start < child.end && first < end && first + weight > start) {
          walk(depth + 1, first, child);
        }
        first += weight;
      }
    };
    const isAsked = end > start && start < this.#size && end > 0;
    if (isAsked && interval.start < interval.end) walk(0, 0, interval);
  }

  /** How many distinct values an interval has: `distinct` to its end, without making it. */
  countDistinct(interval: Interval): number {
    return this.#countDistinct(0, interval);
  }

  #countDistinct(depth: number, at: Interval): number {
    if (at.start === at.end) return 0;
    const level = this.#levels[depth];
    if (level === undefined || at.end - at.start === 1) return 1;
    let sum = 0;
    for (const child of level.digits.split(at)) sum += this.#countDistinct(depth + 1, child);
    return sum;
  }

  /** Distinct values below each bound, in rising order; one walk over the distinct values. */
  countsDistinctBelow(interval: Interval, bounds: readonly RankValue[]): number[] {
    const counts = new Array<number>(bounds.length).fill(0);
    let next = 0; // the first bound without its count
    let seen = 0;
    const walk = (depth: number, value: number, at: Interval): void => {
      while (next < bounds.length && (bounds[next] as number) <= value) counts[next++] = seen;
      if (next === bounds.length || at.start === at.end) return;
      const level = this.#levels[depth];
      if (level === undefined || (bounds[next] as number) >= value + 4 * level.weight) {
        seen += this.#countDistinct(depth, at);
        return;
      }
      let first = value;
      for (const child of level.digits.split(at)) {
        walk(depth + 1, first, child);
        first += level.weight;
      }
    };
    walk(0, 0, interval);
    return counts.fill(seen, next);
  }

  /** The value of the first digits in `order` that the interval has, from level `depth` on. */
  #edge(interval: Interval, order: readonly Digit[], depth = 0): number {
    let at = interval;
    let value = 0;
    for (let i = depth; i < this.#levels.length; i++) {
      const { digits, weight } = this.#levels[i] as Level;
      const children = digits.split(at);
      for (const digit of order) {
        const child = children[digit];
        if (child.start === child.end) continue;
        at = child;
        value += digit * weight;
        break;
      }
    }
    return value;
  }
}
