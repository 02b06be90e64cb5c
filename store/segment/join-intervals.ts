// Intervals in any order, which may overlap -> the same suffixes as intervals that rise and are apart.
//
// A search may have 100,000 of them. Their starts and their ends are sorted as numbers, each by itself:
// a joined interval ends where as many have ended as have begun. So a sort takes some milliseconds, and a
// caller with other work can pause behind it.

import type { Interval } from './interval.ts';

/** Intervals that are looked at without a pause: less than a millisecond. */
const atOnce = 1 << 14;

/** Yields where a caller can pause. */
export function* joinIntervals(
  intervals: readonly Interval[],
): Generator<undefined, readonly Interval[], undefined> {
  if (areApart(intervals)) return intervals;
  const starts = new Uint32Array(intervals.length);
  const ends = new Uint32Array(intervals.length);
  for (const [i, { start, end }] of intervals.entries()) {
    starts[i] = start;
    ends[i] = end;
    if (i % atOnce === atOnce - 1) yield undefined;
  }
  starts.sort();
  yield undefined;
  ends.sort();
  yield undefined;
  const joined: Interval[] = [];
  let start = starts[0] as number;
  for (let i = 0; i < ends.length; i++) {
    const next = starts[i + 1];
    const end = ends[i] as number;
    // Intervals that touch are one.
    if (next === undefined || end < next) {
      joined.push({ start, end });
      start = next ?? end;
    }
    if (i % atOnce === atOnce - 1) yield undefined;
  }
  return joined;
}

/** The same without a pause. */
export function joinAtOnce(intervals: readonly Interval[]): readonly Interval[] {
  const work = joinIntervals(intervals);
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

/** Whether each ends before the next one starts. */
function areApart(intervals: readonly Interval[]): boolean {
  for (let i = 1; i < intervals.length; i++) {
    if ((intervals[i - 1] as Interval).end >= (intervals[i] as Interval).start) return false;
  }
  return true;
}
