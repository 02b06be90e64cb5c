// Groups of records that one step consumed, as values of `ranks` in place of the records.
//
// See rank-values.ts, which reads them. A group is given by the local record at which it ends.

import type { LocalRecord } from '../ids.ts';
import type { RecordAmountsBuilder } from './record-amounts.ts';
import { PacedSteps, type StepPlace, type StepTableBuilder } from './step-table.ts';
import { WordList } from './word-list.ts';

interface GroupedRecords {
  readonly amounts: RecordAmountsBuilder;
  /** Undefined: steps follow from amounts. */
  readonly steps: StepTableBuilder | undefined;
  readonly place: StepPlace;
}

/** The end of each group of a segment's records, in order. */
export function endGroups({ amounts, steps, place }: GroupedRecords): Uint32Array {
  const { pace, before } = place;
  if (steps !== undefined) return steps.ends;
  if (pace === undefined) throw new Error('records without steps');
  const paced = new PacedSteps(amounts, { pace, before });
  const ends = new WordList();
  for (let record: LocalRecord = 0; record < amounts.records; ) {
    record = paced.recordsBy(paced.stepOf(record));
    ends.push(record);
  }
  return ends.words;
}

/** Each record in `values` becomes its group. */
export function replaceByGroups(values: Uint32Array, ends: Uint32Array): void {
  const groupOf = new Uint32Array(ends.at(-1) ?? 0);
  let start = 0;
  ends.forEach((end, group) => {
    groupOf.fill(group, start, end);
    start = end;
  });
  for (let i = 0; i < values.length; i++) values[i] = groupOf[values[i] as number] as number;
}

/** Amounts of records as those of their groups. */
export function sumByGroup(amounts: Uint32Array, ends: Uint32Array): Uint32Array {
  let record = 0;
  return ends.map((end) => {
    let sum = 0;
    for (; record < end; record++) sum += amounts[record] as number;
    return sum;
  });
}
