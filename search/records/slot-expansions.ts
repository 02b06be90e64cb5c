// The symbols that the slots of an expression stand for in the segments of a snapshot, each found once.

import type { TermSymbol } from '../../store/ids.ts';
import type { Segment } from '../../store/segment/segment.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { analyzerOf } from '../language/analyzer-of.ts';
import { preparePattern } from '../terms/pattern-nfa.ts';
import { SlotTerms } from '../terms/slot-terms.ts';
import type { ManySlot } from './slot-suffixes.ts';

interface SlotExpansion {
  readonly terms: SlotTerms;
  /** Of each segment that was asked. */
  readonly symbols: Map<Segment, readonly TermSymbol[]>;
}

export class SlotExpansions {
  readonly snapshot: Snapshot;
  #slots = new Map<ManySlot, SlotExpansion>();

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
  }

  /** Rising. Throws `too_many_terms`. */
  readonly expand = (
    segment: Segment,
    slot: ManySlot,
  ): Generator<undefined, readonly TermSymbol[]> => this.#expand(segment, slot);

  *#expand(segment: Segment, slot: ManySlot): Generator<undefined, readonly TermSymbol[]> {
    let known = this.#slots.get(slot);
    if (known === undefined) {
      if (slot.kind === 'pattern') yield* preparePattern(slot.source);
      known = { terms: new SlotTerms(slot, analyzerOf(this.snapshot)), symbols: new Map() };
      this.#slots.set(slot, known);
    }
    const found = known.symbols.get(segment) ?? (yield* known.terms.walk(segment));
    known.symbols.set(segment, found);
    return found;
  }
}
