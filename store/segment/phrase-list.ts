// The phrases of one search. Every segment is asked for the same ones, so their bytes for the
// kernel are made once.

import { hashBytes } from './dictionary.ts';

/** Terms of phrases in UTF-8, a line feed between two; those of phrase i end before term `ends[i]`. */
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
      const some = tokens.slice(from, from + termsAtOnce);
      const bytes = encoder.encode(`${some.join('\n')}\n`);
      const terms = findTerms(bytes, some.length);
      hashes.set(terms.hashes, from);
      for (const [i, start] of terms.starts.entries()) starts[from + i] = length + start;
      parts.push(bytes);
      length += bytes.length;
      yield undefined;
    }
    // No line feed stands behind the last term.
    const bytes = Buffer.concat(parts).subarray(0, Math.max(0, length - 1));
    this.#terms = { bytes, starts, hashes, ends };
  }
}

function encodeTerms(phrases: readonly (readonly string[])[]): PhraseTerms {
  const ends = new Uint32Array(phrases.length);
  let tokens = 0;
  phrases.forEach((phrase, i) => {
    tokens += phrase.length;
    ends[i] = tokens;
  });
  // No token has a line feed: it is a boundary of words on both sides.
  const bytes = encoder.encode(phrases.map((phrase) => phrase.join('\n')).join('\n'));
  return { bytes, ...findTerms(bytes, tokens), ends };
}

const lineFeed = 0x0a;

/** Where the terms between line feeds start, and their hashes. */
function findTerms(bytes: Uint8Array, terms: number) {
  const starts = new Uint32Array(terms + 1);
  const hashes = new Uint32Array(terms);
  let start = 0;
  for (let term = 0; term < terms; term++) {
    const found = bytes.indexOf(lineFeed, start);
    const end = found < 0 ? bytes.length : found;
    hashes[term] = hashBytes(bytes, start, end);
    start = end + 1;
    starts[term + 1] = start;
  }
  return { starts, hashes };
}
