// Byte pair encoding of one pre-token (Sennrich et al. 2016, as Hugging Face tokenizers do it): of all
// neighbours that a merge rule joins, those with the lowest rank are joined first, the leftmost of
// equals. A heap of (rank, place) keeps long pre-tokens at n log n.

import { PairTable } from './pair-table.ts';
import { byteTokensOf, type TokenModel, vocabularyOf } from './token-model.ts';
import type { ModelJson } from './tokenizer-json.ts';

/** Places in a pre-token are below it, and ranks below 2^21: both fit one number. */
const maxPlaces = 2 ** 31;
const maxRank = 2 ** 31 - 1;
/** Pre-tokens of so many characters are merged without a heap. */
const shortLength = 24;

export function createBpeModel(model: ModelJson): TokenModel {
  const vocabulary = vocabularyOf(model);
  const prefix = model.continuing_subword_prefix ?? '';
  const suffix = model.end_of_word_suffix ?? '';
  const rules = readRules(model, vocabulary, prefix);
  const unknown = vocabulary.get(model.unk_token ?? '');
  const bytes = model.byte_fallback === true ? byteTokensOf(vocabulary) : undefined;
  let symbols = new Int32Array(64);
  let nexts = new Int32Array(64);
  let previous = new Int32Array(64);
  let pairRanks = new Int32Array(64);

  /** The symbol of a character; -1: no token has it. Most characters are among the first. */
  const symbolOf = (spelled: string) => rules.symbols.get(spelled) ?? vocabulary.get(spelled) ?? -1;
  const firstSymbols = Int32Array.from({ length: 512 }, (_, unit) =>
    symbolOf(String.fromCharCode(unit)),
  );
  const isBare = prefix === '' && suffix === '';

  /** Symbols of single characters; characters that no token has are `unknowns` by place. */
  const start = (piece: string, unknowns: Map<number, string>): number => {
    if (piece.length > symbols.length) {
      symbols = new Int32Array(2 * piece.length);
      nexts = new Int32Array(2 * piece.length);
      previous = new Int32Array(2 * piece.length);
      pairRanks = new Int32Array(2 * piece.length);
    }
    let count = 0;
    for (let at = 0; at < piece.length; count++) {
      const unit = piece.charCodeAt(at);
      const width =
        unit < 0xd800 ? 1 : String.fromCodePoint(piece.codePointAt(at) as number).length;
      const character = piece.slice(at, at + width);
      at += width;
      const mark = at === piece.length ? suffix : '';
      const symbol =
        isBare && unit < firstSymbols.length
          ? (firstSymbols[unit] as number)
          : symbolOf(`${count > 0 ? prefix : ''}${character}${mark}`);
      if (symbol < 0) unknowns.set(count, character);
      symbols[count] = symbol;
      nexts[count] = count + 1;
      previous[count] = count - 1;
    }
    return count;
  };

  const rankOf = (place: number, next: number, count: number): number => {
    if (place < 0 || next >= count) return -1;
    const left = symbols[place] as number;
    const right = symbols[next] as number;
    return left < 0 || right < 0 ? -1 : rules.ranks.get(left, right);
  };

  const mergeAt = (place: number, rank: number, count: number): void => {
    const next = nexts[place] as number;
    const after = nexts[next] as number;
    symbols[place] = rules.merged[rank] as number;
    symbols[next] = gone;
    nexts[place] = after;
    if (after < count) previous[after] = place;
  };

  /** Looks at all pairs for each merge: the fastest way for a word. */
  const mergeShort = (count: number): void => {
    for (let i = 0; i < count; i++) pairRanks[i] = rankOf(i, i + 1, count);
    for (;;) {
      let best = -1;
      let least = maxRank;
      for (let i = 0; i < count; i = nexts[i] as number) {
        const rank = pairRanks[i] as number;
        if (rank < 0 || rank >= least) continue;
        least = rank;
        best = i;
      }
      if (best < 0) return;
      mergeAt(best, least, count);
      pairRanks[best] = rankOf(best, nexts[best] as number, count);
      const before = previous[best] as number;
      if (before >= 0) pairRanks[before] = rankOf(before, best, count);
    }
  };

  const mergeLong = (count: number): void => {
    const heap: number[] = [];
    const offer = (place: number, next: number) => {
      const rank = rankOf(place, next, count);
      if (rank >= 0) push(heap, rank * maxPlaces + place);
    };
    for (let i = 0; i + 1 < count; i++) offer(i, i + 1);
    while (heap.length > 0) {
      const top = pop(heap);
      const place = top % maxPlaces;
      const rank = (top - place) / maxPlaces;
      // What was offered may have been merged away, or have another neighbour by now.
      if (rankOf(place, nexts[place] as number, count) !== rank) continue;
      mergeAt(place, rank, count);
      offer(previous[place] as number, place);
      offer(place, nexts[place] as number);
    }
  };

  const unknowns = new Map<number, string>();
  return {
    encode(piece, ids) {
      const whole = model.ignore_merges === true ? vocabulary.get(piece) : undefined;
      if (whole !== undefined) {
        ids.push(whole);
        return;
      }
      unknowns.clear();
      const count = start(piece, unknowns);
      if (count <= shortLength) mergeShort(count);
      else mergeLong(count);
      let wasUnknown = false;
      for (let i = 0; i < count; i = nexts[i] as number) {
        const symbol = symbols[i] as number;
        const isKnown = symbol >= 0 && symbol < rules.firstUnlisted;
        if (isKnown) ids.push(symbol);
        const spelled = bytes?.(unknowns.get(i) ?? rules.spelling(symbol));
        if (!isKnown && spelled !== undefined) ids.push(...spelled);
        const isUnknown = !isKnown && spelled === undefined;
        if (isUnknown && unknown !== undefined && !(wasUnknown && model.fuse_unk === true)) {
          ids.push(unknown);
        }
        wasUnknown = isUnknown;
      }
    },
  };
}

/** A symbol that was joined to the one before it. */
const gone = -2;

interface Rules {
  /** Symbols that merges name and the vocabulary does not have: from `firstUnlisted` on. */
  readonly symbols: ReadonlyMap<string, number>;
  readonly firstUnlisted: number;
  spelling(symbol: number): string;
  readonly ranks: PairTable;
  /** What the merge of each rank makes. */
  readonly merged: Int32Array;
}

function readRules(model: ModelJson, vocabulary: Map<string, number>, prefix: string): Rules {
  const merges = model.merges ?? [];
  let firstUnlisted = 0;
  for (const id of vocabulary.values()) firstUnlisted = Math.max(firstUnlisted, id + 1);
  const symbols = new Map<string, number>();
  const spellings: string[] = [];
  const symbolOf = (spelled: string): number => {
    const known = vocabulary.get(spelled) ?? symbols.get(spelled);
    if (known !== undefined) return known;
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
    ranks.set(symbolOf(left), symbolOf(right), rank);
    merged[rank] = symbolOf(joined);
  });
  return {
    symbols,
    firstUnlisted,
    spelling: (symbol) => spellings[symbol - firstUnlisted] ?? '',
    ranks,
    merged,
  };
}

function push(heap: number[], value: number): void {
  let at = heap.length;
  heap.push(value);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if ((heap[parent] as number) <= value) break;
    heap[at] = heap[parent] as number;
    at = parent;
  }
  heap[at] = value;
}

function pop(heap: number[]): number {
  const top = heap[0] as number;
  const last = heap.pop() as number;
  const length = heap.length;
  if (length === 0) return top;
  let at = 0;
  for (let child = 1; child < length; child = 2 * at + 1) {
    if (child + 1 < length && (heap[child + 1] as number) < (heap[child] as number)) child++;
    if ((heap[child] as number) >= last) break;
    heap[at] = heap[child] as number;
    at = child;
  }
  heap[at] = last;
  return top;
}
