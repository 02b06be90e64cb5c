// The symbols that the slots of an expression stand for in the segments of a snapshot, each found once.

import type { TermSymbol } from '../../store/ids.ts';
import type { Segment } from '../../store/segment/segment.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import type { ManySlot } from './slot-suffixes.ts';

export class SlotExpansions {
  readonly snapshot: Snapshot;
  #last:
    | { readonly segment: Segment; readonly symbols: Map<ManySlot, readonly TermSymbol[]> }
    | undefined;

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
  }

  /** Rising. Those of one segment are kept until another one is asked for. */
  readonly expand = (
    segment: Segment,
    slot: ManySlot,
  ): Generator<undefined, readonly TermSymbol[]> => {
    return this.#expand(segment, slot);
  };

  *#expand(segment: Segment, slot: ManySlot): Generator<undefined, readonly TermSymbol[]> {
    if (this.#last?.segment !== segment) this.#last = { segment, symbols: new Map() };
    const { symbols } = this.#last;
    const known = symbols.get(slot);
    if (known !== undefined) return known;
    const found = yield* findAll(segment, slot);
    symbols.set(slot, found);
    return found;
  }
}

/** Stand-in for search/terms/. */
function* findAll(segment: Segment, slot: ManySlot): Generator<undefined, TermSymbol[]> {
  const found: TermSymbol[] = [];
  for (let symbol = 1; symbol < segment.bwt.places.alphabet; symbol++) {
    const term = segment.dictionary.term(symbol);
    if (slot.kind === 'prefix' && term.startsWith(slot.prefix)) found.push(symbol);
    if (slot.kind === 'pattern' && new RegExp(`^(?:${slot.source})$`, 'u').test(term)) {
      found.push(symbol);
    }
    if (symbol % 1000 === 0) yield undefined;
  }
  return found;
}
