// Queries -> answers in records from a cluster of OpenSearch (docs/opensearch.md).

import type { SearchAnswer, UnaskableQuery } from './answers/search.ts';
import { questionRules, type SearchQuestion } from './index-questions.ts';
import { inCluster } from './open-in-cluster.ts';
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
