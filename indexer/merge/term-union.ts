// The terms of several segments, each with one id: in order of first use, as a build numbers them.

import { hashBytes } from '../../store/segment/dictionary.ts';

/** Part of the slots that may be taken. */
const maxFill = 0.6;

export class TermUnion {
  #bytes = new Uint8Array(1 << 16);
  /** Where the bytes of each term start, and where the last ones end. */
  #offsets = new Uint32Array(1 << 10);
  #hashes = new Uint32Array(1 << 10);
  /** Ids + 1 by hash, a power of two of them; 0: none. */
  #slots = new Uint32Array(1 << 12);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The id of a term, which is a new one where it has not been asked for yet. */
  add(term: Uint8Array): number {
    const hash = hashBytes(term, 0, term.length);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const taken = this.#slots[slot] as number;
      if (taken === 0) break;
      if (this.#hashes[taken - 1] === hash && this.#equals(taken - 1, term)) return taken - 1;
      slot = (slot + 1) & mask;
    }
    return this.#append(term, hash);
  }

  /** All terms, term i being bytes[offsets[i], offsets[i + 1]). */
  takeTerms(): { bytes: Uint8Array; offsets: Uint32Array } {
    const offsets = this.#offsets.subarray(0, this.#size + 1);
    return { bytes: this.#bytes.subarray(0, offsets[this.#size]), offsets };
  }

  #equals(id: number, term: Uint8Array): boolean {
    const start = this.#offsets[id] as number;
    if ((this.#offsets[id + 1] as number) - start !== term.length) return false;
    for (let i = 0; i < term.length; i++) {
      if (this.#bytes[start + i] !== term[i]) return false;
    }
    return true;
  }

  #append(term: Uint8Array, hash: number): number {
    const id = this.#size++;
    const start = this.#offsets[id] as number;
    const end = start + term.length;
    if (end > this.#bytes.length) this.#bytes = growBytes(this.#bytes, end);
    if (id + 2 > this.#offsets.length) {
      this.#offsets = growWords(this.#offsets);
      this.#hashes = growWords(this.#hashes);
    }
    this.#bytes.set(term, start);
    this.#offsets[id + 1] = end;
    this.#hashes[id] = hash;
    if (this.#size > this.#slots.length * maxFill) this.#rehash();
    else this.#put(id);
    return id;
  }

  #rehash(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let id = 0; id < this.#size; id++) this.#put(id);
  }

  #put(id: number): void {
    const mask = this.#slots.length - 1;
    let slot = (this.#hashes[id] as number) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = id + 1;
  }
}

function growBytes(bytes: Uint8Array, least: number): Uint8Array<ArrayBuffer> {
  const grown = new Uint8Array(Math.max(least, bytes.length * 2));
  grown.set(bytes);
  return grown;
}

function growWords(words: Uint32Array): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(words.length * 2);
  grown.set(words);
  return grown;
}
