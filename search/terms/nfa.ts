// A nondeterministic automaton over the bytes of a term: what a pattern or a distance is turned into.
//
// It is built from its end to its start, so each part is given the state that follows it. Only a loop
// needs a state whose ways are set later.

import { IndexError } from '../../errors.ts';
import { type ByteStep, done, type Utf8Steps } from './utf8-steps.ts';

/** States and parts that an automaton may be made of. */
const maxParts = 50_000;

export type NfaState =
  | { readonly kind: 'bytes'; readonly steps: readonly ByteStep[] }
  /** On to each of `to` without a byte: anywhere, or only at the start or the end of a term. */
  | { readonly kind: 'anywhere' | 'at start' | 'at end'; readonly to: number[] }
  | { readonly kind: 'accept' };

export interface Nfa {
  readonly states: readonly NfaState[];
  readonly start: number;
  /** As the user wrote it, for messages. */
  readonly name: string;
}

export class NfaBuilder {
  readonly states: NfaState[] = [{ kind: 'accept' }];
  readonly accept = 0;
  readonly name: string;
  #parts = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** One code point of a set, then `next`. */
  one(set: Utf8Steps, next: number): number {
    const before = this.states.length;
    for (const node of set) {
      this.#add({
        kind: 'bytes',
        steps: node.map(({ start, end, to }) => {
          return { start, end, to: to === done ? next : before + to };
        }),
      });
    }
    return this.states.length - 1;
  }

  /** A state that goes on to several; more may be added to the array. */
  ways(to: number[], kind: 'anywhere' | 'at start' | 'at end' = 'anywhere'): number {
    return this.#add({ kind, to });
  }

  /** Counts a part that may have no state of its own; throws `bad_argument` where they are too many. */
  count(): void {
    if (++this.#parts > maxParts) throw tooComplex(this.name, { max: maxParts, of: 'parts' });
  }

  build(start: number): Nfa {
    return { states: this.states, start, name: this.name };
  }

  #add(state: NfaState): number {
    this.count();
    return this.states.push(state) - 1;
  }
}

/** `name` as the user wrote it. */
export function tooComplex(
  name: string,
  { max, of }: { readonly max: number; readonly of: string },
): IndexError {
  return new IndexError(
    'bad_argument',
    `${name} is too complex: its automaton has more than ${max.toLocaleString('en')} ${of}. Use fewer or smaller repetitions.`,
    { found: name, expected: max },
  );
}
