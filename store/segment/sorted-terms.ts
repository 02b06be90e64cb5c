// The terms of a segment in the order of their bytes.
//
//   terms_sorted   u32 a place: the symbol of its term
//
// A term stands before those that begin with it, so all terms with a prefix are neighbours. The
// boundary is the byte FF, which no other term has, and comes last.

import type { TermSymbol } from '../ids.ts';
import { symbolWords } from './bwt.ts';
import type { DictionaryPlaces } from './dictionary.ts';
import { findFirst } from './find-first.ts';
import type { Interval } from './interval.ts';
import type { PageFile } from './page-file.ts';
import { CopiedTermWalk, copyTerms, type TermCopy } from './term-copy.ts';
import { FileTermWalk, type TermWalk } from './term-walk.ts';

/** The byte that is the term of the boundary. */
const boundaryByte = 0xff;

export interface SortedTermsShape extends DictionaryPlaces {
  /** Symbols, 0 included. */
  readonly alphabet: number;
  /** So many terms or fewer are copied when they are first walked. */
  readonly maxCopied: number;
}

export class SortedTerms {
  /** Terms, [0, count) by place, without the boundary. */
  readonly count: number;
  #file: PageFile;
  #shape: SortedTermsShape;
  #order: number; // first word
  #symbols: number; // first word
  #copy: TermCopy | undefined;

  constructor(file: PageFile, shape: SortedTermsShape) {
    this.#file = file;
    this.#shape = shape;
    this.#order = file.section('terms_sorted').start / 4;
    this.#symbols = file.section('symbols').start / 4;
    const all = shape.alphabet - 1;
    const endsWithBoundary = all > 0 && this.beginsWith(all - 1, Uint8Array.of(boundaryByte), 1);
    this.count = endsWithBoundary ? all - 1 : all;
  }

  /** The symbol of the term at a place. */
  symbol(place: number): TermSymbol {
    return this.#file.word(this.#order + place);
  }

  /** The terms that begin with some bytes, as places. */
  withPrefix(prefix: Uint8Array): Interval {
    const start = findFirst(this.count, (place) => this.#compare(place, prefix) >= 0);
    const end = findFirst(this.count, (place) => {
      return place >= start && !this.beginsWith(place, prefix, prefix.length);
    });
    return { start, end };
  }

  /**
   * A walk over all terms. The first one copies them where they are few enough, and yields wherever some
   * milliseconds may have passed.
   */
  *openWalk(): Generator<undefined, TermWalk> {
    if (this.count > this.#shape.maxCopied) return new FileTermWalk(this);
    this.#copy ??= yield* copyTerms(new FileTermWalk(this), this.count);
    return new CopiedTermWalk(this.#copy);
  }

  /** Whether the term at a place begins with the first `length` bytes of `prefix`. */
  beginsWith(place: number, prefix: Uint8Array, length: number): boolean {
    const { start, end } = this.#bytesOf(place);
    return end - start >= length && this.#file.equalBytes(start, prefix, length);
  }

  /**
   * Copies a term over the first bytes of `into`, of which `known` are held: `same` of them, from the
   * first one on, are the term's too. Where `into` is too short, `bytes` is another array.
   */
  read(
    place: number,
    into: Uint8Array,
    known: number,
  ): { readonly bytes: Uint8Array; readonly length: number; readonly same: number } {
    const { start, end } = this.#bytesOf(place);
    const length = end - start;
    let bytes = into;
    if (length > into.length) {
      bytes = new Uint8Array(2 * length);
      bytes.set(into.subarray(0, known));
    }
    return { bytes, length, same: this.#file.replaceBytes(start, bytes, { length, known }) };
  }

  /** Below 0 where the term comes before the bytes, 0 where it is them. */
  #compare(place: number, bytes: Uint8Array): number {
    const { start, end } = this.#bytesOf(place);
    return this.#file.bytes(start, end - start).compare(bytes);
  }

  /** Where the file has the bytes of a term. */
  #bytesOf(place: number): Interval {
    const { terms, termBytes, alphabet } = this.#shape;
    const symbol = this.symbol(place);
    const entry = this.#symbols + symbol * symbolWords + 3;
    const next = symbol + 1 === alphabet ? termBytes : this.#file.word(entry + symbolWords);
    return { start: terms + this.#file.word(entry), end: terms + next };
  }
}
