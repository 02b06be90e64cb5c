// Where a phrase stands in a record, by the record's symbols.
//
// An occurrence is a range of tokens. Alternatives can make several of them begin at one token, or end
// at one. Then only the shortest from each start and the shortest to each end are kept, so that there are
// no more than two for each token. The time is linear in the record for each slot, whatever alternatives
// there are.

import type { Slot } from '../language/expression.ts';
import { inBlocks, type Pace } from './in-blocks.ts';
import { type Span, sortSpans } from './sort-spans.ts';

/** A slot that one token fills. */
export type OneSlot = Exclude<Slot, { readonly kind: 'alternatives' }>;

export interface RecordText {
  /** Tokens and boundaries. */
  readonly symbols: ArrayLike<number>;
  /** The symbol of the boundary; -1 where there is none. */
  readonly boundary: number;
  /** The symbols that a slot stands for; undefined: any token. */
  readonly symbolsOf: (slot: OneSlot) => ReadonlySet<number> | undefined;
  /** When reading it pauses; of all records that are read. */
  readonly pace: Pace;
}

/** By start, then by end, each once. Yields where a caller can pause. */
export function* findPhrase(
  slots: readonly Slot[],
  text: RecordText,
): Generator<undefined, Span[]> {
  const fixed = slots.filter((slot) => slot.kind !== 'alternatives');
  if (fixed.length === slots.length) return yield* findFixed(fixed, text);
  const { symbols, pace } = text;
  const { length } = symbols;
  const from = new Int32Array(length + 1);
  const all = { length: length + 1, pace };
  // From each place as a start, forwards: the nearest start of each end.
  yield* inBlocks(all, (start, end) => {
    for (let at = start; at < end; at++) from[at] = at;
  });
  const starts = yield* reach(from, slots, { text, isBack: false });
  // From each place as an end, backwards; ends are counted from the last one, so that more is nearer.
  const ends = yield* reach(from.toReversed(), slots.toReversed(), { text, isBack: true });
  const spans: Span[] = [];
  yield* inBlocks(all, (first, past) => {
    for (let at = first; at < past; at++) {
      const start = starts[at] as number;
      const end = ends[at] as number;
      if (start >= 0) spans.push({ start, end: at });
      if (end >= 0) spans.push({ start: at, end: length - end });
    }
  });
  return yield* sortSpans(spans, pace);
}

/** All occurrences of slots of one token each. */
function* findFixed(slots: readonly OneSlot[], text: RecordText): Generator<undefined, Span[]> {
  const { symbols, pace } = text;
  const fits = slots.map((slot) => slotTest(slot, text));
  const spans: Span[] = [];
  const length = symbols.length + 1 - fits.length;
  yield* inBlocks({ length, pace, work: fits.length }, (first, past) => {
    for (let start = first; start < past; start++) {
      if (fits.every((fit, i) => fit(symbols[start + i] as number))) {
        spans.push({ start, end: start + fits.length });
      }
    }
  });
  return spans;
}

function slotTest(slot: OneSlot, { boundary, symbolsOf }: RecordText): (symbol: number) => boolean {
  const wanted = symbolsOf(slot);
  if (wanted === undefined) return (symbol) => symbol !== boundary;
  const [only] = wanted;
  return wanted.size === 1 ? (symbol) => symbol === only : (symbol) => wanted.has(symbol);
}

interface Direction {
  readonly text: RecordText;
  /** The slots are in reverse order, and are read from later tokens to earlier ones. */
  readonly isBack: boolean;
}

type Reaching = Generator<undefined, Int32Array>;

/** Where slots lead from places: of each place the largest value that gets there, -1 where none does. */
function* reach(from: Int32Array, slots: readonly Slot[], direction: Direction): Reaching {
  let at = from;
  for (const slot of slots) {
    at =
      slot.kind === 'alternatives'
        ? yield* reachByAny(at, slot.of, direction)
        : yield* reachByOne(at, slot, direction);
  }
  return at;
}

function* reachByOne(from: Int32Array, slot: OneSlot, { text, isBack }: Direction): Reaching {
  const { symbols, pace } = text;
  const fits = slotTest(slot, text);
  const to = new Int32Array(from.length).fill(-1);
  const [source, target] = isBack ? [1, 0] : [0, 1];
  yield* inBlocks({ length: symbols.length, pace }, (start, end) => {
    for (let token = start; token < end; token++) {
      const value = from[token + source] as number;
      if (value >= 0 && fits(symbols[token] as number)) to[token + target] = value;
    }
  });
  return to;
}

function* reachByAny(
  from: Int32Array,
  sequences: readonly (readonly Slot[])[],
  direction: Direction,
): Reaching {
  const to = new Int32Array(from.length).fill(-1);
  const loop = { length: to.length, pace: direction.text.pace };
  for (const sequence of sequences) {
    const slots = direction.isBack ? sequence.toReversed() : sequence;
    const one = yield* reach(from, slots, direction);
    yield* inBlocks(loop, (start, end) => {
      for (let at = start; at < end; at++) {
        if ((one[at] as number) > (to[at] as number)) to[at] = one[at] as number;
      }
    });
  }
  return to;
}
