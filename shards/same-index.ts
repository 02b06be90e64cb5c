// Whether descriptions are of one index: of replicas, which are equal, or of a shard, which may grow.
//
// A comma for a space makes a replica of a shard. Its answers would be right for its own snapshot, and for another
// part of the corpus.

import { IndexError } from '../errors.ts';
import type { ShardDescription } from './shard.ts';

/** What a server says of its index. */
export interface NamedDescription {
  /** Its address. */
  readonly name: string;
  readonly description: ShardDescription;
}

/** Throws `shards_mismatch` where servers of one shard have different snapshots. */
export function requireReplicas(servers: readonly NamedDescription[]): void {
  const [one, ...others] = servers;
  const other = others.find(({ description }) => {
    return description.snapshot !== one?.description.snapshot;
  });
  if (one === undefined || other === undefined) return;
  throw new IndexError(
    'shards_mismatch',
    `${one.name} and ${other.name} are named as replicas of one shard, and have the snapshots ${one.description.snapshot} and ${other.description.snapshot}: expected the same. Put a space between shards, and a comma between replicas. A replica is a copy of the folder, not one that was built again.`,
    { shard: one.name, other: other.name },
  );
}

/**
 * Throws `shards_mismatch` where a shard has another index than before: one that has not grown out of it, nor it
 * out of that one, as of a replica that lags behind.
 */
export function requireSameIndex(
  shard: string,
  before: ShardDescription,
  now: ShardDescription,
): void {
  const [small, large] = before.records <= now.records ? [before, now] : [now, before];
  if (small.records === 0 || isBeginning(small, large)) return;
  throw new IndexError(
    'shards_mismatch',
    `the shard ${shard} has another index: ${describe(now)}. It had ${describe(before)}. Expected the same one, which may have grown. To route to another index, start the router again.`,
    { shard },
  );
}

function isBeginning(small: ShardDescription, large: ShardDescription): boolean {
  if (small.first_step !== large.first_step || small.steps > large.steps) return false;
  return small.sources.every(({ name }, i) => name === large.sources[i]?.name);
}

function describe({ records, first_step, steps, sources }: ShardDescription): string {
  const from = sources[0] === undefined ? '' : ` from ${sources[0].name} on`;
  return `${records} ${records === 1 ? 'record' : 'records'} of the steps ${first_step} to ${steps}${from}`;
}
