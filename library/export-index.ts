// An index -> documents in a cluster of OpenSearch (docs/opensearch.md).

import { IndexError } from '../errors.ts';
import { Snapshot } from '../store/snapshot.ts';
import { checkArgument, checkOptions } from './options/check-options.ts';
import { withNamesLater } from './options/name-options.ts';
import { rules } from './options/rules.ts';

export interface ExportOptions {
  /** Addresses of nodes of the cluster. */
  readonly opensearch: string | readonly string[];
  /** The name of the index in the cluster. */
  readonly name: string;
  /** Primary shards of a new index (1). */
  readonly shards?: number | undefined;
  /** Copies of each shard on other nodes (1). */
  readonly replicas?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Documents that the cluster has, and of how many. */
  readonly onProgress?:
    | ((progress: { readonly done: number; readonly total: number }) => void)
    | undefined;
}

export interface ExportSummary {
  readonly name: string;
  readonly snapshot: string;
  /** Records in the cluster. */
  readonly records: number;
  /** Those that this call has sent. */
  readonly sent: number;
}

const exportRules = {
  opensearch: rules.texts,
  name: rules.text,
  shards: rules.count,
  replicas: rules.number,
  signal: rules.signal,
  onProgress: rules.call,
};

/**
 * Sends the records of the index in `directory` to a cluster, one document each. What is there already is
 * not sent again, so a call that was stopped is continued by the same call. Rejects with
 * `export_mismatch`, `cluster_unavailable`, `cluster_refused`, `records_not_indexed`, `interrupted`.
 *
 * @example
 * await exportIndex('brown.idx', { opensearch: 'http://localhost:9200', name: 'brown' });
 */
export async function exportIndex(
  directory: string,
  options: ExportOptions,
): Promise<ExportSummary> {
  checkArgument(directory, rules.text, 'exportIndex');
  checkOptions(options, exportRules, 'exportIndex');
  const { opensearch, signal, ...rest } = options;
  checkArgument(opensearch, rules.texts, 'exportIndex: opensearch');
  checkArgument(options.name, rules.text, 'exportIndex: name');
  return await withNamesLater(async () => {
    try {
      const { Cluster } = await import('../opensearch/cluster/cluster.ts');
      const { exportSnapshot } = await import('../opensearch/export/export-index.ts');
      using snapshot = Snapshot.open(directory);
      await using cluster = await Cluster.open({ urls: [opensearch].flat(), signal });
      return await exportSnapshot(cluster, snapshot, { ...rest, signal });
    } catch (error) {
      if (signal?.aborted !== true || error instanceof IndexError) throw error;
      const message =
        'interrupted: the cluster has what was sent, and the same call sends the rest';
      throw new IndexError('interrupted', message);
    }
  });
}
