// A deterministic automaton, made of a nondeterministic one as far as terms need it.
//
// A state is the set of the states that the other one may be in. A byte costs one look at a table, or,
// the first time, a walk over such a set. States and walks have bounds, so no pattern takes much time
// or memory, and `(a+)+$` is like any other.

import { type Nfa, type NfaState, tooComplex } from './nfa.ts';

/** No term matches from here on. */
export const dead = 0;

const maxStates = 10_000;
/** States of the other automaton that are walked over. */
const maxWalked = 10_000_000;
const unmade = -1;

export class Dfa {
  readonly start: number;
  #nfa: Nfa;
  /** Bytes of a class lead to the same state from everywhere. */
  #classOf: Uint8Array;
  #classes: number;
  /** A row of classes for each state. */
  #table: Int32Array;
  #sets: (readonly number[])[] = [];
  #accepting: boolean[] = [];
  #known = new Map<string, number>();
  /** By state of the other automaton: the closure that met it last. */
  #met: Uint32Array;
  #closure = 0;
  #walked = 0;

  constructor(nfa: Nfa) {
    this.#nfa = nfa;
    const { classOf, classes } = classifyBytes(nfa.states);
    this.#classOf = classOf;
    this.#classes = classes;
    this.#table = new Int32Array(classes * 64).fill(unmade);
    this.#met = new Uint32Array(nfa.states.length);
    this.#state([], false);
    this.start = this.#state([nfa.start], true);
  }

  /** The state after one more byte. */
  next(state: number, byte: number): number {
    const at = state * this.#classes + (this.#classOf[byte] as number);
    const next = this.#table[at] as number;
    return next === unmade ? this.#make(state, byte, at) : next;
  }

  /** Whether a term that ends here matches. */
  accepts(state: number): boolean {
    return this.#accepting[state] as boolean;
  }

  #make(state: number, byte: number, at: number): number {
    const reached: number[] = [];
    const set = this.#sets[state] as readonly number[];
    this.#count(set.length);
    for (const one of set) {
      const from = this.#nfa.states[one];
      if (from?.kind !== 'bytes') continue;
      const step = from.steps.find(({ start, end }) => start <= byte && byte < end);
      if (step !== undefined) reached.push(step.to);
    }
    const next = this.#state(reached, false);
    this.#table[at] = next;
    return next;
  }

  /** The state of a set and all that it leads to without a byte. */
  #state(from: readonly number[], isAtStart: boolean): number {
    const set = this.#close(from, isAtStart ? ['anywhere', 'at start'] : ['anywhere']);
    const key = set.join();
    const known = this.#known.get(key);
    if (known !== undefined && !isAtStart) return known;
    const state = this.#sets.push(set) - 1;
    if (state >= maxStates) throw tooComplex(this.#nfa.name, { max: maxStates, of: 'states' });
    const ends = this.#close(set, [
      'anywhere',
      'at end',
      ...(isAtStart ? (['at start'] as const) : []),
    ]);
    this.#accepting.push(ends.some((one) => this.#nfa.states[one]?.kind === 'accept'));
    // The start is a state of its own: its set may be that of another, which is not at the start.
    if (!isAtStart) this.#known.set(key, state);
    const needed = (state + 1) * this.#classes;
    if (needed > this.#table.length) {
      const larger = new Int32Array(2 * needed).fill(unmade);
      larger.set(this.#table);
      this.#table = larger;
    }
    if (set.length === 0) this.#table.fill(dead, state * this.#classes, needed);
    return state;
  }

  /** The states that are reached over the given kinds of ways, in rising order, without those passed. */
  #close(from: readonly number[], kinds: readonly NfaState['kind'][]): number[] {
    const closure = ++this.#closure;
    const set: number[] = [];
    const stack = [...from];
    for (let one = stack.pop(); one !== undefined; one = stack.pop()) {
      if (this.#met[one] === closure) continue;
      this.#met[one] = closure;
      this.#count(1);
      const state = this.#nfa.states[one] as NfaState;
      if ('to' in state && kinds.includes(state.kind)) stack.push(...state.to);
      else if (state.kind !== 'at start') set.push(one);
    }
    return set.sort((a, b) => a - b);
  }

  #count(walked: number): void {
    this.#walked += walked;
    if (this.#walked > maxWalked) {
      throw tooComplex(this.#nfa.name, { max: maxWalked, of: 'ways' });
    }
  }
}

/** Bytes between two ends of steps are of one class. */
function classifyBytes(states: readonly NfaState[]): { classOf: Uint8Array; classes: number } {
  const isFirst = new Uint8Array(257);
  for (const state of states) {
    if (state.kind !== 'bytes') continue;
    for (const { start, end } of state.steps) {
      isFirst[start] = 1;
      isFirst[end] = 1;
    }
  }
  const classOf = new Uint8Array(256);
  let last = 0;
  for (let byte = 1; byte < 256; byte++) {
    if (isFirst[byte] === 1) last++;
    classOf[byte] = last;
  }
  return { classOf, classes: last + 1 };
}
