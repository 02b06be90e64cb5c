// Distinct records that hold a phrase, or any of several: the numbers whose cost grows with them.
//
// One walk over the distinct records counts them by every step that is asked for.

import { FormulaBuilder } from '../store/segment/record-formula.ts';
import type { Segment } from '../store/segment/segment.ts';
import type { Place, RecordCounts } from './find-phrases.ts';
import { boundsIn, type QuestionPlan } from './plan-question.ts';

/** Exposures whose distinct records are counted in one go by work that pauses. */
export const exposuresAtOnce = 20_000;

/** Exposures up to which the counts of the wavelet cost less than a walk that the kernel makes. */
const exposuresHere = 256;

/** Does the plan ask for distinct records? */
export function asksRecords({ records, recordsAt }: QuestionPlan): boolean {
  return records || recordsAt.length > 0;
}

/**
 * Counts the distinct records of all `places`; those of one segment are of different phrases. Yields
 * wherever some milliseconds may have passed; not in between the `maxAtOnce` exposures of a place.
 */
export function* countRecords(
  places: readonly Place[],
  plan: QuestionPlan,
  maxAtOnce: number,
): Generator<undefined, RecordCounts> {
  const at = plan.recordsAt.map(() => 0);
  let all = 0;
  for (const [segment, here] of Map.groupBy(places, ({ segment }) => segment)) {
    const counts = yield* countIn(segment, here, { plan, maxAtOnce });
    all += counts.pop() ?? 0;
    counts.forEach((count, s) => {
      at[s] = (at[s] ?? 0) + count;
    });
  }
  return { all, at };
}

interface Counting {
  readonly plan: QuestionPlan;
  readonly maxAtOnce: number;
}

/** The records of a segment by each of the plan's `recordsAt`, and behind them all that are asked for. */
function* countIn(
  segment: Segment,
  places: readonly Place[],
  { plan, maxAtOnce }: Counting,
): Generator<undefined, number[]> {
  const { ranks } = segment;
  const bounds = boundsIn(plan.bounds, segment).recordsAt;
  // Without `records` nothing behind the last step is walked over.
  const end = plan.records ? Number.POSITIVE_INFINITY : (bounds.at(-1) ?? 0);
  const intervals = places.map(({ interval }) => interval);
  const [one, another] = intervals;
  const few = segment.isMapped ? Math.min(maxAtOnce, exposuresHere) : maxAtOnce;
  const isShort = one !== undefined && !another && one.end - one.start <= few;
  if (isShort) {
    const counts =
      bounds.length === 0
        ? [ranks.countDistinct(one)]
        : ranks.countsDistinctBelow(one, [...bounds, end]);
    yield undefined;
    return counts;
  }
  const leaf = new FormulaBuilder();
  leaf.leaf(intervals);
  const counts: number[] = [];
  let walked = 0;
  for (const batch of segment.walkRecords(leaf.build(), { end, wantsAll: true })) {
    if (batch === undefined) {
      yield undefined;
      continue;
    }
    const { records } = batch;
    while (counts.length < bounds.length) {
      const bound = bounds[counts.length] as number;
      if ((records.at(-1) as number) < bound) break;
      counts.push(walked + countBelow(records, bound));
    }
    walked += records.length;
    yield undefined;
  }
  while (counts.length <= bounds.length) counts.push(walked);
  yield undefined;
  return counts;
}

/** How many of some numbers, which rise, are below a bound. */
function countBelow(numbers: Uint32Array, bound: number): number {
  let [start, end] = [0, numbers.length];
  while (start < end) {
    const middle = (start + end) >>> 1;
    if ((numbers[middle] as number) < bound) start = middle + 1;
    else end = middle;
  }
  return start;
}
