// The terms of a segment that an automaton accepts.
//
// Terms are walked in order. One begins with the bytes that it shares with the term before it, and the
// automaton continues behind those. Where it is dead, all terms that begin alike are passed.

import type { TermSymbol } from '../../store/ids.ts';
import type { SortedTerms } from '../../store/segment/sorted-terms.ts';
import { type Dfa, dead } from './dfa.ts';

/** Terms that take some milliseconds. */
const termsAtOnce = 50_000;

/**
 * Yields wherever some milliseconds may have passed. Returns the symbols in order of their terms, and no
 * more than `max` + 1 of them.
 */
export function* walkTerms(
  terms: SortedTerms,
  automaton: Dfa,
  max: number,
): Generator<undefined, TermSymbol[]> {
  const found: TermSymbol[] = [];
  const walk = yield* terms.openWalk();
  /** States after each number of bytes of the term at hand. */
  const states = [automaton.start];
  let read = 0;
  let isThere = walk.next();
  while (isThere && found.length <= max) {
    if (++read % termsAtOnce === 0) yield undefined;
    const { bytes, length } = walk;
    let depth = walk.shared;
    let state = states[depth] as number;
    while (depth < length && state !== dead) {
      state = automaton.next(state, bytes[depth] as number);
      states[++depth] = state;
    }
    if (state === dead) isThere = walk.pass(depth);
    else {
      if (automaton.accepts(state)) found.push(terms.symbol(walk.place));
      isThere = walk.next();
    }
  }
  return found;
}
