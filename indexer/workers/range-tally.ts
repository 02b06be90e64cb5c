// How many records a worker took and left out of each source, since the last message that said so.

import { newTally, type RecordTally } from '../../corpus/read-records.ts';
import type { BadRecord } from '../../formats/lines/decode-batch.ts';
import type { SkippedRow } from '../../store/catalogue/source-row.ts';
import { maxListedSkips } from '../../store/catalogue/write-commit.ts';

/** Records of a source that a range took and could not take. */
export interface SourceTally extends RecordTally {
  readonly source: number;
}

/** A skipped record as a range lists it. */
export interface ListedSkip extends SkippedRow {
  /** Of the first in a list: all that is known of it. */
  readonly bad?: BadRecord;
}

/** The first batches of a range, since the part before. */
export interface RangePart {
  readonly batches: number;
  readonly tallies: SourceTally[];
  readonly skipped: ListedSkip[];
}

export class RangeTally {
  #tallies = new Map<number, RecordTally>();
  #skipped: ListedSkip[] = [];

  /** That of a source, to be counted in. */
  tally(source: number): RecordTally {
    let tally = this.#tallies.get(source);
    if (tally === undefined) {
      tally = newTally();
      this.#tallies.set(source, tally);
    }
    return tally;
  }

  list(source: number, bad: BadRecord): void {
    const listed = this.#skipped.length;
    if (listed === maxListedSkips) return;
    const { line, code } = bad;
    this.#skipped.push({ source, line, code, ...(listed === 0 && { bad }) });
  }

  /** All of it, and begins anew. */
  take(): Pick<RangePart, 'tallies' | 'skipped'> {
    const tallies = Array.from(this.#tallies, ([source, tally]) => ({ source, ...tally }));
    const skipped = this.#skipped;
    this.#tallies = new Map();
    this.#skipped = [];
    return { tallies, skipped };
  }
}
