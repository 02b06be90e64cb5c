// Where a phrase stands in a record, by the record's symbols.
//
// An occurrence is a range of tokens. Alternatives can make several of them begin at one token, or end
// at one. Then only the shortest from each start and the shortest to each end are kept, so that there are
// no more than two for each token. The time is linear in the record for each slot, whatever alternatives
// there are.

import type { Slot } from '../language/expression.ts';

/** A slot that one token fills. */
export type OneSlot = Exclude<Slot, { readonly kind: 'alternatives' }>;

export interface RecordText {
  /** Tokens and boundaries. */
  readonly symbols: ArrayLike<number>;
  /** The symbol of the boundary; -1 where there is none. */
  readonly boundary: number;
  /** The symbols that a slot stands for; undefined: any token. */
  readonly symbolsOf: (slot: OneSlot) => ReadonlySet<number> | undefined;
}

/** Tokens [start, end) of a record. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** By start, then by end, each once. */
export function findPhrase(slots: readonly Slot[], text: RecordText): Span[] {
  const fixed = slots.filter((slot) => slot.kind !== 'alternatives');
  if (fixed.length === slots.length) return findFixed(fixed, text);
  const { length } = text.symbols;
  // From each place as a start, forwards: the nearest start of each end.
  const starts = reach(
    Int32Array.from({ length: length + 1 }, (_, at) => at),
    slots,
    {
      text,
      isBack: false,
    },
  );
  // From each place as an end, backwards; ends are counted from the last one, so that more is nearer.
  const ends = reach(
    Int32Array.from({ length: length + 1 }, (_, at) => length - at),
    slots.toReversed(),
    { text, isBack: true },
  );
  const spans: Span[] = [];
  for (let at = 0; at <= length; at++) {
    const start = starts[at] as number;
    const end = ends[at] as number;
    if (start >= 0) spans.push({ start, end: at });
    if (end >= 0) spans.push({ start: at, end: length - end });
  }
  return sortSpans(spans);
}

/** By start, then by end, each once. */
export function sortSpans(spans: Span[]): Span[] {
  spans.sort((one, other) => one.start - other.start || one.end - other.end);
  return spans.filter((span, i) => {
    const before = spans[i - 1];
    return before === undefined || before.start !== span.start || before.end !== span.end;
  });
}

/** All occurrences of slots of one token each. */
function findFixed(slots: readonly OneSlot[], text: RecordText): Span[] {
  const { symbols } = text;
  const fits = slots.map((slot) => slotTest(slot, text));
  const spans: Span[] = [];
  for (let start = 0; start + fits.length <= symbols.length; start++) {
    if (fits.every((fit, i) => fit(symbols[start + i] as number))) {
      spans.push({ start, end: start + fits.length });
    }
  }
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

/** Where slots lead from places: of each place the largest value that gets there, -1 where none does. */
function reach(from: Int32Array, slots: readonly Slot[], direction: Direction): Int32Array {
  let at = from;
  for (const slot of slots) {
    at =
      slot.kind === 'alternatives'
        ? reachByAny(at, slot.of, direction)
        : reachByOne(at, slot, direction);
  }
  return at;
}

function reachByOne(from: Int32Array, slot: OneSlot, { text, isBack }: Direction): Int32Array {
  const { symbols } = text;
  const fits = slotTest(slot, text);
  const to = new Int32Array(from.length).fill(-1);
  for (let token = 0; token < symbols.length; token++) {
    const [source, target] = isBack ? [token + 1, token] : [token, token + 1];
    const value = from[source] as number;
    if (value >= 0 && fits(symbols[token] as number)) to[target] = value;
  }
  return to;
}

function reachByAny(
  from: Int32Array,
  sequences: readonly (readonly Slot[])[],
  direction: Direction,
): Int32Array {
  const to = new Int32Array(from.length).fill(-1);
  for (const sequence of sequences) {
    const slots = direction.isBack ? sequence.toReversed() : sequence;
    const one = reach(from, slots, direction);
    for (let at = 0; at < to.length; at++) {
      if ((one[at] as number) > (to[at] as number)) to[at] = one[at] as number;
    }
  }
  return to;
}
