// A copy of the sorted terms of a segment, each without the bytes that it shares with the one before it.
//
// In the file the bytes of terms are in order of symbol, so a walk in order of terms waits for memory
// twice a term. The copy takes about 9 bytes a term of English, and is read from front to back.

import type { TermWalk } from './term-walk.ts';

/** Terms that are copied in some milliseconds. */
const termsAtOnce = 20_000;

/** More shared bytes are not counted, and are kept twice. */
const maxShared = 255;

export interface TermCopy {
  /** How many bytes a term shares with the term before it. */
  readonly shared: Uint8Array;
  /** Where the rest of each term starts in `rests`, and where one more would. */
  readonly starts: Uint32Array;
  readonly rests: Uint8Array;
  /** Bytes of the longest term. */
  readonly longest: number;
}

/** Copies the `count` terms of a walk that is before its first one. Yields where it may pause. */
export function* copyTerms(walk: TermWalk, count: number): Generator<undefined, TermCopy> {
  const shared = new Uint8Array(count);
  const starts = new Uint32Array(count + 1);
  let rests = new Uint8Array(4 * count + maxShared);
  let end = 0;
  let longest = 0;
  while (walk.next()) {
    const { place, bytes, length } = walk;
    if (place % termsAtOnce === termsAtOnce - 1) yield undefined;
    const same = Math.min(walk.shared, maxShared);
    if (end + length > rests.length) {
      const larger = new Uint8Array(2 * (end + length));
      larger.set(rests);
      rests = larger;
    }
    for (let i = same; i < length; i++) rests[end++] = bytes[i] as number;
    shared[place] = same;
    starts[place + 1] = end;
    longest = Math.max(longest, length);
  }
  return { shared, starts, rests: rests.slice(0, end), longest };
}

/** Walks over a copy, which is in order: some nanoseconds a term, less where it is passed. */
export class CopiedTermWalk implements TermWalk {
  place = -1;
  bytes: Uint8Array;
  length = 0;
  shared = 0;
  #copy: TermCopy;

  constructor(copy: TermCopy) {
    this.#copy = copy;
    this.bytes = new Uint8Array(copy.longest);
  }

  next(): boolean {
    return this.#readAt(this.place + 1);
  }

  pass(depth: number): boolean {
    const { shared } = this.#copy;
    let place = this.place + 1;
    while (place < shared.length && (shared[place] as number) >= depth) place++;
    return this.#readAt(place);
  }

  #readAt(place: number): boolean {
    const { shared, starts, rests } = this.#copy;
    if (place >= shared.length) return false;
    const from = starts[place] as number;
    const same = shared[place] as number;
    const rest = (starts[place + 1] as number) - from;
    for (let i = 0; i < rest; i++) this.bytes[same + i] = rests[from + i] as number;
    this.place = place;
    this.shared = same;
    this.length = same + rest;
    return true;
  }
}
