// Exposures by facet: of each value of the field of facets, or of each source file.
//
// Where the facets of a segment are few runs of records, as sources are, the ends of the runs are bounds
// and one walk counts below all of them, whatever the count of exposures. Elsewhere the distinct records
// are walked over, and each is looked up.

import type { ByFacet, FacetNumbers, Seen } from '../schemas/answer.ts';
import type { RankValue } from '../store/ids.ts';
import type { Segment } from '../store/segment/segment.ts';
import type { Place } from './find-phrases.ts';
import type { FacetPlan } from './plan-facets.ts';
import { seenIn } from './seen-in.ts';

/** Records or parts after which a walk may pause. */
const walkedRecords = 5000;

/** An exposure, by its value in a segment. */
interface Exposed {
  readonly segment: Segment;
  readonly value: RankValue;
}

interface Tally {
  count: number;
  first: Exposed;
  last: Exposed;
  /** Of each step: what came after the one before, up to it. The last entry is behind all steps. */
  readonly at: number[];
  /** Before the first edge, by bin, and behind the last edge. */
  readonly bins: number[];
}

/** Exposures that follow each other among the sorted values of an interval and have one facet. */
interface Part {
  /** No step, edge or other facet lies between the part's values. */
  readonly value: RankValue;
  readonly count: number;
  readonly facet: number;
  /** Exposures of the interval before the part; undefined: `value` is the one value of the part. */
  readonly before: number | undefined;
}

/** Counts the exposures of all places. Yields wherever some milliseconds may have passed. */
export function* countFacets(
  places: readonly Place[],
  plan: FacetPlan,
): Generator<undefined, ByFacet> {
  const tallies = new Map<number, Tally>();
  let walked = 0;
  for (const place of places) {
    const { at, edges } = plan.in(place.segment);
    let [step, edge] = [0, 0];
    for (const part of partsOf(place, plan)) {
      while (step < at.length && (at[step] as number) <= part.value) step++;
      while (edge < edges.length && (edges[edge] as number) <= part.value) edge++;
      addPart(tallies, place, { part, step, edge, plan });
      if (++walked % walkedRecords === 0) yield undefined;
    }
    yield undefined;
  }
  return show(tallies, plan);
}

/** By the ends of runs, unless there are more of them than exposures. */
function* partsOf({ segment, interval }: Place, plan: FacetPlan): Generator<Part> {
  const { parts, of } = plan.in(segment);
  if (parts === undefined || parts.ends.length > 4 * (interval.end - interval.start)) {
    for (const { value, count } of segment.ranks.distinct(interval)) {
      yield { value, count, facet: of(value), before: undefined };
    }
    return;
  }
  const below = segment.ranks.countsBelow(interval, parts.ends);
  let before = 0;
  for (const [i, end] of below.entries()) {
    if (end === before) continue;
    const value = i === 0 ? 0 : (parts.ends[i - 1] as number);
    yield { value, count: end - before, facet: parts.facets[i] as number, before };
    before = end;
  }
}

interface Adding {
  readonly part: Part;
  readonly step: number;
  readonly edge: number;
  readonly plan: FacetPlan;
}

function addPart(
  tallies: Map<number, Tally>,
  { segment, interval }: Place,
  { part, step, edge, plan }: Adding,
): void {
  const { value, count, facet, before } = part;
  const kth = (k: number) => segment.ranks.kth(interval, k) as number;
  const [firstValue, lastValue] =
    before === undefined ? [value, value] : [kth(before), kth(before + count - 1)];
  const first = { segment, value: firstValue };
  const last = { segment, value: lastValue };
  const known = tallies.get(facet);
  const tally = known ?? {
    ...{ count: 0, first, last },
    at: new Array<number>(plan.at.length + 1).fill(0),
    bins: new Array<number>((plan.edges?.length ?? 0) + 1).fill(0),
  };
  if (known === undefined) tallies.set(facet, tally);
  tally.count += count;
  if (rankOf(first) < rankOf(tally.first)) tally.first = first;
  if (rankOf(last) > rankOf(tally.last)) tally.last = last;
  tally.at[step] = (tally.at[step] as number) + count;
  tally.bins[edge] = (tally.bins[edge] as number) + count;
}

function rankOf({ segment, value }: Exposed): number {
  return segment.firstRank + value;
}

/** The facets that have an exposure, in the order of the snapshot's. */
function show(tallies: ReadonlyMap<number, Tally>, { facets, at, edges }: FacetPlan): ByFacet {
  const rising = [...tallies].sort(([one], [other]) => one - other);
  return Object.fromEntries(
    rising.map(([facet, tally]): [string, FacetNumbers] => {
      const { count, first, last } = tally;
      const numbers: FacetNumbers = { count, first: seen(first), last: seen(last) };
      if (at.length > 0) {
        let sum = 0;
        const counts = at.map((step, s): [string, number] => {
          sum += tally.at[s] as number;
          return [String(step), sum];
        });
        numbers.at = Object.fromEntries(counts);
      }
      if (edges !== undefined) {
        numbers.timeline = { edges: [...edges], count: tally.bins.slice(1, -1) };
      }
      return [facets.values[facet] as string, numbers];
    }),
  );
}

function seen({ segment, value }: Exposed): Seen {
  return seenIn(segment, value);
}
