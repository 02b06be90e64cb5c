// The vocabulary of a segment under the analyzer `ids`: a term is a token id, in decimal.

import type { TokenSink } from './token-sink.ts';

export class IdInterner {
  /** One more than the local id of each token id; 0: not seen. */
  #locals = new Uint32Array(1 << 16);
  #ids: number[] = [];
  termUnits = 0;

  get size(): number {
    return this.#ids.length;
  }

  /** Appends a record's ids to the sink, as ids 0, 1, 2, ... in order of first occurrence. */
  addIds(ids: ArrayLike<number>, sink: TokenSink): void {
    sink.reserve(ids.length);
    for (let i = 0; i < ids.length; i++) sink.ids[sink.length++] = this.#localId(ids[i] as number);
  }

  /** All terms as UTF-8, term i being bytes[offsets[i], offsets[i + 1]). */
  takeTerms(): { bytes: Uint8Array; offsets: Uint32Array } {
    const bytes = Buffer.from(this.#ids.join(''));
    const offsets = new Uint32Array(this.#ids.length + 1);
    let at = 0;
    for (const [i, id] of this.#ids.entries()) {
      at += String(id).length;
      offsets[i + 1] = at;
    }
    return { bytes, offsets };
  }

  #localId(id: number): number {
    if (id >= this.#locals.length) {
      const grown = new Uint32Array(Math.max(id + 1, 2 * this.#locals.length));
      grown.set(this.#locals);
      this.#locals = grown;
    }
    const known = this.#locals[id] as number;
    if (known > 0) return known - 1;
    this.#ids.push(id);
    this.#locals[id] = this.#ids.length;
    this.termUnits += String(id).length;
    return this.#ids.length - 1;
  }
}
