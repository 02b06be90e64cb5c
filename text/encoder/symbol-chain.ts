// The symbols of one pre-token while BPE merges them: a chain, in which a merged symbol takes the
// place of the left one, and the right one leaves. Of all neighbours that a rule joins, those with the
// lowest rank are joined first, the leftmost of equals. A heap of (rank, place) keeps long pre-tokens
// at n log n.

import type { BpeRules } from './bpe-rules.ts';

/** Places in a pre-token are below it, and ranks below 2^21: both fit one number. */
const maxPlaces = 2 ** 31;
const maxRank = 2 ** 31 - 1;
/** Pre-tokens of so many characters are merged without a heap. */
const shortLength = 24;
/** A symbol that was joined to the one before it. */
const gone = -2;

/** One chain serves one pre-token after the other: its arrays stay. */
export class SymbolChain {
  #rules: BpeRules;
  #symbols = new Int32Array(64);
  #nexts = new Int32Array(64);
  #previous = new Int32Array(64);
  #ranks = new Int32Array(64);
  #length = 0;

  constructor(rules: BpeRules) {
    this.#rules = rules;
  }

  /** Empties the chain and makes room for `length` symbols. */
  clear(length: number): void {
    this.#length = 0;
    if (length <= this.#symbols.length) return;
    this.#symbols = new Int32Array(2 * length);
    this.#nexts = new Int32Array(2 * length);
    this.#previous = new Int32Array(2 * length);
    this.#ranks = new Int32Array(2 * length);
  }

  /** Appends a symbol; one below 0 is never merged. */
  push(symbol: number): void {
    const place = this.#length++;
    this.#symbols[place] = symbol;
    this.#nexts[place] = place + 1;
    this.#previous[place] = place - 1;
  }

  merge(): void {
    if (this.#length <= shortLength) this.#mergeShort();
    else this.#mergeLong();
  }

  /** Calls back for each symbol that is left, with the place of its first character. */
  forEach(visit: (symbol: number, place: number) => void): void {
    const symbols = this.#symbols;
    const nexts = this.#nexts;
    for (let i = 0; i < this.#length; i = nexts[i] as number) visit(symbols[i] as number, i);
  }

  /** The rank of the rule that joins two neighbours; -1: none does. */
  #rankAt(place: number, next: number): number {
    if (place < 0 || next >= this.#length) return -1;
    const left = this.#symbols[place] as number;
    const right = this.#symbols[next] as number;
    return left < 0 || right < 0 ? -1 : this.#rules.ranks.get(left, right);
  }

  #mergeAt(place: number, rank: number): void {
    const next = this.#nexts[place] as number;
    const after = this.#nexts[next] as number;
    this.#symbols[place] = this.#rules.merged[rank] as number;
    this.#symbols[next] = gone;
    this.#nexts[place] = after;
    if (after < this.#length) this.#previous[after] = place;
  }

  /** Looks at all pairs for each merge: the fastest way for a word. */
  #mergeShort(): void {
    const ranks = this.#ranks;
    const nexts = this.#nexts;
    const length = this.#length;
    for (let i = 0; i < length; i++) ranks[i] = this.#rankAt(i, i + 1);
    for (;;) {
      let best = -1;
      let lowest = maxRank;
      for (let i = 0; i < length; i = nexts[i] as number) {
        const rank = ranks[i] as number;
        if (rank < 0 || rank >= lowest) continue;
        lowest = rank;
        best = i;
      }
      if (best < 0) return;
      this.#mergeAt(best, lowest);
      ranks[best] = this.#rankAt(best, nexts[best] as number);
      const before = this.#previous[best] as number;
      if (before >= 0) ranks[before] = this.#rankAt(before, best);
    }
  }

  #mergeLong(): void {
    const heap: number[] = [];
    const offer = (place: number, next: number) => {
      const rank = this.#rankAt(place, next);
      if (rank >= 0) push(heap, rank * maxPlaces + place);
    };
    for (let i = 0; i + 1 < this.#length; i++) offer(i, i + 1);
    for (let top = pop(heap); top !== undefined; top = pop(heap)) {
      const place = top % maxPlaces;
      const rank = (top - place) / maxPlaces;
      // A pair that was offered may have been merged away, or have another right side by now.
      if (this.#rankAt(place, this.#nexts[place] as number) !== rank) continue;
      this.#mergeAt(place, rank);
      offer(this.#previous[place] as number, place);
      offer(place, this.#nexts[place] as number);
    }
  }
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

/** Takes the smallest value; undefined: the heap is empty. */
function pop(heap: number[]): number | undefined {
  const [top] = heap;
  const last = heap.pop();
  const { length } = heap;
  if (last === undefined || length === 0) return top;
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
