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
