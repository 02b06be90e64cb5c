// The unigram model (Kudo 2018) of one pre-token: of all ways to cut it into tokens the one with the
// greatest sum of scores; of equals the one whose last token starts first. A character that no token
// is costs 10 more than the worst token; neighbours of that kind are one unknown token.

import { PairTable } from './pair-table.ts';
import { createByteFallback, isScored, mapVocabulary, type TokenModel } from './token-model.ts';
import type { ModelJson } from './tokenizer-json.ts';

const unknownPenalty = 10;

export function createUnigramModel(model: ModelJson): TokenModel {
  const { vocab, unk_id, byte_fallback } = model;
  if (!isScored(vocab)) throw new Error('the vocab of its Unigram model is not a list');
  const unknown = unk_id ?? undefined;
  const isUnknown = (id: number) => id < 0 || id === unknown;
  const bytes = byte_fallback === true ? createByteFallback(mapVocabulary(model)) : undefined;
  const scores = Float64Array.from(vocab, ([, score]) => score);
  const trie = new TokenTrie(vocab.map(([token]) => token));
  const cut = createCutter(trie, scores);
  return {
    encode(piece, ids) {
      const { starts, tokens } = cut(piece);
      const ends: number[] = [];
      for (let end = piece.length; end > 0; end = starts[end] as number) ends.push(end);
      for (let i = ends.length - 1; i >= 0; i--) {
        const id = tokens[ends[i] as number] as number;
        if (!isUnknown(id)) {
          ids.push(id);
          continue;
        }
        const start = starts[ends[i] as number] as number;
        while (i > 0 && isUnknown(tokens[ends[i - 1] as number] as number)) i--;
        const spelled = bytes?.(piece.slice(start, ends[i]));
        if (spelled !== undefined) ids.push(...spelled);
        else if (unknown !== undefined) ids.push(unknown);
      }
    },
  };
}

/** By the end of a token in the best cut up to there: its start, and its id, or -1 for a character. */
interface BestCut {
  readonly starts: Int32Array;
  readonly tokens: Int32Array;
}

function createCutter(trie: TokenTrie, scores: Float64Array): (piece: string) => BestCut {
  const worst = scores.reduce((lowest, score) => Math.min(lowest, score), Number.POSITIVE_INFINITY);
  return (piece) => {
    const sums = new Float64Array(piece.length + 1).fill(Number.NEGATIVE_INFINITY);
    const starts = new Int32Array(piece.length + 1).fill(-1);
    const tokens = new Int32Array(piece.length + 1).fill(-1);
    sums[0] = 0;
    let start = 0;
    const reach = (end: number, id: number, score: number) => {
      const sum = (sums[start] as number) + score;
      if ((starts[end] as number) >= 0 && sum <= (sums[end] as number)) return;
      sums[end] = sum;
      starts[end] = start;
      tokens[end] = id;
    };
    while (start < piece.length) {
      const width = (piece.codePointAt(start) ?? 0) > 0xffff ? 2 : 1;
      let hasCharacter = false;
      trie.walk(piece, start, (end, id) => {
        reach(end, id, scores[id] as number);
        if (end - start === width) hasCharacter = true;
      });
      if (!hasCharacter) reach(start + width, -1, worst - unknownPenalty);
      start += width;
    }
    return { starts, tokens };
  };
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

  /** Calls back with the end and the id of each token that stands at `start`, the shortest first. */
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
