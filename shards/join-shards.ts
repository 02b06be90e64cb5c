// Shards -> the whole that they are parts of, or the error that names the two that do not fit together.
//
// Steps must not fall from a shard to the next, as they never fall within an index. Nor are they counted in
// a shard behind the first: each index counts from step 1. Steps that records say and that merely rise by
// chance cannot be found.

import { createHash } from 'node:crypto';
import { IndexError } from '../errors.ts';
import type { JoinedShards, PlacedShard, Shard, ShardDescription } from './shard.ts';

/** Throws `shards_mismatch`. At least one shard. */
export function joinShards(shards: readonly Shard[]): JoinedShards {
  const [first] = shards;
  if (first === undefined) throw new Error('there is at least one shard');
  for (const shard of shards.slice(1)) requireSameSettings(first, shard);
  const filled = shards.filter(({ description }) => description.records > 0);
  filled.forEach((shard, i) => {
    const next = filled[i + 1];
    if (next === undefined) return;
    requireSameTexts(shard, next);
    requireOther(shard, next);
    requireRisingSteps(shard, next);
  });
  requireSaidSteps(filled);
  const placed: PlacedShard[] = [];
  let records = 0;
  for (const shard of shards) {
    placed.push({ ...shard, firstRank: records });
    records += shard.description.records;
  }
  return {
    shards: placed,
    snapshot: nameSnapshot(shards),
    analyzer: first.description.analyzer,
    firstStep: filled[0]?.description.first_step ?? 0,
    lastStep: filled.at(-1)?.description.steps ?? 0,
    records,
    facets: listFacets(shards),
  };
}

/** What has to be the same, by the words of a message. */
const settings: Readonly<Record<string, (description: ShardDescription) => unknown>> = {
  analyzer: ({ analyzer }) => analyzer,
  'version of the analyzer': ({ analyzer_version }) => analyzer_version,
  'version of Unicode': ({ unicode }) => unicode,
  resolution: ({ resolution }) => resolution,
  'field of facets': ({ facet, facets }) => (facets === null ? 'none' : facet),
  tokenizer: ({ tokenizer }) => tokenizer?.sha256 ?? 'none',
};

function requireSameSettings(one: Shard, other: Shard): void {
  for (const [what, read] of Object.entries(settings)) {
    const [expected, found] = [read(one.description), read(other.description)];
    if (expected === found) continue;
    throw mismatch(
      `the ${what} is ${expected} in the shard ${one.name} and ${found} in ${other.name}: expected the same. Build both with the same options.`,
      one,
      other,
    );
  }
}

/** An index without texts has no bytes of them. */
function requireSameTexts(one: Shard, other: Shard): void {
  const stores = ({ description }: Shard) => description.bytes.text > 0;
  if (stores(one) === stores(other)) return;
  const [without, stored] = stores(one) ? [other, one] : [one, other];
  throw mismatch(
    `the shard ${without.name} stores no texts, and ${stored.name} does: expected the same. Build both with or both without --no-text.`,
    one,
    other,
  );
}

function requireRisingSteps(one: Shard, next: Shard): void {
  const [last, first] = [one.description.steps, next.description.first_step];
  if (last <= first) return;
  throw mismatch(
    `steps fall from the shard ${one.name}, which ends at step ${last}, to the next shard ${next.name}, which begins at step ${first}. Name the shards in the order of training. Where each was built with --batch-size, its steps begin at 1 again: build it with the steps of the whole corpus, by --step-field or a run description.`,
    one,
    next,
  );
}

/** Steps that are counted begin at 1 in each shard. They are right where all shards are in step 1. */
function requireSaidSteps([first, ...others]: readonly Shard[]): void {
  const counted = others.find(({ description }) => {
    const { steps } = description.run ?? {};
    return typeof steps === 'object' && steps !== null && !('field' in steps);
  });
  if (first === undefined || counted === undefined) return;
  const size = batchSizeOf(counted);
  const records = [first, ...others].reduce((sum, one) => sum + one.description.records, 0);
  const isOneStep = [first, ...others].every((one) => batchSizeOf(one) === size) && records <= size;
  if (isOneStep) return;
  throw mismatch(
    `the steps of the shard ${counted.name} were counted from 1 on, and it stands behind ${first.name}: expected the steps of the whole corpus. Build each shard with --step-field, or with a run description that says the steps.`,
    first,
    counted,
  );
}

/** 0: steps are not of so many records each. */
function batchSizeOf({ description }: Shard): number {
  const { steps } = description.run ?? {};
  const isBatch = typeof steps === 'object' && steps !== null && 'batch_size' in steps;
  return isBatch ? Number(steps.batch_size) : 0;
}

/** The same sources and the same content. */
function requireOther(one: Shard, next: Shard): void {
  const nameAll = ({ description }: Shard) => {
    return JSON.stringify([description.snapshot, description.sources.map(({ name }) => name)]);
  };
  if (nameAll(one) !== nameAll(next)) return;
  throw mismatch(
    `the shards ${one.name} and ${next.name} are the same index: expected each once. Servers of one index are replicas: name them as one shard, with a comma between.`,
    one,
    next,
  );
}

function mismatch(message: string, one: Shard, other: Shard): IndexError {
  return new IndexError('shards_mismatch', message, { shard: one.name, other: other.name });
}

function nameSnapshot(shards: readonly Shard[]): string {
  const names = shards.map(({ description }) => description.snapshot);
  const [only = ''] = names;
  if (names.length === 1) return only;
  return createHash('sha256').update(JSON.stringify(names)).digest('hex').slice(0, 16);
}

function listFacets(shards: readonly Shard[]): readonly string[] | undefined {
  const lists = shards.map(({ description }) => {
    const { records, facets, facet_values, sources } = description;
    if (facet_values !== undefined) return facet_values;
    return facets === null || records === 0 ? sources.map(({ name }) => name) : undefined;
  });
  if (lists.some((list) => list === undefined)) return undefined;
  return [...new Set(lists.flatMap((list) => list ?? []))];
}
