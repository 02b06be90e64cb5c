// Records that come in rising order, counted by facet: of each facet what an answer has of all records.

import type { FacetBounds, FacetPlan } from '../../exposure/plan-facets.ts';
import type { FacetRecords, SearchByFacet } from '../../schemas/search-answer.ts';
import type { Segment } from '../../store/segment/segment.ts';
import { describeRecord } from './describe-record.ts';
import type { FoundRecords } from './record-search.ts';

/** A record of a segment: where records are indexed, values of the ranks are records. */
type Place = readonly [segment: Segment, record: number];

interface Tally {
  records: number;
  readonly first: Place;
  last: Place;
  /** Of each step: what came after the one before, up to it. The last entry is behind all steps. */
  readonly at: number[];
  /** Before the first edge, by bin, and behind the last edge. */
  readonly bins: number[];
}

export class FacetTally {
  #plan: FacetPlan;
  #tallies = new Map<number, Tally>();
  #segment: Segment | undefined;
  /** The first step, and the first edge, of the segment at hand that has not passed. */
  #step = 0;
  #edge = 0;

  constructor(plan: FacetPlan) {
    this.#plan = plan;
  }

  /** Records behind those before: of the same segment, or of a later one. */
  add({ segment, records }: FoundRecords): void {
    if (segment !== this.#segment) {
      this.#segment = segment;
      this.#step = 0;
      this.#edge = 0;
    }
    const bounds = this.#plan.in(segment);
    for (const record of records) this.#count(bounds, [segment, record]);
  }

  /** The facets that have a record, in the order of the snapshot's. */
  finish(): SearchByFacet {
    const { facets, at, edges } = this.#plan;
    const rising = [...this.#tallies].sort(([one], [other]) => one - other);
    return Object.fromEntries(
      rising.map(([facet, tally]): [string, FacetRecords] => {
        let sum = 0;
        const sums = at.map((step, s): [string, number] => {
          sum += tally.at[s] as number;
          return [String(step), sum];
        });
        const numbers = {
          records: tally.records,
          first: describeRecord(...tally.first),
          last: describeRecord(...tally.last),
          ...(at.length > 0 && { at: Object.fromEntries(sums) }),
          ...(edges !== undefined && {
            timeline: { edges: [...edges], records: tally.bins.slice(1, -1) },
          }),
        };
        return [facets.values[facet] as string, numbers];
      }),
    );
  }

  #count({ of, at, edges }: FacetBounds, place: Place): void {
    const [, record] = place;
    while (this.#step < at.length && (at[this.#step] as number) <= record) this.#step++;
    while (this.#edge < edges.length && (edges[this.#edge] as number) <= record) this.#edge++;
    const tally = this.#tallyOf(of(record), place);
    tally.records++;
    tally.last = place;
    tally.at[this.#step] = (tally.at[this.#step] as number) + 1;
    tally.bins[this.#edge] = (tally.bins[this.#edge] as number) + 1;
  }

  #tallyOf(facet: number, place: Place): Tally {
    const known = this.#tallies.get(facet);
    if (known !== undefined) return known;
    const { at, edges } = this.#plan;
    const tally: Tally = {
      ...{ records: 0, first: place, last: place },
      at: new Array<number>(at.length + 1).fill(0),
      bins: new Array<number>((edges?.length ?? 0) + 1).fill(0),
    };
    this.#tallies.set(facet, tally);
    return tally;
  }
}
