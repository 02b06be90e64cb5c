// The phrases of one search. Every segment is asked for the same ones, so their bytes for the
// kernel are made once.

import { hashBytes } from './dictionary.ts';

/** Terms of phrases in UTF-8, a line feed behind each; those of phrase i end before term `ends[i]`. */
export interface PhraseTerms {
  readonly bytes: Uint8Array;
  /** Where each term starts, and where one more would. */
  readonly starts: Uint32Array;
  /** Of each term, as dictionaries hash it. */
  readonly hashes: Uint32Array;
  readonly ends: Uint32Array;
}

const encoder = new TextEncoder();

/** Terms that are encoded without a pause: some milliseconds. */
const termsAtOnce = 8192;

/** Between two terms. */
export const lineFeed = 0x0a;
/** Bytes of UTF-8 that a unit of UTF-16 takes at most. */
export const maxUnitBytes = 3;

export class PhraseList {
  /** The tokens of each, at least one. */
  readonly phrases: readonly (readonly string[])[];
  #terms: PhraseTerms | undefined;

  constructor(phrases: readonly (readonly string[])[]) {
    this.phrases = phrases;
  }

  get terms(): PhraseTerms {
    this.#terms ??= encodeTerms(this.phrases);
    return this.#terms;
  }

  /** Makes `terms` with places to pause: a text may have a million tokens. */
  *prepare(): Generator<undefined, void> {
    const ends = new Uint32Array(this.phrases.length);
    const [only = [], another] = this.phrases;
    const tokens = another === undefined ? only : this.phrases.flat();
    let end = 0;
    for (const [i, { length }] of this.phrases.entries()) {
      end += length;
      ends[i] = end;
    }
    yield undefined;
    const starts = new Uint32Array(tokens.length + 1);
    const hashes = new Uint32Array(tokens.length);
    const parts: Uint8Array[] = [];
    let length = 0;
    for (let from = 0; from < tokens.length; from += termsAtOnce) {
      const terms = encodeTerms([tokens.slice(from, from + termsAtOnce)]);
      hashes.set(terms.hashes, from);
      for (const [i, start] of terms.starts.entries()) starts[from + i] = length + start;
      parts.push(terms.bytes);
      length += terms.bytes.length;
      yield undefined;
    }
    this.#terms = { bytes: Buffer.concat(parts), starts, hashes, ends };
  }
}

function encodeTerms(phrases: readonly (readonly string[])[]): PhraseTerms {
  let terms = 0;
  let units = 0;
  for (const phrase of phrases) {
    for (const token of phrase) units += token.length;
    terms += phrase.length;
  }
  // In one buffer: to make one takes longer than to fill it for some phrases.
  const words = 2 * terms + 1 + phrases.length;
  const buffer = new ArrayBuffer(4 * words + maxUnitBytes * units + terms);
  const starts = new Uint32Array(buffer, 0, terms + 1);
  const hashes = new Uint32Array(buffer, 4 * (terms + 1), terms);
  const ends = new Uint32Array(buffer, 4 * (2 * terms + 1), phrases.length);
  const bytes = new Uint8Array(buffer, 4 * words);
  let term = 0;
  let start = 0;
  for (let i = 0; i < phrases.length; i++) {
    for (const token of phrases[i] as readonly string[]) {
      const end = start + encodeToken(token, bytes, start);
      hashes[term++] = hashBytes(bytes, start, end);
      // No token has a line feed: it is a boundary of words on both sides.
      bytes[end] = lineFeed;
      start = end + 1;
      starts[term] = start;
    }
    ends[i] = term;
  }
  return { bytes: bytes.subarray(0, start), starts, hashes, ends };
}

/** Writes the UTF-8 of a token from `start` on; returns its bytes. Most tokens are too short for the encoder. */
export function encodeToken(token: string, bytes: Uint8Array, start: number): number {
  for (let i = 0; i < token.length; i++) {
    const unit = token.charCodeAt(i);
    if (unit >= 0x80) return encoder.encodeInto(token, bytes.subarray(start)).written;
    bytes[start + i] = unit;
  }
  return token.length;
}
