// The merge rules of a BPE model, by the numbers of their symbols. A symbol is the id of a token; what
// merges name and the vocabulary does not have gets numbers behind all ids.

import { PairTable } from './pair-table.ts';
import type { ModelJson } from './tokenizer-json.ts';

export interface BpeRules {
  /** The symbol that is spelled so; -1: there is none. */
  find(spelled: string): number;
  /** The symbols that merges name and the vocabulary does not have begin with it. */
  readonly firstUnlisted: number;
  /** How one of these is spelled. */
  spelling(symbol: number): string;
  readonly ranks: PairTable;
  /** The symbol that the merge of each rank makes. */
  readonly merged: Int32Array;
}

export function decodeRules(model: ModelJson, vocabulary: ReadonlyMap<string, number>): BpeRules {
  const prefix = model.continuing_subword_prefix ?? '';
  const merges = model.merges ?? [];
  let firstUnlisted = 0;
  for (const id of vocabulary.values()) firstUnlisted = Math.max(firstUnlisted, id + 1);
  const symbols = new Map<string, number>();
  const spellings: string[] = [];
  const find = (spelled: string) => symbols.get(spelled) ?? vocabulary.get(spelled) ?? -1;
  const toSymbol = (spelled: string): number => {
    const known = find(spelled);
    if (known >= 0) return known;
    const symbol = firstUnlisted + spellings.length;
    symbols.set(spelled, symbol);
    spellings.push(spelled);
    return symbol;
  };
  const ranks = new PairTable(merges.length);
  const merged = new Int32Array(merges.length);
  merges.forEach((merge, rank) => {
    const [left = '', right = ''] = typeof merge === 'string' ? merge.split(' ', 2) : merge;
    const joined = left + (right.startsWith(prefix) ? right.slice(prefix.length) : right);
    ranks.set(toSymbol(left), toSymbol(right), rank);
    merged[rank] = toSymbol(joined);
  });
  const spelling = (symbol: number) => spellings[symbol - firstUnlisted] ?? '';
  return { find, firstUnlisted, spelling, ranks, merged };
}
