// The blocks of terms of earlier snapshots, which no search reads any more.

import { Type } from 'typebox';
import type { Cluster } from '../cluster/cluster.ts';
import { askShards, refreshIndex } from '../cluster/read-body.ts';
import { BulkSender } from './bulk-sender.ts';

const Ids = Type.Object({
  hits: Type.Object({ hits: Type.Array(Type.Object({ _id: Type.String() })) }),
});
const atOnce = 1000;

/** Removes the blocks of all snapshots but one. */
export async function removeBlocks(
  cluster: Cluster,
  index: string,
  snapshot: string,
): Promise<void> {
  const query = { bool: { must_not: [{ term: { snapshot } }] } };
  for (;;) {
    const body = { query, size: atOnce, _source: false };
    const { hits } = await askShards(cluster, { index, action: '_search', body }, Ids);
    if (hits.hits.length === 0) return;
    const sender = new BulkSender(cluster, { index });
    for (const { _id } of hits.hits) await sender.add(`${JSON.stringify({ delete: { _id } })}\n`);
    await sender.finish();
    await refreshIndex(cluster, index);
  }
}
