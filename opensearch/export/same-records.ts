// Whether an index in the cluster is an export of an older snapshot of this index.
//
// A commit adds records behind those before, and a merge changes none. So the documents that are there
// must be those of this index. Some of them are compared, spread over all ranks, with the last one: it
// is a test by sample, which finds another corpus and not one changed word.

import { isDeepStrictEqual } from 'node:util';
import { Type } from 'typebox';
import type { Snapshot } from '../../store/snapshot.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { askShards, countDocuments, refreshIndex, requireBody } from '../cluster/read-body.ts';
import { type RecordDocument, walkDocuments } from '../documents/record-documents.ts';
import { mismatch } from './export-mismatch.ts';

const samples = 64;

const Newest = Type.Object({
  hits: Type.Object({ hits: Type.Array(Type.Object({ _id: Type.String() })) }),
});
const Documents = Type.Object({
  docs: Type.Array(Type.Object({ found: Type.Boolean(), _source: Type.Optional(Type.Unknown()) })),
});

/** Throws `export_mismatch` where a document is not that of the record. */
export async function requireSameRecords(
  cluster: Cluster,
  index: string,
  snapshot: Snapshot,
): Promise<void> {
  await refreshIndex(cluster, index);
  const count = await countDocuments(cluster, index, { match_all: {} });
  if (count === 0) return;
  const body = { size: 1, sort: [{ rank: 'desc' }], _source: false };
  const newest = await askShards(cluster, { index, action: '_search', body }, Newest);
  const last = Number(newest.hits.hits[0]?._id);
  if (!(last < snapshot.records)) {
    throw mismatch(index, `it has a record of rank ${last}, this index has ${snapshot.records}`);
  }
  const ranks = new Set(
    Array.from({ length: samples }, (_, i) => Math.floor((i * last) / (samples - 1))),
  );
  const ids = [...ranks].map(String);
  const { body: found } = await cluster.send({
    method: 'POST',
    path: [index, '_mget'],
    body: { ids },
  });
  const { docs } = requireBody(Documents, found, 'a question for documents');
  for (const [i, { _source }] of docs.entries()) {
    if (_source === undefined) continue;
    const rank = Number(ids[i]);
    const own = documentOf(snapshot, rank);
    if (!isDeepStrictEqual(_source, own)) {
      throw mismatch(index, `its record of rank ${rank} is not that of this index`);
    }
  }
}

function documentOf(snapshot: Snapshot, rank: number): RecordDocument | undefined {
  const [document] = walkDocuments(snapshot, rank).take(1);
  return document;
}
