// Shards -> an index: files are linked, and one transaction gives each segment its place.
//
// Which parts an index holds already is seen by its amounts and sources, so it may have been compacted
// meanwhile. The result is an ordinary index.

import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { IndexError } from '../errors.ts';
import type { BuildSummary } from '../indexer/build-options.ts';
import { FacetLedger } from '../indexer/facet-ledger.ts';
import { sumAmounts } from '../indexer/index-amounts.ts';
import {
  missingFolders,
  prepareDirectory,
  removeEmptyFolders,
  removeUnnamed,
} from '../indexer/index-folder.ts';
import { summariseIndex } from '../indexer/summarise-index.ts';
import { Catalogue } from '../store/catalogue/catalogue.ts';
import { segmentsFolder } from '../store/catalogue/file-names.ts';
import { lastSegmentId } from '../store/catalogue/segment-row.ts';
import type { SourceRow } from '../store/catalogue/source-row.ts';
import { assertLittleEndian } from '../store/codec.ts';
import { describeWriteError, type FileOperations, fileOperations } from '../store/files.ts';
import { arrayExpression } from './array-expression.ts';
import { otherSettings } from './other-settings.ts';
import { placeFile } from './place-file.ts';
import { mergeSources, type PlacedSegment, placeShard, sumShards } from './place-shards.ts';
import type { PartsPlan } from './plan-file.ts';
import { requireRecord } from './require-record.ts';
import {
  damagedParts,
  findDamage,
  isDamage,
  readShard,
  type Shard,
  type ShardDamage,
} from './shard.ts';

export interface AssembleOptions {
  /** The folder of all shards, as `buildPart` has it. */
  readonly shards: string;
  /** The folder of the index. */
  readonly into: string;
  /** Take the parts from the first one on up to one that is missing. */
  readonly follow?: boolean;
  readonly signal?: AbortSignal;
  /** For tests. */
  readonly files?: FileOperations;
}

export interface AssembleSummary extends BuildSummary {
  /** Parts of the plan, those that the index holds, and those of them that are new. */
  readonly parts: number;
  readonly assembled: number;
  readonly added: number;
  /** Files that were copied, because they could not be linked. */
  readonly copied: number;
}

/**
 * Resolves once the index holds the parts. Throws `parts_missing` and `part_damaged`, which name the
 * ranks to build; `step_backwards`; `output_exists` where the folder holds another index; `index_busy`.
 */
export async function assembleParts(
  plan: PartsPlan,
  options: AssembleOptions,
): Promise<AssembleSummary> {
  assertLittleEndian();
  const started = performance.now();
  const { into, files = fileOperations } = options;
  const shards = await takeShards(plan, options);
  const missing = missingFolders(into);
  try {
    prepareDirectory(into, files);
    for (const path of missing) files.fsyncDirectory(dirname(path));
    using catalogue = Catalogue.openForWriting(into, files);
    try {
      const done = countAssembled(catalogue, plan, shards);
      const copied = await addShards({ catalogue, plan, shards, done, files }, options);
      const counts = { parts: plan.parts.length, assembled: Math.max(done, shards.length) };
      const summary = summariseIndex(catalogue, started);
      return { ...summary, ...counts, added: Math.max(0, shards.length - done), copied };
    } finally {
      catalogue.discard();
    }
  } catch (error) {
    throw describeWriteError(error, into);
  } finally {
    removeEmptyFolders(missing);
  }
}

function shardFolder(plan: PartsPlan, { shards }: AssembleOptions, rank: number): string {
  return join(shards, plan.digest, String(rank));
}

/** All shards, or the first ones up to one that is missing. Hashes of their files are not checked yet. */
async function takeShards(plan: PartsPlan, options: AssembleOptions): Promise<Shard[]> {
  const shards: Shard[] = [];
  const missing: number[] = [];
  const damages: ShardDamage[] = [];
  for (const { rank } of plan.parts) {
    const found = readShard(shardFolder(plan, options, rank), plan, rank);
    if (found === undefined) missing.push(rank);
    else if (isDamage(found)) damages.push(found);
    else shards.push(found);
    if (options.follow === true && missing.length > 0) break;
  }
  if (damages.length > 0) throw damagedParts(damages, arrayOf(plan, damages, missing));
  const holdsRecord = shards.some(({ records }) => records > 0);
  const isEnough = missing.length === 0 || (options.follow === true && holdsRecord);
  if (!isEnough) throw missingParts(plan, missing, options);
  return shards;
}

function arrayOf(
  { parts }: PartsPlan,
  damages: readonly ShardDamage[],
  missing: readonly number[],
): string {
  const ranks = new Set([...damages.map(({ rank }) => rank), ...missing]);
  return arrayExpression(parts.map(({ rank }) => rank).filter((rank) => ranks.has(rank)));
}

function missingParts(
  { digest, parts }: PartsPlan,
  missing: readonly number[],
  { shards }: AssembleOptions,
): IndexError {
  const array = arrayExpression(missing);
  return new IndexError(
    'parts_missing',
    `${missing.length} of ${parts.length} parts ${missing.length === 1 ? 'is' : 'are'} not in ${join(shards, digest)}: expected all of them. Build these: --array=${array}`,
    { missing: [...missing], array },
  );
}

/** How many of the parts the index holds; more where it holds all of the plan and what was appended since. */
function countAssembled(catalogue: Catalogue, plan: PartsPlan, shards: readonly Shard[]): number {
  const before = catalogue.snapshot();
  if (before === undefined) return 0;
  const held = sumAmounts(before);
  const sources = catalogue.sources();
  for (let count = shards.length; count > 0; count--) {
    const some = shards.slice(0, count);
    const amounts = sumShards(some);
    const isEqual = isDeepStrictEqual({ ...amounts }, { ...held });
    // Something may have been appended to all of them.
    const isLess = count === plan.parts.length && amounts.records < held.records;
    if (!isEqual && !isLess) continue;
    const rows = mergeSources(some);
    const own = count === plan.parts.length ? sources.slice(0, rows.length) : sources;
    if (!isDeepStrictEqual(own.map(plain), rows.map(plain))) continue;
    const others = otherSettings(before.settings, plan.settings);
    if (others.length === 0) return count;
    throw new IndexError(
      'output_exists',
      `${catalogue.directory} is an index of the same files with other settings than the plan (${others.join(', ')}): expected an empty folder, or an index that firstseen assemble made of the plan. Name another folder.`,
      { path: catalogue.directory, settings: others.join() },
    );
  }
  throw new IndexError(
    'output_exists',
    `${catalogue.directory} is an index of something else than the first parts of this plan: expected an empty folder, or an index that firstseen assemble made of them. Name another folder.`,
    { path: catalogue.directory },
  );
}

/** Without the keys that are there and undefined. */
function plain(row: SourceRow): unknown {
  return JSON.parse(JSON.stringify(row));
}

interface Adding {
  readonly catalogue: Catalogue;
  readonly plan: PartsPlan;
  readonly shards: readonly Shard[];
  /** Of the shards, how many are in. */
  readonly done: number;
  readonly files: FileOperations;
}

/** Adds the shards that are not in; returns how many files were copied. */
async function addShards(adding: Adding, options: AssembleOptions): Promise<number> {
  const { catalogue, plan, shards, done, files } = adding;
  const added = shards.slice(done);
  if (added.length === 0) return 0;
  await requireWhole(plan, added, options);
  const sources = mergeSources(shards);
  if (shards.length === plan.parts.length) requireRecord(shards, sources);
  const before = catalogue.snapshot();
  removeUnnamed(catalogue.directory, before, files);
  const placed = placeAll(adding, options);
  const facets = new FacetLedger(before?.segments ?? []);
  facets.add(placed.map(({ row }) => row));
  let copied = 0;
  for (const { shard, own, row } of placed) {
    options.signal?.throwIfAborted();
    const folder = shardFolder(plan, options, shard.rank);
    for (const kind of ['index', 'text'] as const) {
      const [from, to] = [own[kind], row[kind]];
      if (from === null || to === null) continue;
      const isLinked = placeFile(
        join(folder, from.name),
        join(catalogue.directory, to.name),
        files,
      );
      if (!isLinked) copied++;
    }
  }
  files.fsyncDirectory(join(catalogue.directory, segmentsFolder));
  const segments = placed.map(({ row }) => row);
  const skipped = added.flatMap(({ skips }) => skips);
  catalogue.commit(plan.settings, { segments, sources, skipped });
  return copied;
}

/** Reads every file of the shards. */
async function requireWhole(
  plan: PartsPlan,
  shards: readonly Shard[],
  options: AssembleOptions,
): Promise<void> {
  const damages: ShardDamage[] = [];
  for (const shard of shards) {
    const folder = shardFolder(plan, options, shard.rank);
    const damage = await findDamage(folder, shard, options.signal);
    if (damage !== undefined) damages.push(damage);
  }
  if (damages.length > 0) throw damagedParts(damages, arrayOf(plan, damages, []));
}

function placeAll(
  { catalogue, plan, shards, done }: Adding,
  options: AssembleOptions,
): PlacedSegment[] {
  const before = catalogue.snapshot()?.segments ?? [];
  let place = {
    consumed: sumShards(shards.slice(0, done)),
    lastStep: before.at(-1)?.lastStep ?? 0,
    nextSegment: lastSegmentId(before) + 1,
  };
  return shards.slice(done).flatMap((shard) => {
    const directory = shardFolder(plan, options, shard.rank);
    const { segments, after } = placeShard(plan, { shard, directory }, place);
    place = after;
    return segments;
  });
}
