// A tokenizer's model: one pre-token to ids. What several kinds of model share.

import type { ModelJson } from './tokenizer-json.ts';

export interface TokenModel {
  /** Appends the ids of one pre-token. */
  encode(piece: string, ids: number[]): void;
}

/** The ids of a model's tokens, where it names them by token. */
export function vocabularyOf({ vocab }: ModelJson): Map<string, number> {
  const ids = new Map<string, number>();
  const byToken = vocab as Readonly<Record<string, number>>;
  for (const token in byToken) ids.set(token, byToken[token] as number);
  return ids;
}

/** The tokens `<0x00>` to `<0xFF>` of a text's UTF-8; undefined where one of them is missing. */
export function byteTokensOf(
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
