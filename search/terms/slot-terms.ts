// A slot that stands for many terms -> their symbols in each segment.
//
// The automaton is made once for all segments. Patterns are matched against terms as they are stored:
// with the analyzer `words` terms are in lower case, so a pattern ignores case there, as with the flag
// `i`. A slot may stand for so many distinct terms of the index; segments may have the same ones.

import { IndexError } from '../../errors.ts';
import type { TermSymbol } from '../../store/ids.ts';
import type { Segment } from '../../store/segment/segment.ts';
import type { IndexAnalyzer } from '../../text/index-analyzer.ts';
import type { Slot } from '../language/expression.ts';
import { Dfa } from './dfa.ts';
import { distanceNfa } from './distance-nfa.ts';
import { patternNfa } from './pattern-nfa.ts';
import { walkTerms } from './walk-terms.ts';

export type ManyTermsSlot = Extract<Slot, { readonly kind: 'prefix' | 'pattern' | 'distance' }>;

/** Distinct terms that a slot may stand for, over the segments of an index. */
export const maxTerms = 10_000;

/** Terms that are read without a pause. */
const comparedAtOnce = 2000;

interface Found {
  readonly segment: Segment;
  readonly symbols: readonly TermSymbol[];
}

/** One slot of a query; its segments are those of one snapshot, each asked for once. */
export class SlotTerms {
  #slot: ManyTermsSlot;
  #automaton: Dfa | undefined;
  /** What was found in the segments so far. */
  #found: Found[] = [];
  /** Terms of all of them. */
  #sum = 0;
  /** The distinct terms of so many of them, where they are compared. */
  #distinct = new Set<string>();
  #compared = 0;

  /** Throws `bad_argument` for a pattern that is not valid, or too complex. */
  constructor(slot: ManyTermsSlot, analyzer: IndexAnalyzer) {
    this.#slot = slot;
    this.#automaton = automatonOf(slot, analyzer);
  }

  /**
   * The symbols of a segment, rising. Yields wherever some milliseconds may have passed. Throws
   * `too_many_terms` where the slot stands for more than `maxTerms` terms of the segments so far.
   */
  *walk(segment: Segment): Generator<undefined, TermSymbol[]> {
    const symbols =
      this.#automaton === undefined
        ? this.#withPrefix(segment)
        : yield* walkTerms(segment.terms, this.#automaton, maxTerms);
    this.#found.push({ segment, symbols: symbols.sort((a, b) => a - b) });
    yield* this.#requireFew();
    return symbols;
  }

  /** The same without a pause. */
  expand(segment: Segment): TermSymbol[] {
    const walk = this.walk(segment);
    for (;;) {
      const { done, value } = walk.next();
      if (done === true) return value;
    }
  }

  #withPrefix({ terms }: Segment): TermSymbol[] {
    const prefix = this.#slot.kind === 'prefix' ? this.#slot.prefix : '';
    const { start, end } = terms.withPrefix(Buffer.from(prefix));
    if (end - start > maxTerms) throw tooManyTerms(this.#slot, end - start);
    return Array.from({ length: end - start }, (_, i) => terms.symbol(start + i));
  }

  /** Terms are compared only where all of them together would be too many. */
  *#requireFew(): Generator<undefined, void, undefined> {
    for (const { symbols } of this.#found) {
      if (symbols.length > maxTerms) throw tooManyTerms(this.#slot, symbols.length);
    }
    this.#sum += this.#found.at(-1)?.symbols.length ?? 0;
    if (this.#sum <= maxTerms) return;
    for (; this.#compared < this.#found.length; this.#compared++) {
      const { segment, symbols } = this.#found[this.#compared] as Found;
      for (const [i, symbol] of symbols.entries()) {
        this.#distinct.add(segment.term(symbol));
        if (i % comparedAtOnce === comparedAtOnce - 1) yield undefined;
      }
      if (this.#distinct.size > maxTerms) throw tooManyTerms(this.#slot, this.#distinct.size);
    }
  }
}

/** The error of a slot that stands for so many terms at least. */
export function tooManyTerms(slot: ManyTermsSlot, found: number): IndexError {
  return new IndexError(
    'too_many_terms',
    `${describe(slot)} stands for ${found.toLocaleString('en')} terms at least: expected at most ${maxTerms.toLocaleString('en')}. Make it match fewer.`,
    { found, expected: maxTerms },
  );
}

/** Accepts the bytes of the terms of a slot; undefined: those of a prefix. Throws `bad_argument`. */
export function automatonOf(slot: ManyTermsSlot, analyzer: IndexAnalyzer): Dfa | undefined {
  if (slot.kind === 'prefix') return undefined;
  if (slot.kind === 'distance') return new Dfa(distanceNfa(slot.token, slot.most));
  return new Dfa(patternNfa(slot.source, analyzer === 'words'));
}

function describe(slot: ManyTermsSlot): string {
  if (slot.kind === 'prefix') return `${slot.prefix}*`;
  if (slot.kind === 'distance') return `${slot.token}~${slot.most}`;
  return `/${slot.source}/`;
}
