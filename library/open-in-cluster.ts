// An exported index in a cluster, open for queries: what `searchCluster` and the command ask.

import type { ClusterSearch } from '../opensearch/query/answer-queries.ts';
import type { ClusterQuestion } from '../opensearch/query/cluster-plan.ts';
import type { SearchAnswer, UnaskableQuery } from '../schemas/search-answer.ts';
import { runtimeUnicode } from '../text/index-analyzer.ts';

export interface ClusterPlace {
  readonly urls: readonly string[];
  readonly name: string;
  readonly signal?: AbortSignal | undefined;
}

/** An exported index that is open for queries. */
export interface FoundInCluster {
  /** What its answers have. */
  readonly parts: {
    readonly at: readonly number[];
    /** Edges of the timeline in steps; bin i is (edges[i], edges[i+1]]. Undefined: no timeline. */
    readonly edges: readonly number[] | undefined;
    /** Undefined: not by facet; without a field facets are source files. */
    readonly byFacet: { readonly facets: { readonly field: string | undefined } } | undefined;
  };
  readonly steps: { readonly firstStep: number; readonly lastStep: number };
  /** That its tokens are of another version of Unicode than those of queries; undefined: they are not. */
  readonly unicodeRemark: string | undefined;
  /** Throws the error of a query that cannot be asked. */
  answer(query: string): Promise<SearchAnswer>;
  /** A query that cannot be asked has its error in its place. */
  answerAll(queries: readonly string[]): AsyncIterable<SearchAnswer | UnaskableQuery>;
}

/** Opens an exported index for some work, and closes its connections behind it. */
export async function inCluster<Result>(
  { urls, name, signal }: ClusterPlace,
  question: ClusterQuestion,
  work: (found: FoundInCluster) => Promise<Result>,
): Promise<Result> {
  const { Cluster } = await import('../opensearch/cluster/cluster.ts');
  const { ClusterSearch } = await import('../opensearch/query/answer-queries.ts');
  await using cluster = await Cluster.open({ urls, signal });
  return await work(describe(await ClusterSearch.open(cluster, { name, question })));
}

function describe(search: ClusterSearch): FoundInCluster {
  const { plan, whole, unicode } = search;
  const { at, edges, facets, facetField: field } = plan;
  return {
    parts: { at, edges, byFacet: facets && { facets: { field } } },
    steps: { firstStep: whole.first_step, lastStep: whole.last_step },
    unicodeRemark: unicode === runtimeUnicode ? undefined : remarkOn(unicode),
    answer: (query) => search.answer(query),
    answerAll: (queries) => search.answerAll(queries),
  };
}

function remarkOn(unicode: string): string {
  return `the exported index was built with Unicode ${unicode}, this runtime has ${runtimeUnicode}; characters that are new in one of them may match differently`;
}
