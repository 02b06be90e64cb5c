// The tokens of a document as our own matcher reads them, by the slots of one expression.
//
// Terms that no slot names are alike to it, so they are all one symbol.

import type { Expression } from '../../search/language/expression.ts';
import { Pace } from '../../search/records/in-blocks.ts';
import { matchesRecord } from '../../search/records/match-record.ts';
import type { OneSlot, RecordText } from '../../search/records/phrase-occurrences.ts';
import { boundaryTerm } from '../documents/encode-token.ts';
import type { TermsOf } from './flat-phrases.ts';

const otherTerm = 0;
const boundary = 1;

export class DocumentMatcher {
  #expression: Expression;
  #symbols = new Map([[boundaryTerm, boundary]]);
  #text: Omit<RecordText, 'symbols'>;

  /** `slots`: those of the expression. */
  constructor(expression: Expression, slots: Iterable<OneSlot>, termsOf: TermsOf) {
    this.#expression = expression;
    const known = new Map<OneSlot, ReadonlySet<number>>();
    for (const slot of slots) {
      const terms = termsOf(slot);
      if (terms !== undefined) known.set(slot, new Set(terms.map((term) => this.#symbolOf(term))));
    }
    this.#text = { boundary, symbolsOf: (slot) => known.get(slot), pace: new Pace() };
  }

  /** `texts`: of a document, as record-documents.ts makes them. */
  matches(texts: readonly string[]): boolean {
    const symbols: number[] = [];
    for (const text of texts) {
      if (text === '') continue;
      for (const term of text.split(' ')) symbols.push(this.#symbols.get(term) ?? otherTerm);
    }
    const work = matchesRecord(this.#expression, { ...this.#text, symbols });
    for (;;) {
      const { done, value } = work.next();
      if (done === true) return value;
    }
  }

  #symbolOf(term: string): number {
    const known = this.#symbols.get(term) ?? this.#symbols.size + boundary;
    this.#symbols.set(term, known);
    return known;
  }
}
