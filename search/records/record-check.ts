// Which records of a segment satisfy an expression by their symbols: candidates of a walk that cannot
// say where tokens stand.

import type { LocalRecord, TermSymbol } from '../../store/ids.ts';
import type { Segment } from '../../store/segment/segment.ts';
import type { Expression, Slot } from '../language/expression.ts';
import { matches } from './match-symbols.ts';
import type { SlotExpansions } from './slot-expansions.ts';

export class RecordCheck {
  #expression: Expression;
  #expansions: SlotExpansions;

  constructor(expression: Expression, expansions: SlotExpansions) {
    this.#expression = expression;
    this.#expansions = expansions;
  }

  /** Those of some records that satisfy it. Yields where a caller can pause. */
  *confirm(segment: Segment, records: Uint32Array): Generator<undefined, LocalRecord[]> {
    const known = new Map<Slot, ReadonlySet<TermSymbol>>();
    for (const slot of walkSlots(this.#expression)) {
      if (slot.kind === 'any' || slot.kind === 'alternatives') continue;
      if (slot.kind === 'token') {
        const symbol = segment.dictionary.find(slot.token);
        known.set(slot, new Set(symbol === undefined ? [] : [symbol]));
      } else known.set(slot, new Set(yield* this.#expansions.expand(segment, slot)));
    }
    const boundary = segment.dictionary.findBoundary() ?? -1;
    const symbolsOf = (slot: Slot) => known.get(slot) ?? new Set<TermSymbol>();
    const confirmed: LocalRecord[] = [];
    for (const record of records) {
      const symbols = readSymbols(segment, record);
      if (matches(this.#expression, { symbols, boundary, symbolsOf })) confirmed.push(record);
      yield undefined;
    }
    return confirmed;
  }
}

function* walkSlots(expression: Expression): Generator<Slot> {
  if (expression.kind === 'phrase') yield* innerSlots(expression.slots);
  else if (expression.kind === 'near') {
    yield* walkSlots(expression.left);
    yield* walkSlots(expression.right);
  } else if (expression.kind === 'not') yield* walkSlots(expression.of);
  else for (const one of expression.of) yield* walkSlots(one);
}

function* innerSlots(slots: readonly Slot[]): Generator<Slot> {
  for (const slot of slots) {
    if (slot.kind === 'alternatives') for (const one of slot.of) yield* innerSlots(one);
    else yield slot;
  }
}

/** The symbols of a record, walked back from its end: row `record` of the BWT is the end's. */
function readSymbols({ bwt, preceding }: Segment, record: LocalRecord): TermSymbol[] {
  const symbols: TermSymbol[] = [];
  let row = record;
  for (;;) {
    const [before] = preceding.walk({ start: row, end: row + 1 });
    if (before === undefined || before.symbol === 0) return symbols.reverse();
    symbols.push(before.symbol);
    row = before.interval.start;
    if (row >= bwt.places.rows) throw new Error('a row behind the last one');
  }
}
