// The phrases of one search. Every segment is asked for the same ones, so their bytes for the
// kernel are made once.

/** Terms of phrases in UTF-8, a line feed between two; those of phrase i end before term `ends[i]`. */
export interface PhraseTerms {
  readonly bytes: Uint8Array;
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
  return { bytes, ends };
}
