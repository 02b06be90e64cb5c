// A tokenizer's model: one pre-token to ids. Here is all that several kinds of model share.

import type { ModelJson } from './tokenizer-json.ts';

export interface TokenModel {
  /** Appends the ids of one pre-token. */
  encode(piece: string, ids: number[]): void;
}

/** Whether a vocabulary has scores. */
export function isScored(
  vocab: ModelJson['vocab'],
): vocab is readonly (readonly [string, number])[] {
  return Array.isArray(vocab);
}

/** Each token with its id. */
export function listVocabulary(vocab: ModelJson['vocab']): Iterable<readonly [string, number]> {
  return isScored(vocab) ? vocab.map(([token], id) => [token, id]) : Object.entries(vocab);
}

/** The ids of a model's tokens. */
export function mapVocabulary({ vocab }: ModelJson): Map<string, number> {
  return new Map(listVocabulary(vocab));
}

/** Gives the tokens `<0x00>` to `<0xFF>` of a text's UTF-8; undefined where one of them is missing. */
export function createByteFallback(
  vocabulary: ReadonlyMap<string, number>,
): (text: string) => number[] | undefined {
  const tokens = Array.from({ length: 256 }, (_, byte) =>
    vocabulary.get(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`),
  );
  return (text) => {
    const ids: number[] = [];
    for (const byte of Buffer.from(text)) {
      const id = tokens[byte];
      if (id === undefined) return undefined;
      ids.push(id);
    }
    return ids;
  };
}
