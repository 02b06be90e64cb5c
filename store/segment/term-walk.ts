// A walk over the sorted terms of a segment, which may pass all terms that begin alike.
//
// It says how many bytes a term shares with the one that was read before it, so that a reader keeps
// its own state of those bytes.

import { findFirst } from './find-first.ts';

export interface TermWalk {
  /** Of the term at hand, -1 before the first one. */
  readonly place: number;
  /** Its bytes, the first `length` of the array; valid until the next call. */
  readonly bytes: Uint8Array;
  readonly length: number;
  /** How many of the first bytes are those of the term before it in this walk. */
  readonly shared: number;
  /** On to the next term; false where there is none. */
  next(): boolean;
  /**
   * On to the next term that has not the first `depth` bytes of the one at hand, `depth` from 1 on. Above
   * 255 it may be an earlier one.
   */
  pass(depth: number): boolean;
}

/** The sorted terms of a segment, as a walk needs them. */
interface TermReader {
  readonly count: number;
  beginsWith(place: number, prefix: Uint8Array, length: number): boolean;
  read(
    place: number,
    into: Uint8Array,
    known: number,
  ): { readonly bytes: Uint8Array; readonly length: number; readonly same: number };
}

/** Reads each term where the file has it: two cache lines a term. */
export class FileTermWalk implements TermWalk {
  place = -1;
  bytes: Uint8Array = new Uint8Array(64);
  length = 0;
  shared = 0;
  #terms: TermReader;

  constructor(terms: TermReader) {
    this.#terms = terms;
  }

  next(): boolean {
    return this.#readAt(this.place + 1);
  }

  /** It looks at as many terms as the logarithm of the distance says, twice. */
  pass(depth: number): boolean {
    const { count } = this.#terms;
    const isAlike = (place: number) => this.#terms.beginsWith(place, this.bytes, depth);
    const first = this.place + 1;
    let width = 1;
    while (first + width <= count && isAlike(first + width - 1)) width *= 2;
    const start = first + Math.floor(width / 2);
    const end = Math.min(first + width - 1, count);
    return this.#readAt(start + findFirst(end - start, (i) => !isAlike(start + i)));
  }

  #readAt(place: number): boolean {
    if (place >= this.#terms.count) return false;
    const { bytes, length, same } = this.#terms.read(place, this.bytes, this.length);
    this.place = place;
    this.bytes = bytes;
    this.length = length;
    this.shared = same;
    return true;
  }
}
