// An exposure of a segment as an answer names it: step, rank, id.

import type { Seen } from '../schemas/answer.ts';
import type { RankValue } from '../store/ids.ts';
import type { Segment } from '../store/segment/segment.ts';
import { describeRecord } from './describe-record.ts';

/** Rank and id are null where the index knows steps only. */
export function seenIn(segment: Segment, value: RankValue): Seen {
  const record = segment.values.recordOf(value);
  if (record !== undefined) return describeRecord(segment, record);
  return { step: segment.values.stepOf(value), rank: null, id: null };
}
