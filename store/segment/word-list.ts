// A list of u32 that grows while records come in, as words for a file.

import { putU64 } from '../codec.ts';

export class WordList {
  #words = new Uint32Array(1 << 10);
  /** Words in the list; a smaller length takes the last ones away. */
  length = 0;

  push(word: number): void {
    this.#reserve(1);
    this.#words[this.length++] = word;
  }

  /** Appends a u64 as two words. */
  pushU64(value: number): void {
    this.#reserve(2);
    putU64(this.#words, this.length, value);
    this.length += 2;
  }

  /** The word at a place below `length`. */
  at(place: number): number {
    return this.#words[place] as number;
  }

  /** A view of the words so far. */
  get words(): Uint32Array {
    return this.#words.subarray(0, this.length);
  }

  #reserve(words: number): void {
    if (this.length + words <= this.#words.length) return;
    const grown = new Uint32Array(this.#words.length * 2);
    grown.set(this.#words);
    this.#words = grown;
  }
}
