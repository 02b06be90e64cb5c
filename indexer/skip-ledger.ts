// The skipped records of a command: those that its next commit lists, their number, and the first.

import type { BadRecord } from '../formats/lines/decode-batch.ts';
import type { SkippedRow } from '../store/catalogue/source-row.ts';
import { maxListedSkips } from '../store/catalogue/write-commit.ts';
import type { RangeResult } from './workers/range-state.ts';

export class SkipLedger {
  #waiting: SkippedRow[] = [];
  #count = 0;
  #first: BadRecord | undefined;

  /** Of all results so far. */
  get count(): number {
    return this.#count;
  }

  /** In the order of the corpus; undefined: none was skipped. */
  get first(): BadRecord | undefined {
    return this.#first;
  }

  add({ tallies, skipped }: RangeResult): void {
    for (const tally of tallies) this.#count += tally.skipped;
    this.#first ??= skipped[0]?.bad;
    for (const { source, line, code } of skipped) {
      if (this.#waiting.length === maxListedSkips) break;
      this.#waiting.push({ source, line, code });
    }
  }

  /** Those since it was last called, the first so many. */
  takeListed(): SkippedRow[] {
    const listed = this.#waiting;
    this.#waiting = [];
    return listed;
  }
}
