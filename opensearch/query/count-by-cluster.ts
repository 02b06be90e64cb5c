// The numbers of a query that the cluster answers exactly: how many, first, last, by step and by facet.
//
// Numbers by step are aggregations over ranges of steps. The cluster bounds the buckets of an answer, so
// many ranges are asked for in several requests. None of the numbers is an estimate.

import { type Static, Type } from 'typebox';
import type { FacetRecords, SearchAnswer } from '../../schemas/search-answer.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { askShards } from '../cluster/read-body.ts';
import type { ClusterPlan } from './cluster-plan.ts';
import { backwards, describedFields, firstOf, Hits, inOrder } from './found-document.ts';

export interface ClusterPlace {
  readonly cluster: Cluster;
  readonly index: string;
}

/** Numbers of an answer. */
export type RecordNumbers = Omit<SearchAnswer, 'query' | 'contexts'>;

/** The cluster gives 65,535 buckets at most. */
const maxBuckets = 20_000;

const Ranges = Type.Object({
  buckets: Type.Record(Type.String(), Type.Object({ doc_count: Type.Integer({ minimum: 0 }) })),
});
const Facets = Type.Object({
  // Any other number would mean that facets were left out.
  sum_other_doc_count: Type.Literal(0),
  buckets: Type.Array(
    Type.Object({
      key: Type.String(),
      doc_count: Type.Integer({ minimum: 1 }),
      first: Hits,
      last: Hits,
      steps: Type.Optional(Ranges),
    }),
  ),
});
const Answer = Type.Object({
  hits: Type.Object({
    total: Type.Object({ value: Type.Integer({ minimum: 0 }), relation: Type.Literal('eq') }),
    hits: Hits.properties.hits.properties.hits,
  }),
  aggregations: Type.Object({
    last: Hits,
    steps: Type.Optional(Ranges),
    facets: Type.Optional(Facets),
  }),
});
type Answer = Static<typeof Answer>;

/** Steps [from, to) of a number; without `from` all before. */
interface StepRange {
  readonly key: string;
  readonly from?: number;
  readonly to: number;
}

/** `query`: of the cluster, exact. */
export async function countByCluster(
  { cluster, index }: ClusterPlace,
  query: object,
  plan: ClusterPlan,
): Promise<RecordNumbers> {
  const ranges = rangesOf(plan);
  const facets = plan.facets?.length ?? 0;
  const atOnce = Math.max(1, Math.floor(maxBuckets / Math.max(1, facets)) - 1);
  const counts = new StepCounts();
  let first: Answer | undefined;
  for (let start = 0; start === 0 || start < ranges.length; start += atOnce) {
    const some = ranges.slice(start, start + atOnce);
    const body = requestBody(query, some, facets);
    const answer = await askShards(cluster, { index, action: '_search', body }, Answer);
    first ??= answer;
    counts.add(answer);
  }
  if (first === undefined) throw new Error('one request is made at least');
  const { hits, aggregations } = first;
  return {
    records: hits.total.value,
    first: firstOf(first),
    last: firstOf(aggregations.last),
    ...showSteps(plan, counts.of()),
    ...(plan.facets !== undefined && { by_facet: showFacets(plan, first, counts) }),
  };
}

function rangesOf({ at, edges = [] }: ClusterPlan): StepRange[] {
  return [
    ...[...new Set(at)].map((step) => ({ key: `by ${step}`, to: step + 1 })),
    ...edges.slice(1).map((edge, i) => {
      return { key: `bin ${i}`, from: (edges[i] as number) + 1, to: edge + 1 };
    }),
  ];
}

function requestBody(query: object, ranges: readonly StepRange[], facets: number): object {
  const source = { _source: describedFields };
  const ends = {
    first: { top_hits: { size: 1, sort: inOrder, ...source } },
    last: { top_hits: { size: 1, sort: backwards, ...source } },
  };
  const steps = ranges.length > 0 && { steps: { range: { field: 'step', keyed: true, ranges } } };
  const byFacet = { terms: { field: 'facet', size: facets }, aggs: { ...ends, ...steps } };
  return {
    ...{ query, size: 1, sort: inOrder, ...source, track_total_hits: true },
    aggs: { last: ends.last, ...steps, ...(facets > 0 && { facets: byFacet }) },
  };
}

/** Counts of ranges by facet, and of all. */
class StepCounts {
  #all = new Map<string, number>();
  #byFacet = new Map<string, Map<string, number>>();

  add({ aggregations: { steps, facets } }: Answer): void {
    addCounts(this.#all, steps);
    for (const { key, steps } of facets?.buckets ?? []) {
      const own = this.#byFacet.get(key) ?? new Map<string, number>();
      this.#byFacet.set(key, own);
      addCounts(own, steps);
    }
  }

  /** Undefined: of all. */
  of(facet?: string): ReadonlyMap<string, number> {
    return facet === undefined ? this.#all : (this.#byFacet.get(facet) ?? new Map());
  }
}

function addCounts(counts: Map<string, number>, ranges: Static<typeof Ranges> | undefined): void {
  for (const [key, { doc_count }] of Object.entries(ranges?.buckets ?? {})) {
    counts.set(key, doc_count);
  }
}

function showSteps(
  { at, edges }: ClusterPlan,
  counts: ReadonlyMap<string, number>,
): Pick<RecordNumbers, 'at' | 'timeline'> {
  const count = (key: string) => {
    const found = counts.get(key);
    if (found === undefined) throw new Error(`the cluster left out the range ${key}`);
    return found;
  };
  return {
    ...(at.length > 0 && {
      at: Object.fromEntries(at.map((step) => [String(step), count(`by ${step}`)])),
    }),
    ...(edges !== undefined && {
      timeline: { edges: [...edges], records: edges.slice(1).map((_, i) => count(`bin ${i}`)) },
    }),
  };
}

function showFacets(
  plan: ClusterPlan,
  { aggregations: { facets } }: Answer,
  counts: StepCounts,
): Record<string, FacetRecords> {
  const buckets = new Map((facets?.buckets ?? []).map((bucket) => [bucket.key, bucket]));
  const shown = (plan.facets ?? []).flatMap((facet): [string, FacetRecords][] => {
    const bucket = buckets.get(facet);
    if (bucket === undefined) return [];
    const [first, last] = [firstOf(bucket.first), firstOf(bucket.last)];
    if (first === null || last === null) throw new Error('a facet with records has a first one');
    const { doc_count: records } = bucket;
    return [[facet, { records, first, last, ...showSteps(plan, counts.of(facet)) }]];
  });
  return Object.fromEntries(shown);
}
