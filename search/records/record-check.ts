// Which records of a segment satisfy an expression by their symbols: candidates of a walk that cannot
// say where tokens stand.

import type { LocalRecord, TermSymbol } from '../../store/ids.ts';
import type { Segment } from '../../store/segment/segment.ts';
import type { Expression, Slot } from '../language/expression.ts';
import { Pace } from './in-blocks.ts';
import { matchesRecord } from './match-record.ts';
import type { OneSlot, RecordText } from './phrase-occurrences.ts';
import type { SlotExpansions } from './slot-expansions.ts';

/** Symbols of records that are held at a time; a longer record is held alone. */
const symbolsAtOnce = 1 << 18;

export class RecordCheck {
  #expression: Expression;
  #expansions: SlotExpansions;
  /** Of the segment at hand, which is asked for many batches of records. */
  #slots: { readonly segment: Segment; readonly known: Omit<RecordText, 'symbols'> } | undefined;

  constructor(expression: Expression, expansions: SlotExpansions) {
    this.#expression = expression;
    this.#expansions = expansions;
  }

  /** Those of some records that satisfy it. Yields where a caller can pause. */
  *confirm(segment: Segment, records: Uint32Array): Generator<undefined, LocalRecord[]> {
    if (this.#slots?.segment !== segment) {
      const known = yield* readSlots(segment, this.#expression, this.#expansions);
      this.#slots = { segment, known };
    }
    const slots = this.#slots.known;
    const confirmed: LocalRecord[] = [];
    for (const some of inPieces(segment, records)) {
      const { starts, symbols } = yield* segment.recordSymbols.read(some);
      for (const [i, record] of some.entries()) {
        const text = { ...slots, symbols: symbols.subarray(starts[i], starts[i + 1]) };
        if (yield* matchesRecord(this.#expression, text)) confirmed.push(record);
        if (i % 64 === 63) yield undefined;
      }
      yield undefined;
    }
    return confirmed;
  }
}

/** What the slots of an expression stand for in a segment. */
export function* readSlots(
  segment: Segment,
  expression: Expression,
  expansions: SlotExpansions,
): Generator<undefined, Omit<RecordText, 'symbols'>> {
  const known = new Map<OneSlot, ReadonlySet<TermSymbol>>();
  for (const slot of walkSlots(expression)) {
    if (slot.kind === 'any') continue;
    if (slot.kind === 'token') {
      const symbol = segment.dictionary.find(slot.token);
      known.set(slot, new Set(symbol === undefined ? [] : [symbol]));
    } else known.set(slot, new Set(yield* expansions.expand(segment, slot)));
  }
  const boundary = segment.dictionary.findBoundary() ?? -1;
  return { boundary, symbolsOf: (slot) => known.get(slot), pace: new Pace() };
}

function* inPieces({ recordSymbols }: Segment, records: Uint32Array): Generator<Uint32Array> {
  let start = 0;
  let symbols = 0;
  for (let i = 0; i < records.length; i++) {
    const length = recordSymbols.length(records[i] as number);
    if (i > start && symbols + length > symbolsAtOnce) {
      yield records.subarray(start, i);
      start = i;
      symbols = 0;
    }
    symbols += length;
  }
  if (start < records.length) yield records.subarray(start);
}

/** The slots of an expression that one token fills. */
export function* walkSlots(expression: Expression): Generator<OneSlot> {
  if (expression.kind === 'phrase') yield* innerSlots(expression.slots);
  else if (expression.kind === 'near') {
    yield* walkSlots(expression.left);
    yield* walkSlots(expression.right);
  } else if (expression.kind === 'not') yield* walkSlots(expression.of);
  else for (const one of expression.of) yield* walkSlots(one);
}

function* innerSlots(slots: readonly Slot[]): Generator<OneSlot> {
  for (const slot of slots) {
    if (slot.kind === 'alternatives') for (const one of slot.of) yield* innerSlots(one);
    else yield slot;
  }
}
