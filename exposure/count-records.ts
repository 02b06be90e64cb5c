// Distinct records that hold a phrase, or any of several: the numbers whose cost grows with them.

import { distinctRecords } from './distinct-records.ts';
import type { Place } from './find-phrases.ts';

/** Exposures whose distinct records are counted in one go by work that pauses. */
export const exposuresAtOnce = 20_000;

/** Records after which a walk may pause. */
const walkedRecords = 5000;

/**
 * Counts the distinct records of all `places`; those of one segment are of different phrases. Yields
 * wherever some milliseconds may have passed; not in between the `maxAtOnce` exposures of a place.
 */
export function* countRecords(
  places: readonly Place[],
  maxAtOnce: number,
): Generator<undefined, number> {
  let count = 0;
  for (const [{ ranks }, here] of Map.groupBy(places, ({ segment }) => segment)) {
    const intervals = here.map(({ interval }) => interval);
    const [one, another] = intervals;
    if (one && !another && one.end - one.start <= maxAtOnce) count += ranks.countDistinct(one);
    else {
      for (const _ of distinctRecords(ranks, intervals)) {
        if (++count % walkedRecords === 0) yield undefined;
      }
    }
    yield undefined;
  }
  return count;
}
