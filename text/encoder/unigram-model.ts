// The unigram model (Kudo 2018) of one pre-token: of all ways to cut it into tokens the one with the
// greatest sum of scores; of equals the one whose last token starts first. A character that no token
// is costs 10 more than the worst token; neighbours of that kind are one unknown token.

import { PairTable } from './pair-table.ts';
import { byteTokensOf, type TokenModel } from './token-model.ts';
import type { ModelJson } from './tokenizer-json.ts';

const unknownPenalty = 10;

export function createUnigramModel(model: ModelJson): TokenModel {
  const entries = model.vocab as readonly (readonly [string, number])[];
  const vocabulary = new Map(entries.map(([token], id) => [token, id]));
  const unknown = model.unk_id ?? undefined;
  const scores = Float64Array.from(entries, ([, score]) => score);
  const worst = scores.reduce((least, score) => Math.min(least, score), Number.POSITIVE_INFINITY);
  const unknownScore = worst - unknownPenalty;
  const bytes = model.byte_fallback === true ? byteTokensOf(vocabulary) : undefined;
  const trie = new TokenTrie(entries.map(([token]) => token));
  return {
    encode(piece, ids) {
      const best = new Float64Array(piece.length + 1).fill(Number.NEGATIVE_INFINITY);
      const from = new Int32Array(piece.length + 1).fill(-1);
      const token = new Int32Array(piece.length + 1).fill(-1);
      best[0] = 0;
      const reach = (start: number, end: number, id: number, score: number) => {
        const total = (best[start] as number) + score;
        if ((from[end] as number) >= 0 && total <= (best[end] as number)) return;
        best[end] = total;
        from[end] = start;
        token[end] = id;
      };
      for (let start = 0; start < piece.length; ) {
        const width = (piece.codePointAt(start) as number) > 0xffff ? 2 : 1;
        let hasCharacter = false;
        trie.walk(piece, start, (end, id) => {
          reach(start, end, id, scores[id] as number);
          if (end - start === width) hasCharacter = true;
        });
        if (!hasCharacter) reach(start, start + width, -1, unknownScore);
        start += width;
      }
      appendPath(piece, { from, token }, ids);
    },
  };

  function appendPath(
    piece: string,
    { from, token }: { readonly from: Int32Array; readonly token: Int32Array },
    ids: number[],
  ): void {
    const ends: number[] = [];
    for (let end = piece.length; end > 0; end = from[end] as number) ends.push(end);
    for (let i = ends.length - 1; i >= 0; i--) {
      const id = token[ends[i] as number] as number;
      if (id >= 0 && id !== unknown) {
        ids.push(id);
        continue;
      }
      const start = from[ends[i] as number] as number;
      while (i > 0 && isUnknown(token[ends[i - 1] as number] as number)) i--;
      const spelled = bytes?.(piece.slice(start, ends[i]));
      if (spelled !== undefined) ids.push(...spelled);
      else if (unknown !== undefined) ids.push(unknown);
    }
  }

  function isUnknown(id: number): boolean {
    return id < 0 || id === unknown;
  }
}

class TokenTrie {
  #edges: PairTable;
  /** The id of the token that ends at a node; -1: none does. */
  #ids: Int32Array;

  constructor(tokens: readonly string[]) {
    const units = tokens.reduce((sum, { length }) => sum + length, 0);
    this.#edges = new PairTable(units);
    const ids = new Int32Array(units + 1).fill(-1);
    let nodes = 1;
    tokens.forEach((token, id) => {
      let node = 0;
      for (let i = 0; i < token.length; i++) {
        const unit = token.charCodeAt(i);
        let next = this.#edges.get(node, unit);
        if (next < 0) {
          next = nodes++;
          this.#edges.set(node, unit, next);
        }
        node = next;
      }
      if (token !== '') ids[node] = id;
    });
    this.#ids = ids.slice(0, nodes);
  }

  /** Tells the end and the id of each token that stands at `start`, the shortest first. */
  walk(text: string, start: number, onToken: (end: number, id: number) => void): void {
    let node = 0;
    for (let i = start; i < text.length; i++) {
      node = this.#edges.get(node, text.charCodeAt(i));
      if (node < 0) return;
      const id = this.#ids[node] as number;
      if (id >= 0) onToken(i + 1, id);
    }
  }
}
