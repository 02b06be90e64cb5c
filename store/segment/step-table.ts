// Which steps consumed the records of a segment, and how much had been consumed by then.
//
//   steps   3 u32 an entry, in order of step, one for each step that consumed a record here: step u64,
//           local record at which the entry ends u32
//
// The section is there only where the records say their steps. Elsewhere steps follow from the amounts
// before a record (pace.ts): those of the segment, and those before the segment, which it does not know.

import type { LocalRecord, Step } from '../ids.ts';
import { fillStep, findStep, type Pace } from './pace.ts';
import type { PageFile } from './page-file.ts';
import { addAmounts, type Consumed, type RecordAmounts } from './record-amounts.ts';
import { WordList } from './word-list.ts';

const stepEntryWords = 3;
export const stepEntryBytes = 4 * stepEntryWords;

/** Collects the steps that records say. */
export class StepTableBuilder {
  #entries = new WordList();
  #records = 0;
  #first = 0;
  #last = 0;

  /** Number of entries. */
  get length(): number {
    return this.#entries.length / stepEntryWords;
  }

  /** The first step, or 0. */
  get first(): Step {
    return this.#first;
  }

  get last(): Step {
    return this.#last;
  }

  /** Takes the next record's step; steps never fall. */
  add(step: Step): void {
    if (step < this.#last) throw new Error('steps fall');
    if (this.#records++ === 0) this.#first = step;
    else if (step === this.#last) this.#entries.length -= stepEntryWords;
    this.#last = step;
    this.#entries.pushU64(step);
    this.#entries.push(this.#records);
  }

  get words(): Uint32Array {
    return this.#entries.words;
  }
}

/** Where a segment lies in its index. */
export interface StepPlace {
  /** Undefined: the records say their steps. */
  readonly pace: Pace | undefined;
  /** Amounts of the index before the segment. */
  readonly before: Consumed;
}

/** A way to find steps: by the pace of the index, or in the section `steps`. */
interface StepFinder {
  stepOf(record: LocalRecord): Step;
  recordsBy(step: Step): LocalRecord;
}

export class StepTable {
  #amounts: RecordAmounts;
  #place: StepPlace;
  #finder: StepFinder;

  constructor(file: PageFile, amounts: RecordAmounts, place: StepPlace) {
    const { pace, before } = place;
    this.#amounts = amounts;
    this.#place = place;
    this.#finder =
      pace === undefined ? new StepSection(file) : new PacedSteps(amounts, { pace, before });
  }

  /** The step that consumed the segment's local record. */
  stepOf(record: LocalRecord): Step {
    return this.#finder.stepOf(record);
  }

  /** The first local record that was consumed after `step`; the number of records if there is none. */
  recordsBy(step: Step): LocalRecord {
    return this.#finder.recordsBy(step);
  }

  get firstStep(): Step {
    return this.stepOf(0);
  }

  get lastStep(): Step {
    return this.stepOf(this.#amounts.records - 1);
  }

  /** Steps that consumed a record of the segment. */
  countSteps(): number {
    const { unit } = this.#place.pace ?? {};
    if (unit === 'records') return this.lastStep - this.firstStep + 1;
    let steps = 0;
    for (let record = 0; record < this.#amounts.records; steps++) {
      record = this.recordsBy(this.stepOf(record));
    }
    return steps;
  }

  /** The amounts that the index had consumed by the end of `step`; undefined before the first step here. */
  consumedBy(step: Step): Consumed | undefined {
    const records = this.recordsBy(step);
    return records === 0 ? undefined : this.#upTo(records);
  }

  /** The amounts that the index had consumed by the end of the segment. */
  get end(): Consumed {
    return this.#upTo(this.#amounts.records);
  }

  #upTo(records: number): Consumed {
    return addAmounts(this.#place.before, this.#amounts.by(records));
  }
}

/** Steps that follow from the amounts before a record. */
class PacedSteps implements StepFinder {
  #amounts: RecordAmounts;
  #pace: Pace;
  #before: number;

  constructor(
    amounts: RecordAmounts,
    { pace, before }: { readonly pace: Pace; readonly before: Consumed },
  ) {
    this.#amounts = amounts;
    this.#pace = pace;
    this.#before = before[pace.unit];
  }

  stepOf(record: LocalRecord): Step {
    return findStep(this.#pace, this.#before + this.#amounts.unitBy(this.#pace.unit, record)).step;
  }

  recordsBy(step: Step): LocalRecord {
    const { unit } = this.#pace;
    const { records } = this.#amounts;
    const full = fillStep(this.#pace, step) - this.#before;
    if (unit === 'records') return Math.max(0, Math.min(records, full));
    return findFirst(records, (record) => this.#amounts.unitBy(unit, record) >= full);
  }
}

/** Steps that the records say. */
class StepSection implements StepFinder {
  #file: PageFile;
  #start: number;
  #length: number;

  constructor(file: PageFile) {
    const { start, length } = file.section('steps');
    this.#file = file;
    this.#start = start / 4;
    this.#length = length / 4 / stepEntryWords;
  }

  stepOf(record: LocalRecord): Step {
    return this.#step(findFirst(this.#length, (entry) => this.#end(entry) > record));
  }

  recordsBy(step: Step): LocalRecord {
    const after = findFirst(this.#length, (entry) => this.#step(entry) > step);
    return after === 0 ? 0 : this.#end(after - 1);
  }

  #step(entry: number): Step {
    return this.#file.u64(this.#start + entry * stepEntryWords);
  }

  #end(entry: number): LocalRecord {
    return this.#file.word(this.#start + entry * stepEntryWords + 2);
  }
}

/** The first of [0, length) for which `holds` is true, all after it being true too; length if none. */
function findFirst(length: number, holds: (i: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
