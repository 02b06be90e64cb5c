// Slots next to each other -> the sorted suffixes of a segment that begin with them.
//
// Backward search, a slot at a time, with a set of intervals in the place of one. Before a token each
// interval becomes one or none; before `?` one for each distinct symbol there, and before a slot that
// stands for many terms one for each of them that occurs. Where a set gets too large, what was found so
// far is a piece of its own: its records are candidates, and their symbols decide.

import type { TermSymbol } from '../../store/ids.ts';
import type { Interval } from '../../store/segment/interval.ts';
import { joinIntervals } from '../../store/segment/join-intervals.ts';
import type { Segment } from '../../store/segment/segment.ts';
import type { Slot } from '../language/expression.ts';

/** A slot that stands for many terms. */
export type ManySlot = Extract<Slot, { readonly kind: 'prefix' | 'pattern' | 'distance' }>;

/** The symbols of a segment that a slot stands for, each once. Yields where a caller can pause. */
export type ExpandSlot = (
  segment: Segment,
  slot: ManySlot,
) => Generator<undefined, readonly TermSymbol[]>;

/** Intervals of a set, at most: 100,000 take a millisecond or two to divide. */
const maxIntervals = 100_000;
/** Searches without a pause. */
const searchesAtOnce = 1000;
/** From so many symbols on, those before an interval may be fewer. */
const manySymbols = 16;

export interface FoundSuffixes {
  /**
   * Rows of the BWT. One set: a record holds the slots exactly where it is in one of the intervals. More:
   * it is in one of each where it holds them. An empty set: no record holds them.
   */
  readonly pieces: readonly (readonly Interval[])[];
  /** Whether the first piece stands for all slots. */
  readonly isExact: boolean;
}

const tooMany = Symbol('too many intervals');

/** Undefined: of no slot yet, so all suffixes. */
type Suffixes = readonly Interval[] | undefined;
type Longer = Generator<undefined, readonly Interval[] | typeof tooMany>;

export class SlotSearch {
  #segment: Segment;
  #expand: ExpandSlot;
  #max: number;
  #boundary: TermSymbol | undefined;
  #searches = 0;

  /** `max`: intervals of a set. */
  constructor(segment: Segment, expand: ExpandSlot, max = maxIntervals) {
    this.#segment = segment;
    this.#expand = expand;
    this.#max = max;
    this.#boundary = segment.dictionary.findBoundary();
  }

  /** Slots of one phrase, one at least. Yields where a caller can pause. */
  *find(slots: readonly Slot[]): Generator<undefined, FoundSuffixes> {
    const pieces: (readonly Interval[])[] = [];
    let isExact = true;
    let found: Suffixes;
    for (const slot of slots.toReversed()) {
      let longer = yield* this.#extend(found, slot);
      if (longer === tooMany) {
        isExact = false;
        if (found !== undefined) {
          pieces.push(found);
          longer = yield* this.#extend(undefined, slot);
        }
      }
      // A slot that is too large by itself says nothing of the records.
      found = longer === tooMany ? undefined : longer;
      if (found?.length === 0) return { pieces: [[]], isExact: true };
    }
    if (found !== undefined) pieces.push(found);
    return { pieces, isExact };
  }

  /** The suffixes that begin with the slot and then like those found. */
  *#extend(found: Suffixes, slot: Slot): Longer {
    if (slot.kind === 'alternatives') return yield* this.#extendByAny(found, slot.of);
    if (slot.kind === 'any') return yield* this.#precede(found, undefined);
    const { dictionary } = this.#segment;
    if (slot.kind !== 'token') {
      return yield* this.#prepend(found, yield* this.#expand(this.#segment, slot));
    }
    const symbol = dictionary.find(slot.token);
    return symbol === undefined ? [] : yield* this.#prepend(found, [symbol]);
  }

  *#extendByAny(found: Suffixes, sequences: readonly (readonly Slot[])[]): Longer {
    const all: Interval[] = [];
    for (const sequence of sequences) {
      let longer: Suffixes = found;
      for (const slot of sequence.toReversed()) {
        const next: readonly Interval[] | typeof tooMany = yield* this.#extend(longer, slot);
        if (next === tooMany) return tooMany;
        longer = next;
        if (next.length === 0) break;
      }
      for (const interval of longer ?? []) all.push(interval);
      if (all.length > this.#max) return tooMany;
    }
    return yield* joinIntervals(all);
  }

  /** One of these symbols before the suffixes. */
  *#prepend(found: Suffixes, symbols: readonly TermSymbol[]): Longer {
    const { bwt } = this.#segment;
    const longer: Interval[] = [];
    const add = (interval: Interval) => {
      if (interval.start < interval.end) longer.push(interval);
      return longer.length <= this.#max;
    };
    if (found === undefined) {
      for (const symbol of symbols) {
        if (!add(bwt.find(symbol))) return tooMany;
        if (this.#isPause()) yield undefined;
      }
      return yield* joinIntervals(longer);
    }
    const wanted = symbols.length >= manySymbols ? new Set(symbols) : undefined;
    for (const interval of found) {
      if (wanted !== undefined && interval.end - interval.start < symbols.length) {
        const own = yield* this.#precede([interval], wanted);
        if (own === tooMany || !own.every(add)) return tooMany;
        continue;
      }
      for (const symbol of symbols) {
        if (!add(bwt.extend(interval, symbol))) return tooMany;
        if (this.#isPause()) yield undefined;
      }
    }
    return yield* joinIntervals(longer);
  }

  /** Any symbol before the suffixes, or any of those wanted: a token, no end of a record and no boundary. */
  *#precede(found: Suffixes, wanted: ReadonlySet<TermSymbol> | undefined): Longer {
    if (found === undefined) return this.#allTokens();
    const longer: Interval[] = [];
    for (const one of found) {
      for (const { symbol, interval } of this.#segment.walkPreceding(one)) {
        if (this.#isPause()) yield undefined;
        if (symbol === 0 || symbol === this.#boundary) continue;
        if (wanted !== undefined && !wanted.has(symbol)) continue;
        if (longer.push(interval) > this.#max) return tooMany;
      }
    }
    return yield* joinIntervals(longer);
  }

  /** The suffixes that begin with a token. */
  #allTokens(): readonly Interval[] {
    const { bwt, records } = this.#segment;
    const { rows } = bwt.places;
    const { start, end } =
      this.#boundary === undefined ? { start: rows, end: rows } : bwt.find(this.#boundary);
    const around = [
      { start: records, end: start },
      { start: end, end: rows },
    ];
    return around.filter(({ start, end }) => start < end);
  }

  #isPause(): boolean {
    return ++this.#searches % searchesAtOnce === 0;
  }
}
