// What a worker took and left out of each source, since it was last told.

import type { RunRecord } from '../../corpus/shape-record.ts';
import type { BadRecord } from '../../formats/lines/decode-batch.ts';
import { maxListedSkips } from '../../store/catalogue/write-commit.ts';
import type { RangePart, SkippedRecord, SourceTally } from './range-messages.ts';

export class RangeTally {
  #tallies = new Map<number, SourceTally>();
  #skipped: SkippedRecord[] = [];

  addRecord(source: number, { repaired, isCut }: RunRecord): void {
    const tally = this.#tallyOf(source);
    tally.records++;
    if (repaired) tally.repaired++;
    if (isCut === true) tally.cut++;
  }

  addSkipped(source: number, { line, code }: BadRecord): void {
    this.#tallyOf(source).skipped++;
    if (this.#skipped.length < maxListedSkips) this.#skipped.push({ source, line, code });
  }

  /** A line of a table that is neither a row nor blank. */
  addPadding(source: number): void {
    this.#tallyOf(source).padding++;
  }

  /** All of it, and begins anew. */
  take(): Pick<RangePart, 'tallies' | 'skipped'> {
    const tallies = [...this.#tallies.values()];
    const skipped = this.#skipped;
    this.#tallies = new Map();
    this.#skipped = [];
    return { tallies, skipped };
  }

  #tallyOf(source: number): SourceTally {
    let tally = this.#tallies.get(source);
    if (tally === undefined) {
      tally = { source, records: 0, skipped: 0, repaired: 0, cut: 0, padding: 0 };
      this.#tallies.set(source, tally);
    }
    return tally;
  }
}
