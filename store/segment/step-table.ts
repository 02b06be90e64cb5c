// Which steps consumed a segment's records, and how much had been consumed by then.
//
//   steps   10 u32 an entry, in order of step, one for each step that consumed a record here:
//           step u64, records u64, tokens u64, words u64, model tokens u64
//
// The amounts are cumulative over the whole index at the entry's end, so any answer can be put on
// those axes. A step may continue in the next segment: its last entry there has the final amounts.

import type { LocalRecord, Rank, Step } from '../ids.ts';
import type { PageFile } from './page-file.ts';
import { WordList } from './word-list.ts';

const stepEntryWords = 10;

/** Amounts consumed since the index's first record. */
export interface Consumed {
  readonly records: number;
  readonly tokens: number;
  readonly words: number;
  readonly modelTokens: number;
}

export const nothingConsumed: Consumed = { records: 0, tokens: 0, words: 0, modelTokens: 0 };

interface StepEntry {
  readonly step: Step;
  readonly end: Consumed;
}

/** Collects the entries while records come in. */
export class StepTableBuilder {
  #entries = new WordList();
  #step: Step | undefined;

  /** Notes that `step` consumed records up to `end`; steps never fall. */
  add(step: Step, end: Consumed): void {
    if (this.#step !== undefined && step < this.#step) throw new Error('steps fall');
    if (step === this.#step) this.#entries.length -= stepEntryWords;
    this.#step = step;
    for (const value of [step, end.records, end.tokens, end.words, end.modelTokens]) {
      this.#entries.pushU64(value);
    }
  }

  get words(): Uint32Array {
    return this.#entries.words;
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
    const u64 = (word: number) => this.#file.u64(at + word);
    return {
      step: u64(0),
      end: { records: u64(2), tokens: u64(4), words: u64(6), modelTokens: u64(8) },
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

  /** The amounts that the index had consumed by the end of `step`; undefined before the first step here. */
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
