// Documents that come in order of rank, counted by the steps and facets of a plan.

import type { FacetRecords, FoundRecord, SearchByFacet } from '../../schemas/search-answer.ts';
import { findFirst } from '../../store/segment/find-first.ts';
import type { ClusterPlan } from './cluster-plan.ts';
import type { RecordNumbers } from './count-by-cluster.ts';

interface CountedDocument extends FoundRecord {
  readonly facet: string;
}

interface Sum {
  records: number;
  first: FoundRecord;
  last: FoundRecord;
  readonly at: number[];
  readonly bins: number[];
}

export class DocumentTally {
  #plan: ClusterPlan;
  #all: Sum | undefined;
  #byFacet = new Map<string, Sum>();

  constructor(plan: ClusterPlan) {
    this.#plan = plan;
  }

  add({ facet, step, rank, id }: CountedDocument): void {
    const found = { step, rank, id };
    this.#all ??= this.#begin(found);
    this.#count(this.#all, found);
    if (this.#plan.facets === undefined) return;
    const own = this.#byFacet.get(facet) ?? this.#begin(found);
    this.#byFacet.set(facet, own);
    this.#count(own, found);
  }

  finish(): RecordNumbers {
    const { facets } = this.#plan;
    const none = { ...this.#begin({ step: 0, rank: 0, id: null }), first: null, last: null };
    const numbers = this.#show(this.#all ?? none);
    return { ...numbers, ...(facets !== undefined && { by_facet: this.#showFacets(facets) }) };
  }

  #begin(found: FoundRecord): Sum {
    const { at, edges = [] } = this.#plan;
    const bins = new Array<number>(Math.max(0, edges.length - 1)).fill(0);
    return { records: 0, first: found, last: found, at: at.map(() => 0), bins };
  }

  #count(sum: Sum, found: FoundRecord): void {
    const { at, edges = [] } = this.#plan;
    sum.records++;
    sum.last = found;
    for (const [i, step] of at.entries()) {
      if (found.step <= step) sum.at[i] = (sum.at[i] ?? 0) + 1;
    }
    // Bin i holds the steps in (edges[i], edges[i + 1]].
    const bin = findFirst(edges.length, (i) => (edges[i] as number) >= found.step) - 1;
    const before = sum.bins[bin];
    if (before !== undefined) sum.bins[bin] = before + 1;
  }

  #show<Ends extends FoundRecord | null>({
    records,
    first,
    last,
    at: counts,
    bins,
  }: Omit<Sum, 'first' | 'last'> & { readonly first: Ends; readonly last: Ends }) {
    const { at, edges } = this.#plan;
    return {
      ...{ records, first, last },
      ...(at.length > 0 && {
        at: Object.fromEntries(at.map((step, i) => [String(step), counts[i] ?? 0])),
      }),
      ...(edges !== undefined && { timeline: { edges: [...edges], records: [...bins] } }),
    };
  }

  #showFacets(facets: readonly string[]): SearchByFacet {
    const shown = facets.flatMap((facet): [string, FacetRecords][] => {
      const sum = this.#byFacet.get(facet);
      return sum === undefined ? [] : [[facet, this.#show(sum)]];
    });
    return Object.fromEntries(shown);
  }
}
