// A record of a segment as answers name it: step, rank and id.

import type { FoundRecord } from '../schemas/search-answer.ts';
import type { LocalRecord } from '../store/ids.ts';
import type { Segment } from '../store/segment/segment.ts';

/** `id`: where it has been read already. */
export function describeRecord(
  segment: Segment,
  record: LocalRecord,
  id = segment.recordTable.id(record),
): FoundRecord {
  return {
    step: segment.steps.stepOf(record),
    rank: segment.firstRank + record,
    id,
  };
}
