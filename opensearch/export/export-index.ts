// A snapshot -> documents in a cluster (docs/opensearch.md).
//
// An export may be stopped at any time, also by kill -9, and run again: it looks in the cluster for
// what is missing. A document that is sent twice is there once. When all is there, the state in the
// mapping says so, and searches answer from then on.

import { IndexError } from '../../errors.ts';
import { requireRecords } from '../../exposure/require-records.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { countDocuments, refreshIndex } from '../cluster/read-body.ts';
import type { ExportState, WholeExport } from '../documents/export-state.ts';
import { type IndexNames, namesOf } from '../documents/index-layout.ts';
import { bulkLines, walkDocuments } from '../documents/record-documents.ts';
import { blockLines, walkBlocks } from '../documents/term-blocks.ts';
import { BulkSender } from './bulk-sender.ts';
import { claimIndex, putState } from './claim-index.ts';
import { findCheckpoint } from './find-checkpoint.ts';
import { removeBlocks } from './remove-blocks.ts';

export interface ExportOptions {
  readonly name: string;
  /** Primary shards of a new index (1). */
  readonly shards?: number | undefined;
  /** Copies of each shard on other nodes (1). */
  readonly replicas?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ExportProgress) => void) | undefined;
}

export interface ExportProgress {
  /** Documents that the cluster has, those of earlier runs included, and of how many. */
  readonly done: number;
  readonly total: number;
}

export interface ExportSummary {
  readonly name: string;
  readonly snapshot: string;
  /** Records in the cluster. */
  readonly records: number;
  /** Those that this run has sent. */
  readonly sent: number;
}

/** More facets are not listed in the state, and cannot be asked for. */
const maxFacets = 10_000;

/**
 * Throws `records_not_indexed`, `export_mismatch`, `cluster_unavailable`, `cluster_refused`, and what the
 * signal throws.
 */
export async function exportSnapshot(
  cluster: Cluster,
  snapshot: Snapshot,
  { name, shards = 1, replicas = 1, signal, onProgress }: ExportOptions,
): Promise<ExportSummary> {
  requireRecords(snapshot, 'exports');
  const names = namesOf(name);
  const state = await claimIndex(cluster, snapshot, { names, layout: { shards, replicas } });
  const { records } = snapshot;
  const start = await findCheckpoint(cluster, names.records, records);
  const summary = { name, snapshot: snapshot.name, records, sent: records - start };
  if (start === records && state.whole?.snapshot === snapshot.name) return summary;
  let done = start;
  const onTaken = (documents: number) => {
    done += documents;
    onProgress?.({ done, total: records });
  };
  onProgress?.({ done, total: records });
  const sender = new BulkSender(cluster, { index: names.records, signal, onTaken });
  for (const document of walkDocuments(snapshot, start)) await sender.add(bulkLines(document));
  await sender.finish();
  const blocks = await sendBlocks(cluster, snapshot, { names, signal });
  await requireAll(cluster, names.records, records);
  await putState(cluster, names.records, finishState(state, snapshot, blocks));
  await removeBlocks(cluster, names.terms, snapshot.name);
  return summary;
}

/** The number of blocks. */
async function sendBlocks(
  cluster: Cluster,
  snapshot: Snapshot,
  { names, signal }: { readonly names: IndexNames; readonly signal: AbortSignal | undefined },
): Promise<number> {
  const sender = new BulkSender(cluster, { index: names.terms, signal });
  let blocks = 0;
  for (const block of walkBlocks(snapshot)) {
    await sender.add(blockLines(block));
    blocks++;
  }
  await sender.finish();
  await refreshIndex(cluster, names.terms);
  return blocks;
}

async function requireAll(cluster: Cluster, index: string, records: number): Promise<void> {
  await refreshIndex(cluster, index);
  const found = await countDocuments(cluster, index, { match_all: {} });
  if (found === records) return;
  throw new IndexError(
    'export_incomplete',
    `${index} in the cluster has ${found} documents: expected ${records}. Something else writes into it, or it lost a part: run the command again.`,
    { found, expected: records },
  );
}

function finishState(state: ExportState, snapshot: Snapshot, blocks: number): ExportState {
  const { field, values } = snapshot.facets;
  const whole: WholeExport = {
    snapshot: snapshot.name,
    records: snapshot.records,
    first_step: snapshot.firstStep,
    last_step: snapshot.lastStep,
    blocks,
    facet_field: field ?? null,
    facets: values.length > maxFacets ? null : [...values],
  };
  return { ...state, snapshot: snapshot.name, whole };
}
