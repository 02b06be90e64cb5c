// The symbols that the slots of an expression stand for in the segments of a snapshot, each found once.

import { wordAnalyzer } from '../../exposure/phrase-variants.ts';
import type { TermSymbol } from '../../store/ids.ts';
import type { Segment } from '../../store/segment/segment.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { SlotTerms } from '../terms/slot-terms.ts';
import type { ManySlot } from './slot-suffixes.ts';

interface Expansion {
  readonly terms: SlotTerms;
  readonly symbols: Map<Segment, readonly TermSymbol[]>;
}

export class SlotExpansions {
  readonly snapshot: Snapshot;
  #expansions = new Map<ManySlot, Expansion>();

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
  }

  /** Rising. Throws `too_many_terms`, and `bad_argument` for a pattern that is too complex. */
  readonly expand = (
    segment: Segment,
    slot: ManySlot,
  ): Generator<undefined, readonly TermSymbol[]> => {
    return this.#expand(segment, slot);
  };

  *#expand(segment: Segment, slot: ManySlot): Generator<undefined, readonly TermSymbol[]> {
    let expansion = this.#expansions.get(slot);
    if (expansion === undefined) {
      const { settings } = this.snapshot;
      const analyzer = settings.analyzer === 'ids' ? 'ids' : wordAnalyzer(settings);
      expansion = { terms: new SlotTerms(slot, analyzer), symbols: new Map() };
      this.#expansions.set(slot, expansion);
    }
    const { terms, symbols } = expansion;
    const known = symbols.get(segment);
    if (known !== undefined) return known;
    const found = yield* terms.walk(segment);
    symbols.set(segment, found);
    return found;
  }
}
