// Exposures by facet: of each value of the field of facets, or of each source file.
//
// Where the facets of a segment are few runs of records, as sources are, the ends of the runs are bounds
// and one walk counts below all of them, whatever the count of exposures. Elsewhere the distinct records
// are walked over, and each is looked up.

import type { ByFacet, FacetNumbers } from '../schemas/answer.ts';
import type { RankValue } from '../store/ids.ts';
import { FacetTallies, type FacetTally } from './facet-tallies.ts';
import type { Place } from './find-phrases.ts';
import type { FacetBounds, FacetParts, FacetPlan } from './plan-facets.ts';
import { seenIn } from './seen-in.ts';

/** Records of a segment among which a walk does not pause. */
const walkedRecords = 5000;

/** Counts the exposures of all places. Yields wherever some milliseconds may have passed. */
export function* countFacets(
  places: readonly Place[],
  plan: FacetPlan,
): Generator<undefined, ByFacet> {
  const tallies = new FacetTallies(plan);
  for (const place of places) {
    const { start, end } = place.interval;
    yield* plan.prepare(place.segment);
    const bounds = tallies.begin(place.segment);
    const { parts } = bounds;
    // Fewer exposures than runs are looked up one by one.
    if (parts !== undefined && parts.ends.length <= 4 * (end - start)) {
      addParts(tallies, place, parts);
    } else yield* walkPlace(tallies, place, bounds);
    yield undefined;
  }
  return Object.fromEntries(tallies.finish().map(([facet, tally]) => [facet, show(tally)]));
}

/** By the ends of runs. */
function addParts(
  tallies: FacetTallies,
  { segment, interval }: Place,
  { ends, facets }: FacetParts,
): void {
  const kth = (k: number) => segment.ranks.kth(interval, k) as RankValue;
  let before = 0;
  for (const [i, below] of segment.ranks.countsBelow(interval, ends).entries()) {
    if (below === before) continue;
    const [first, last] = [kth(before), kth(below - 1)];
    tallies.add(facets[i] as number, { first, last, count: below - before });
    before = below;
  }
}

/** Record by record. */
function* walkPlace(
  tallies: FacetTallies,
  { segment, interval }: Place,
  { of }: FacetBounds,
): Generator<undefined> {
  const visit = (value: RankValue, count: number) => {
    tallies.add(of(value), { first: value, last: value, count });
  };
  for (let start = 0; start < segment.values.count; start += walkedRecords) {
    segment.ranks.visitDistinct(interval, { start, end: start + walkedRecords }, visit);
    yield undefined;
  }
}

function show({ count, first, last, at, timeline }: FacetTally): FacetNumbers {
  return {
    count,
    first: seenIn(first.segment, first.value),
    last: seenIn(last.segment, last.value),
    ...(at !== undefined && { at }),
    ...(timeline !== undefined && { timeline }),
  };
}
