// Deals batches out in ranges, and notes how far each of them reaches into its source.

import type { RangePool } from './range-pool.ts';
import type { RangeReaches, SourceReach } from './range-reaches.ts';

/** Decides which range a batch belongs to. */
export class RangeDealer {
  #pool: RangePool;
  #reaches: RangeReaches;
  #rangeBytes: number;
  #range = 0;
  #bytes = 0;
  #batches = 0;
  #open = false;

  constructor(pool: RangePool, reaches: RangeReaches, rangeBytes: number) {
    this.#pool = pool;
    this.#reaches = reaches;
    this.#rangeBytes = rangeBytes;
  }

  /** The range that takes a batch of `bytes`; ends the one before where it is full. */
  rangeFor(bytes: number): number {
    if (this.#bytes > 0 && this.#bytes + bytes > this.#rangeBytes) this.#endRange();
    this.#open = true;
    this.#bytes += bytes;
    this.#batches++;
    return this.#range;
  }

  /**
   * Notes how far a source is in once the last batch dealt is: before that is sent, or, where the run
   * may end in it, as soon as its answer is there.
   */
  note(reach: SourceReach): void {
    this.#reaches.note(this.#range, this.#batches, reach);
  }

  /** Notes how a source ends, or stands at the end of the run, once all that was dealt is in. */
  noteEnd(reach: SourceReach): SourceReach {
    if (this.#bytes > this.#rangeBytes) this.#endRange();
    this.#open = true;
    this.note(reach);
    return reach;
  }

  /** Notes in a source's row which part of it is not fed. */
  noteCut(reach: SourceReach, dropped: string): SourceReach {
    return this.noteEnd({ ...reach, dropped });
  }

  end(): void {
    if (this.#open) this.#endRange();
    this.#pool.finish(this.#range);
  }

  #endRange(): void {
    this.#pool.endRange(this.#range);
    this.#range++;
    this.#bytes = 0;
    this.#batches = 0;
    this.#open = false;
  }
}
