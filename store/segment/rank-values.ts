// What a value of `ranks` stands for: a local record, or with steps for resolution a group of records.
//
//   rank_groups   u32 a group: local record at which it ends
//
// A group has the records that one step consumed here. The section is there only where the values are
// groups; it names no step, as the segment does not know what comes before it.

import type { LocalRecord, RankValue, Step } from '../ids.ts';
import { findFirst } from './find-first.ts';
import type { PageFile } from './page-file.ts';
import type { StepTable } from './step-table.ts';

/** The values of a segment's `ranks`, [0, count), in training order. */
export interface RankValues {
  readonly count: number;
  /** The step that consumed the records of a value. */
  stepOf(value: RankValue): Step;
  /** The first value that was consumed after `step`; `count` if there is none. */
  consumedBy(step: Step): RankValue;
  /** The record that a value stands for; undefined where it stands for a group. */
  recordOf(value: RankValue): LocalRecord | undefined;
}

export function openRankValues(file: PageFile, steps: StepTable, records: number): RankValues {
  const section = file.findSection('rank_groups');
  if (section === undefined) return new RecordValues(steps, records);
  const { length } = file.section('rank_groups');
  return new GroupValues(file, steps, { start: section, count: length / 4 });
}

class RecordValues implements RankValues {
  readonly count: number;
  #steps: StepTable;

  constructor(steps: StepTable, records: number) {
    this.#steps = steps;
    this.count = records;
  }

  stepOf(value: RankValue): Step {
    return this.#steps.stepOf(value as number);
  }

  consumedBy(step: Step): RankValue {
    return this.#steps.recordsBy(step) as number;
  }

  recordOf(value: RankValue): LocalRecord {
    return value as number;
  }
}

class GroupValues implements RankValues {
  readonly count: number;
  #file: PageFile;
  #steps: StepTable;
  #start: number;

  /** `start`: the section's first word. */
  constructor(
    file: PageFile,
    steps: StepTable,
    { start, count }: { readonly start: number; readonly count: number },
  ) {
    this.#file = file;
    this.#steps = steps;
    this.#start = start;
    this.count = count;
  }

  stepOf(value: RankValue): Step {
    return this.#steps.stepOf(this.#end(value) - 1);
  }

  consumedBy(step: Step): RankValue {
    const records = this.#steps.recordsBy(step);
    return findFirst(this.count, (group) => this.#end(group) > records);
  }

  recordOf(): undefined {
    return undefined;
  }

  #end(group: number): LocalRecord {
    return this.#file.word(this.#start + group);
  }
}
