// Which steps consumed a segment's records, and how much had been consumed by then.
//
//   steps   10 u32 an entry, in order of step, one for each step that consumed a record here:
//           step u64, records u64, tokens u64, words u64, model tokens u64
//
// The amounts are cumulative over the whole index at the entry's end, so any answer can be put on
// those axes. A step may go on in the next segment: its last entry there has the final amounts.

import { joinU64, putU64 } from '../codec.ts';
import type { LocalRecord, Rank, Step } from '../ids.ts';
import type { PageFile } from './page-file.ts';

export const stepEntryWords = 10;

/** Amounts consumed since the index's first record. */
export interface Consumed {
  readonly records: number;
  readonly tokens: number;
  readonly words: number;
  readonly modelTokens: number;
}

export const nothingConsumed: Consumed = { records: 0, tokens: 0, words: 0, modelTokens: 0 };

export interface StepEntry {
  readonly step: Step;
  readonly end: Consumed;
}

/** Growing list of entries, as words for the file. */
export class StepTableBuilder {
  #words = new Uint32Array(64 * stepEntryWords);
  #entries = 0;
  #step: Step = 0;

  /** Notes that `step` consumed records up to `end`; steps never fall. */
  add(step: Step, end: Consumed): void {
    if (this.#entries > 0 && step < this.#step) throw new Error('steps fall');
    if (this.#entries === 0 || step !== this.#step) this.#entries++;
    this.#step = step;
    const at = (this.#entries - 1) * stepEntryWords;
    if (at === this.#words.length) {
      const grown = new Uint32Array(this.#words.length * 2);
      grown.set(this.#words);
      this.#words = grown;
    }
    putU64(this.#words, at, step);
    putU64(this.#words, at + 2, end.records);
    putU64(this.#words, at + 4, end.tokens);
    putU64(this.#words, at + 6, end.words);
    putU64(this.#words, at + 8, end.modelTokens);
  }

  get words(): Uint32Array {
    return this.#words.subarray(0, this.#entries * stepEntryWords);
  }
}

export class StepTable {
  readonly length: number;
  #file: PageFile;
  #start: number;
  #firstRank: Rank;

  constructor(file: PageFile, firstRank: Rank) {
    const place = file.section('steps');
    this.#file = file;
    this.#start = place.start / 4;
    this.length = place.length / 4 / stepEntryWords;
    this.#firstRank = firstRank;
  }

  entry(index: number): StepEntry {
    const at = this.#start + index * stepEntryWords;
    const u64 = (word: number) => joinU64(this.#file.word(word), this.#file.word(word + 1));
    return {
      step: u64(at),
      end: {
        records: u64(at + 2),
        tokens: u64(at + 4),
        words: u64(at + 6),
        modelTokens: u64(at + 8),
      },
    };
  }

  /** The step that consumed the segment's local record. */
  stepOf(record: LocalRecord): Step {
    const rank = this.#firstRank + record;
    const index = this.#search((entry) => this.#file.u64(entry + 2) > rank);
    return this.#file.u64(this.#start + index * stepEntryWords);
  }

  /** The first local record that was consumed after `step`; the number of records if there is none. */
  recordsBy(step: Step): LocalRecord {
    const after = this.#search((entry) => this.#file.u64(entry) > step);
    if (after === 0) return 0;
    return this.#file.u64(this.#start + (after - 1) * stepEntryWords + 2) - this.#firstRank;
  }

  /** What the whole index had consumed by the end of `step`; undefined before this table's first step. */
  consumedBy(step: Step): Consumed | undefined {
    const after = this.#search((entry) => this.#file.u64(entry) > step);
    return after === 0 ? undefined : this.entry(after - 1).end;
  }

  /** Index of the first entry for which `holds` is true, all after it being true too; length if none. */
  #search(holds: (entryWord: number) => boolean): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(this.#start + middle * stepEntryWords)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
