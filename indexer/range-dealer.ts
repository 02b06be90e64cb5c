// Deals batches out in ranges, and keeps how far each range reaches into its sources: that is what a
// commit of the range writes into the catalogue, and what a later command goes on from.

import type { SourceRow } from '../store/catalogue.ts';
import type { RangePool } from './range-pool.ts';

/** How far a range reached into a source: its row, but for what the workers count. */
export type SourceReach = Omit<SourceRow, 'records' | 'skipped' | 'repaired' | 'cut'>;

/** Decides which range a batch belongs to. */
export class RangeDealer {
  #pool: RangePool;
  #reaches: Map<number, SourceReach[]>;
  #rangeBytes: number;
  #range = 0;
  #bytes = 0;
  #open = false;

  constructor(pool: RangePool, reaches: Map<number, SourceReach[]>, rangeBytes: number) {
    this.#pool = pool;
    this.#reaches = reaches;
    this.#rangeBytes = rangeBytes;
  }

  /** The range that takes the next `bytes`; ends the one before where it is full. */
  rangeFor(bytes: number): number {
    if (this.#bytes > 0 && this.#bytes + bytes > this.#rangeBytes) this.#endRange();
    this.#open = true;
    this.#bytes += bytes;
    return this.#range;
  }

  note(reach: SourceReach): void {
    const reaches = this.#reaches.get(this.#range) ?? [];
    // Sources are fed one after the other, so a second note of one follows its first.
    if (reaches.at(-1)?.id === reach.id) reaches.pop();
    reaches.push(reach);
    this.#reaches.set(this.#range, reaches);
  }

  /** Notes what is not fed of a source in its row. */
  noteCut(reach: SourceReach, dropped: string): SourceReach {
    const cut = { ...reach, dropped };
    this.rangeFor(0);
    this.note(cut);
    return cut;
  }

  end(): void {
    if (this.#open) this.#endRange();
    this.#pool.finish(this.#range);
  }

  #endRange(): void {
    this.#pool.endRange(this.#range);
    this.#range++;
    this.#bytes = 0;
    this.#open = false;
  }
}
