// The ids of all rows of a corpus, to find a row by its id: read in one pass, 16 to 24 bytes a row.
//
// The id itself is not kept, only 64 bits of a hash. Two rows with the same bits count as two records of
// one id, and who asks for that id gets an error.

import { setImmediate } from 'node:timers/promises';
import type { RowReader } from '../rows/row-reader.ts';

/** About so much text is read at once. */
const batchBytes = 1 << 20;

export class RowIds {
  readonly #rows: number;
  /** Two words of hash for each row. */
  readonly #hashes: Uint32Array;
  /** Row + 1 in a place that follows from the hash, or in one behind it; 0: free. */
  readonly #places: Uint32Array;
  /** A bit for each row: another one has the same id. */
  readonly #twice: Uint8Array;
  #without = 0;
  #bad = 0;

  private constructor(rows: number) {
    this.#rows = rows;
    this.#hashes = new Uint32Array(2 * rows);
    this.#places = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(2, rows * 1.5))));
    this.#twice = new Uint8Array(Math.ceil(rows / 8));
  }

  /** Reads all rows. */
  static async read(reader: RowReader, signal?: AbortSignal): Promise<RowIds> {
    const ids = new RowIds(reader.records);
    for (let at = 0; at < reader.records; ) {
      // Reading rows never waits, so without this an interrupt would not have a turn.
      await setImmediate();
      signal?.throwIfAborted();
      const { end } = reader.batchEnd(at, batchBytes);
      for await (const rows of reader.read(at, end)) {
        for (const row of rows) {
          if ('code' in row) ids.#bad++;
          else if (row.id === null || row.id === undefined) ids.#without++;
          else ids.#put(row.id, row.line - 1);
        }
      }
      at = end;
    }
    return ids;
  }

  /** The first row of that id; undefined: there is none. */
  find(id: string): number | undefined {
    const hash = hashOf(id);
    for (let place = this.#start(hash); ; place = (place + 1) & (this.#places.length - 1)) {
      const row = (this.#places[place] as number) - 1;
      if (row < 0) return undefined;
      if (this.#has(row, hash)) return row;
    }
  }

  /** Whether another row has the id of this one. */
  isTwice(row: number): boolean {
    return ((this.#twice[row >>> 3] as number) & (1 << (row & 7))) !== 0;
  }

  /** For a message on an id that is not there; begins with a space, or is empty. */
  get described(): string {
    const notes = [
      this.#without > 0
        ? `${this.#without} of its ${this.#rows} records ${this.#without === 1 ? 'has' : 'have'} no id`
        : '',
      this.#bad > 0 ? `${this.#bad} of its ${this.#rows} records cannot be read` : '',
    ].filter((note) => note !== '');
    return notes.length === 0 ? '' : ` (${notes.join(', ')})`;
  }

  #put(id: string, row: number): void {
    const hash = hashOf(id);
    let place = this.#start(hash);
    for (; this.#places[place] !== 0; place = (place + 1) & (this.#places.length - 1)) {
      const other = (this.#places[place] as number) - 1;
      if (!this.#has(other, hash)) continue;
      this.#twice[other >>> 3] = (this.#twice[other >>> 3] as number) | (1 << (other & 7));
      return;
    }
    this.#places[place] = row + 1;
    this.#hashes[2 * row] = hash.low;
    this.#hashes[2 * row + 1] = hash.high;
  }

  #start({ low }: Hash): number {
    return low & (this.#places.length - 1);
  }

  #has(row: number, { low, high }: Hash): boolean {
    return this.#hashes[2 * row] === low && this.#hashes[2 * row + 1] === high;
  }
}

interface Hash {
  readonly low: number;
  readonly high: number;
}

/** Two multiplicative hashes over the same letters, each stirred by the other at the end. */
function hashOf(text: string): Hash {
  let low = 0xdead_beef;
  let high = 0x41c6_ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x9e37_79b1);
    high = Math.imul(high ^ unit, 0x5f35_6495);
  }
  low = Math.imul(low ^ (low >>> 16), 0x85eb_ca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2_ae35);
  high = Math.imul(high ^ (high >>> 16), 0x85eb_ca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2_ae35);
  return { low: low >>> 0, high: high >>> 0 };
}
