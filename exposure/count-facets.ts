// Exposures by facet: of each value of the field of facets, or of each source file.
//
// Where the facets of a segment are few runs of records, as sources are, the ends of the runs are bounds
// and one walk counts below all of them, whatever the count of exposures. Elsewhere the distinct records
// are walked over, and each is looked up.

import type { ByFacet, FacetNumbers, Seen } from '../schemas/answer.ts';
import type { RankValue } from '../store/ids.ts';
import type { Segment } from '../store/segment/segment.ts';
import type { Place } from './find-phrases.ts';
import type { FacetBounds, FacetParts, FacetPlan } from './plan-facets.ts';
import { seenIn } from './seen-in.ts';

/** Records of a segment among which a walk does not pause. */
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

/** Counts the exposures of all places. Yields wherever some milliseconds may have passed. */
export function* countFacets(
  places: readonly Place[],
  plan: FacetPlan,
): Generator<undefined, ByFacet> {
  const tallies = new Map<number, Tally>();
  for (const place of places) {
    const { start, end } = place.interval;
    const { parts } = plan.in(place.segment);
    const counting = new PlaceCounting(place, plan, tallies);
    // Fewer exposures than runs are looked up one by one.
    if (parts !== undefined && parts.ends.length <= 4 * (end - start)) counting.addParts(parts);
    else yield* counting.walk();
    yield undefined;
  }
  return show(tallies, plan);
}

/** Counts of one place; what is added comes in rising order of values. */
class PlaceCounting {
  #place: Place;
  #plan: FacetPlan;
  #bounds: FacetBounds;
  #tallies: Map<number, Tally>;
  /** The first of the steps, and of the edges, that has not passed. */
  #step = 0;
  #edge = 0;

  constructor(place: Place, plan: FacetPlan, tallies: Map<number, Tally>) {
    this.#place = place;
    this.#plan = plan;
    this.#bounds = plan.in(place.segment);
    this.#tallies = tallies;
  }

  /** By the ends of runs. */
  addParts({ ends, facets }: FacetParts): void {
    const { segment, interval } = this.#place;
    const kth = (k: number) => segment.ranks.kth(interval, k) as RankValue;
    let before = 0;
    for (const [i, below] of segment.ranks.countsBelow(interval, ends).entries()) {
      if (below === before) continue;
      const [first, last] = [kth(before), kth(below - 1)];
      this.#add(facets[i] as number, { first, last, count: below - before });
      before = below;
    }
  }

  /** Record by record. */
  *walk(): Generator<undefined> {
    const { segment, interval } = this.#place;
    const { of } = this.#bounds;
    const visit = (value: RankValue, count: number) => {
      this.#add(of(value), { first: value, last: value, count });
    };
    for (let start = 0; start < segment.values.count; start += walkedRecords) {
      segment.ranks.visitDistinct(interval, { start, end: start + walkedRecords }, visit);
      yield undefined;
    }
  }

  /** Adds exposures of one facet, between which no step and no edge lies. */
  #add(facet: number, { first, last, count }: Exposures): void {
    const { at, edges } = this.#bounds;
    while (this.#step < at.length && (at[this.#step] as number) <= first) this.#step++;
    while (this.#edge < edges.length && (edges[this.#edge] as number) <= first) this.#edge++;
    const { segment } = this.#place;
    let tally = this.#tallies.get(facet);
    if (tally === undefined) {
      const [one, other] = [first, last].map((value) => ({ segment, value })) as [Exposed, Exposed];
      tally = {
        ...{ count: 0, first: one, last: other },
        at: new Array<number>(at.length + 1).fill(0),
        bins: new Array<number>((this.#plan.edges?.length ?? 0) + 1).fill(0),
      };
      this.#tallies.set(facet, tally);
    }
    tally.count += count;
    const { firstRank } = segment;
    if (firstRank + first < rankOf(tally.first)) tally.first = { segment, value: first };
    if (firstRank + last > rankOf(tally.last)) tally.last = { segment, value: last };
    tally.at[this.#step] = (tally.at[this.#step] as number) + count;
    tally.bins[this.#edge] = (tally.bins[this.#edge] as number) + count;
  }
}

interface Exposures {
  readonly first: RankValue;
  readonly last: RankValue;
  readonly count: number;
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
