// The records that hold any of several phrases, each once.
//
// Each phrase's records come in order, so they are merged as they come; nothing is kept.

import type { Interval } from '../store/segment/interval.ts';
import type { RankWavelet } from '../store/segment/rank-wavelet.ts';

/** Local records [start, end), from the last back with `descending`. */
export interface RecordRange {
  readonly start?: number;
  readonly end?: number;
  readonly descending?: boolean;
}

/** The records of any of the intervals, in rising order or, with `descending`, in falling order. */
export function* distinctRecords(
  ranks: Pick<RankWavelet, 'distinct'>,
  intervals: readonly Interval[],
  range: RecordRange = {},
): Generator<number, void, undefined> {
  const walks = intervals.map((interval) => {
    const records = ranks.distinct(interval, range);
    return { records, next: records.next() };
  });
  const isBefore = (a: number, b: number) => (range.descending === true ? a > b : a < b);
  for (;;) {
    let first: number | undefined;
    for (const { next } of walks) {
      if (next.done === true) continue;
      if (first === undefined || isBefore(next.value.value, first)) first = next.value.value;
    }
    if (first === undefined) return;
    yield first;
    for (const walk of walks) {
      if (walk.next.done !== true && walk.next.value.value === first) {
        walk.next = walk.records.next();
      }
    }
  }
}
