// Records that come in rising order, counted by facet.

import { describeRecord } from '../../exposure/describe-record.ts';
import { FacetTallies, type FacetTally } from '../../exposure/facet-tallies.ts';
import type { FacetBounds, FacetPlan } from '../../exposure/plan-facets.ts';
import type { FacetRecords, SearchByFacet } from '../../schemas/search-answer.ts';
import type { Segment } from '../../store/segment/segment.ts';
import type { FoundRecords } from './record-search.ts';

export class FacetRecordTally {
  #tallies: FacetTallies;
  #here: { readonly segment: Segment; readonly bounds: FacetBounds } | undefined;

  constructor(plan: FacetPlan) {
    this.#tallies = new FacetTallies(plan);
  }

  /** Records behind those before: of the same segment, or of a later one. */
  add({ segment, records }: FoundRecords): void {
    if (this.#here?.segment !== segment) {
      this.#here = { segment, bounds: this.#tallies.begin(segment) };
    }
    const { of } = this.#here.bounds;
    // Where records are indexed, values of the ranks are records.
    for (const record of records) {
      this.#tallies.add(of(record), { first: record, last: record, count: 1 });
    }
  }

  /** The facets that have a record, in the order of the snapshot's. */
  finish(): SearchByFacet {
    return Object.fromEntries(this.#tallies.finish().map(([facet, tally]) => [facet, show(tally)]));
  }
}

function show({ count, first, last, at, timeline }: FacetTally): FacetRecords {
  return {
    records: count,
    first: describeRecord(first.segment, first.value as number),
    last: describeRecord(last.segment, last.value as number),
    ...(at !== undefined && { at }),
    ...(timeline !== undefined && {
      timeline: { edges: timeline.edges, records: timeline.count },
    }),
  };
}
