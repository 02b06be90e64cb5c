// Pairs of numbers -> a number, in typed arrays: merges of BPE by their two symbols, edges of a trie
// by node and UTF-16 unit. A Map with such keys takes ten times the memory.

/** Numbers of a slot: left, right, value + 1 (0: the slot is free), and one to fill a cache line evenly. */
const slotNumbers = 4;

export class PairTable {
  #slots: Int32Array;
  #mask: number;

  /** Holds at most `pairs` pairs. */
  constructor(pairs: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(8, pairs * 2)));
    this.#slots = new Int32Array(slots * slotNumbers);
    this.#mask = slots - 1;
  }

  /** -1: the pair was not set. */
  get(left: number, right: number): number {
    return (this.#slots[this.#findPlace(left, right) + 2] as number) - 1;
  }

  /** `value` is from 0 to 2^31 - 2; a pair that is there takes the new one. */
  set(left: number, right: number, value: number): void {
    const at = this.#findPlace(left, right);
    this.#slots[at] = left;
    this.#slots[at + 1] = right;
    this.#slots[at + 2] = value + 1;
  }

  #findPlace(left: number, right: number): number {
    const slots = this.#slots;
    let hash = Math.imul(left, 0x9e37_79b1) ^ Math.imul(right, 0x85eb_ca6b);
    hash ^= hash >>> 15;
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const at = slot * slotNumbers;
      if (slots[at + 2] === 0) return at;
      if (slots[at] === left && slots[at + 1] === right) return at;
    }
  }
}
