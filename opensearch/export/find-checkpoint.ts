// Where an export stopped, by what is in the cluster.

import type { Rank } from '../../store/ids.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { countDocuments, refreshIndex } from '../cluster/read-body.ts';

/**
 * The first rank whose document is missing; `records` where none is. Requests may have ended in any
 * order, so it is searched for by counts: below it there are as many documents as ranks.
 */
export async function findCheckpoint(
  cluster: Cluster,
  index: string,
  records: number,
): Promise<Rank> {
  await refreshIndex(cluster, index);
  const isWhole = async (end: Rank) => {
    const count = await countDocuments(cluster, index, { range: { rank: { lt: end } } });
    return count === end;
  };
  if (await isWhole(records)) return records;
  let low = 0;
  let high = records;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await isWhole(middle)) low = middle;
    else high = middle;
  }
  return low;
}
