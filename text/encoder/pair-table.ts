// Pairs of numbers -> a number, in typed arrays: merges of BPE by their two symbols, edges of a trie
// by node and UTF-16 unit. A Map with such keys takes ten times the memory.

export class PairTable {
  #lefts: Uint32Array;
  #rights: Uint32Array;
  #values: Int32Array;
  #mask: number;

  /** Holds at most `pairs` pairs. */
  constructor(pairs: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(8, pairs * 2)));
    this.#lefts = new Uint32Array(slots);
    this.#rights = new Uint32Array(slots);
    this.#values = new Int32Array(slots).fill(-1);
    this.#mask = slots - 1;
  }

  /** -1: the pair was not set. */
  get(left: number, right: number): number {
    return this.#values[this.#slotOf(left, right)] as number;
  }

  /** `value` is from 0 to 2^31 - 1; a pair that is there takes the new one. */
  set(left: number, right: number, value: number): void {
    const slot = this.#slotOf(left, right);
    this.#lefts[slot] = left;
    this.#rights[slot] = right;
    this.#values[slot] = value;
  }

  #slotOf(left: number, right: number): number {
    let hash = Math.imul(left, 0x9e37_79b1) ^ Math.imul(right, 0x85eb_ca6b);
    hash ^= hash >>> 15;
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      if (this.#values[slot] === -1) return slot;
      if (this.#lefts[slot] === left && this.#rights[slot] === right) return slot;
    }
  }
}
