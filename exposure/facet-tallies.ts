// Numbers by facet under construction: of each facet how many, the first and the last, by step and by bin.
//
// What is counted comes a segment's place at a time, in rising order of values within it: exposures of a
// phrase, or records that satisfy a query.

import type { RankValue } from '../store/ids.ts';
import type { Segment } from '../store/segment/segment.ts';
import type { FacetBounds, FacetPlan } from './plan-facets.ts';

/** A value of the ranks of a segment. */
interface Place {
  readonly segment: Segment;
  readonly value: RankValue;
}

/** Of one facet, between whose values no step and no edge of the plan lies. */
interface Counted {
  readonly first: RankValue;
  readonly last: RankValue;
  readonly count: number;
}

/** All of one facet. */
export interface FacetTally {
  readonly count: number;
  readonly first: Place;
  readonly last: Place;
  /** By the end of each step of the plan; undefined: none is asked for. */
  readonly at: Record<string, number> | undefined;
  /** By bin of the plan's timeline; undefined: none is asked for. */
  readonly timeline: { edges: number[]; count: number[] } | undefined;
}

interface Sum {
  count: number;
  first: Place;
  last: Place;
  /** Of each step: what came after the one before, up to it. The last entry is behind all steps. */
  readonly at: number[];
  /** Before the first edge, by bin, and behind the last edge. */
  readonly bins: number[];
}

export class FacetTallies {
  #plan: FacetPlan;
  #sums = new Map<number, Sum>();
  #here: { readonly segment: Segment; readonly bounds: FacetBounds } | undefined;
  /** The first of the steps, and of the edges, that has not passed. */
  #step = 0;
  #edge = 0;

  constructor(plan: FacetPlan) {
    this.#plan = plan;
  }

  /** What is added from now on is of this segment, from its smallest value on. */
  begin(segment: Segment): FacetBounds {
    const bounds = this.#plan.in(segment);
    this.#here = { segment, bounds };
    this.#step = 0;
    this.#edge = 0;
    return bounds;
  }

  add(facet: number, { first, last, count }: Counted): void {
    if (this.#here === undefined) throw new Error('nothing was begun');
    const { segment, bounds } = this.#here;
    const { at, edges } = bounds;
    while (this.#step < at.length && (at[this.#step] as number) <= first) this.#step++;
    while (this.#edge < edges.length && (edges[this.#edge] as number) <= first) this.#edge++;
    const sum = this.#sumOf(facet, segment, { first, last });
    const { firstRank } = segment;
    if (firstRank + first < rankOf(sum.first)) sum.first = { segment, value: first };
    if (firstRank + last > rankOf(sum.last)) sum.last = { segment, value: last };
    sum.count += count;
    sum.at[this.#step] = (sum.at[this.#step] as number) + count;
    sum.bins[this.#edge] = (sum.bins[this.#edge] as number) + count;
  }

  /** The facets of which something was added, by value, in the order of the snapshot's. */
  finish(): [value: string, tally: FacetTally][] {
    const { facets, at, edges } = this.#plan;
    const rising = [...this.#sums].sort(([one], [other]) => one - other);
    return rising.map(([facet, sum]) => {
      const { count, first, last, bins } = sum;
      let below = 0;
      const counts = at.map((step, s): [string, number] => {
        below += sum.at[s] as number;
        return [String(step), below];
      });
      const tally = {
        ...{ count, first, last },
        at: at.length > 0 ? Object.fromEntries(counts) : undefined,
        timeline: edges && { edges: [...edges], count: bins.slice(1, -1) },
      };
      return [facets.values[facet] as string, tally];
    });
  }

  #sumOf(facet: number, segment: Segment, { first, last }: Omit<Counted, 'count'>): Sum {
    const known = this.#sums.get(facet);
    if (known !== undefined) return known;
    const sum: Sum = {
      ...{ count: 0, first: { segment, value: first }, last: { segment, value: last } },
      at: new Array<number>(this.#plan.at.length + 1).fill(0),
      bins: new Array<number>((this.#plan.edges?.length ?? 0) + 1).fill(0),
    };
    this.#sums.set(facet, sum);
    return sum;
  }
}

function rankOf({ segment, value }: Place): number {
  return segment.firstRank + value;
}
