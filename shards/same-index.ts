// Whether servers of a shard have one index. It may grow, and one server may lag behind another.
//
// A comma for a space makes a replica of the next shard. Its answers would be right for its own snapshot, and be
// those of another part of the corpus.

import { IndexError } from '../errors.ts';
import type { Shard, ShardDescription } from './shard.ts';

/** Throws `shards_mismatch` where two servers of one shard, by their addresses, have different indexes. */
export function requireReplicas(servers: readonly Shard[]): void {
  const [one, ...others] = servers;
  if (one === undefined) return;
  const other = others.find(({ description }) => !isSame(one.description, description));
  if (other === undefined) return;
  throw new IndexError(
    'shards_mismatch',
    `${one.name} and ${other.name} are named as replicas of one shard, and have different indexes: ${describe(one.description)}, and ${describe(other.description)}. Put a space between shards, and a comma between replicas. A replica is a copy of the folder.`,
    { shard: one.name, other: other.name },
  );
}

/** Throws `shards_mismatch` where a shard has another index than before. */
export function requireSameIndex(
  shard: string,
  before: ShardDescription,
  now: ShardDescription,
): void {
  if (before.records === 0 || (now.records > 0 && isSame(before, now))) return;
  throw new IndexError(
    'shards_mismatch',
    `the shard ${shard} has another index: ${describe(now)}. It had ${describe(before)}. Expected the same one, which may have grown. To route to another index, start the router again.`,
    { shard },
  );
}

/** Whether the smaller one is the beginning of the other, as far as steps and names of sources tell. */
function isSame(one: ShardDescription, other: ShardDescription): boolean {
  const [small, large] = isSmaller(other, one) ? [other, one] : [one, other];
  if (small.records === 0) return true;
  if (small.first_step !== large.first_step || small.steps > large.steps) return false;
  return small.sources.every(({ name }, i) => name === large.sources[i]?.name);
}

/** A source may have no record. */
function isSmaller(one: ShardDescription, other: ShardDescription): boolean {
  if (one.records !== other.records) return one.records < other.records;
  return one.sources.length < other.sources.length;
}

function describe({ records, first_step, steps, sources }: ShardDescription): string {
  if (records === 0) return 'no records';
  const [first, last] = [sources[0]?.name, sources.at(-1)?.name];
  const from = first === last ? first : `${first} to ${last}`;
  return `${records} ${records === 1 ? 'record' : 'records'} of the steps ${first_step} to ${steps} (${from})`;
}
