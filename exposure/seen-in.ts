// Exposures of a segment as an answer names them: step, rank, id.

import type { Seen } from '../schemas/answer.ts';
import type { LocalRecord, RankValue } from '../store/ids.ts';
import type { Segment } from '../store/segment/segment.ts';
import { describeRecord } from './describe-record.ts';

/** Rank and id are null where the index knows steps only. `id`: where it has been read already. */
export function seenIn(segment: Segment, value: RankValue, id?: string): Seen {
  const record = segment.values.recordOf(value);
  if (record !== undefined) return describeRecord(segment, record, id);
  return { step: segment.values.stepOf(value), rank: null, id: null };
}

/** The same of many. */
export function seeAll(segment: Segment, values: readonly RankValue[]): Seen[] {
  const records: LocalRecord[] = [];
  for (const value of values) {
    const record = segment.values.recordOf(value);
    if (record === undefined) return values.map((one) => seenIn(segment, one));
    records.push(record);
  }
  const ids = segment.recordTable.ids(records);
  return records.map((record, i) => describeRecord(segment, record, ids[i]));
}
