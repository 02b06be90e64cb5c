// An exposure of a segment as an answer names it: step, rank, id.

import type { Seen } from '../schemas/answer.ts';
import type { RankValue } from '../store/ids.ts';
import type { Segment } from '../store/segment/segment.ts';

/** Rank and id are null where the index knows steps only. */
export function seenIn({ values, firstRank, recordTable }: Segment, value: RankValue): Seen {
  const step = values.stepOf(value);
  const record = values.recordOf(value);
  if (record === undefined) return { step, rank: null, id: null };
  return { step, rank: firstRank + record, id: recordTable.id(record) };
}
