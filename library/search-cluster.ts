// Queries -> answers in records from a cluster of OpenSearch (docs/opensearch.md).

import type { ClusterSearch } from '../opensearch/query/answer-queries.ts';
import type { ClusterQuestion } from '../opensearch/query/cluster-plan.ts';
import type {
  SearchAnswer as PlainAnswer,
  UnaskableQuery as PlainUnaskable,
} from '../schemas/search-answer.ts';
import { runtimeUnicode } from '../text/index-analyzer.ts';
import type { SearchAnswer, UnaskableQuery } from './answers/search.ts';
import { questionRules, type SearchQuestion } from './index-questions.ts';
import { checkArgument, checkOptions } from './options/check-options.ts';
import { withNamesLater } from './options/name-options.ts';
import { rules } from './options/rules.ts';
import { unlessInterrupted } from './unless-interrupted.ts';

export interface ClusterSearchOptions extends Omit<SearchQuestion, 'contexts'> {
  /** Addresses of nodes of the cluster. */
  readonly opensearch: string | readonly string[];
  /** The name of the index in the cluster. */
  readonly name: string;
  readonly signal?: AbortSignal | undefined;
}

const { at, timeline, byFacet } = questionRules.search;
const searchRules = {
  ...{ at, timeline, byFacet },
  opensearch: rules.texts,
  name: rules.text,
  signal: rules.signal,
};

/**
 * The answers of an exported index, in the order of the queries; one that cannot be asked has
 * `{ query, error }` in its place. Numbers are those of `search`. Rejects with `index_not_found`,
 * `export_incomplete`, `export_mismatch`, `cluster_unavailable`, `cluster_refused`, `interrupted`.
 *
 * @example
 * const place = { opensearch: 'http://localhost:9200', name: 'brown' };
 * const [answer] = await searchCluster(['sketch* NEAR/5 pencil'], { ...place, at: [100] });
 */
export async function searchCluster(
  queries: readonly string[],
  options: ClusterSearchOptions,
): Promise<(SearchAnswer | UnaskableQuery)[]> {
  checkArgument(queries, rules.anyTexts, 'searchCluster: queries');
  checkOptions(options, searchRules, 'searchCluster');
  const { opensearch, name, signal, timeline: bins, ...rest } = options;
  checkArgument(opensearch, rules.texts, 'searchCluster: opensearch');
  checkArgument(name, rules.text, 'searchCluster: name');
  const place = { urls: [opensearch].flat(), name, signal };
  return await withNamesLater(() =>
    unlessInterrupted(signal, () =>
      inCluster(place, { bins, ...rest }, (search) => Array.fromAsync(search.answerAll(queries))),
    ),
  );
}

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
  answer(query: string): Promise<PlainAnswer>;
  /** A query that cannot be asked has its error in its place. */
  answerAll(queries: readonly string[]): AsyncIterable<PlainAnswer | PlainUnaskable>;
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
