// A shard: the finished part of a corpus, a folder of segments with shard.json.
//
// shard.json is written last, and the folder gets its name after that. So a folder of that name is
// whole, and what happens to its files later is found by their sizes and hashes.

import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileError } from '../errors/file-error.ts';
import { IndexError } from '../errors.ts';
import { openFileBytes } from '../input/bytes/raw-bytes.ts';
import { shardFile } from '../store/catalogue/file-names.ts';
import type { FileRow, SegmentRow } from '../store/catalogue/segment-row.ts';
import type { SkippedRow, SourceRow } from '../store/catalogue/source-row.ts';
import { type FileOperations, replaceFile } from '../store/files.ts';
import type { PartsPlan } from './plan-file.ts';

/** A file of the shard, by its name from the folder of the shard on. */
interface ShardFileRow {
  readonly name: string;
  readonly byteLength: number;
  readonly sha256: string;
}

export interface ShardContents {
  readonly plan: string;
  readonly rank: number;
  readonly firstseen: string;
  readonly records: number;
  readonly tokens: number;
  readonly modelTokens: number;
  readonly skipped: number;
  /** Of the first and last record where the records say their steps; else absent: they are counted when all parts are there. */
  readonly firstStep?: number;
  readonly lastStep?: number;
  readonly files: readonly ShardFileRow[];
  /** Ranks count from 0 in the shard. */
  readonly segments: readonly SegmentRow[];
  /** Of the pieces of the part. */
  readonly sources: readonly SourceRow[];
  /** The first records that were left out. */
  readonly skips: readonly SkippedRow[];
}

export interface Shard extends ShardContents {
  /** SHA-256 of all the rest as JSON, in hexadecimal. */
  readonly digest: string;
}

/** What is wrong with a shard that is there. */
export interface ShardDamage {
  readonly rank: number;
  readonly found: string;
}

/** Writes shard.json, durable under its name once this returns. */
export function writeShard(
  directory: string,
  contents: ShardContents,
  files: FileOperations,
): Shard {
  const shard = { ...contents, digest: digestOf(contents) };
  replaceFile(join(directory, shardFile), `${JSON.stringify(shard)}\n`, { files });
  return shard;
}

/** The shard in `directory`; undefined where there is none. Its files have their sizes; hashes are left to `findDamage`. */
export function readShard(
  directory: string,
  plan: PartsPlan,
  rank: number,
): Shard | ShardDamage | undefined {
  if (statSync(directory, { throwIfNoEntry: false }) === undefined) return undefined;
  const damaged = (found: string): ShardDamage => ({ rank, found });
  let shard: Shard;
  try {
    shard = JSON.parse(readFileSync(join(directory, shardFile), 'utf8'));
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return damaged(isMissing ? `no ${shardFile}` : `a ${shardFile} that cannot be read`);
  }
  const { digest, ...contents } = shard ?? {};
  if (digest !== digestOf(contents)) return damaged(`a ${shardFile} that was changed`);
  if (shard.plan !== plan.digest || shard.rank !== rank) {
    return damaged(`the part ${shard.rank} of the plan ${shard.plan.slice(0, 12)}`);
  }
  for (const { name, byteLength } of shard.files) {
    const size = statSync(join(directory, name), { throwIfNoEntry: false })?.size;
    if (size === undefined) return damaged(`no ${name}`);
    if (size !== byteLength) return damaged(`${name} of ${size} bytes, not ${byteLength}`);
  }
  return shard;
}

export function isDamage(one: Shard | ShardDamage): one is ShardDamage {
  return 'found' in one;
}

/** Reads all files; undefined where each has its hash. */
export async function findDamage(
  directory: string,
  { rank, files }: Shard,
  signal?: AbortSignal,
): Promise<ShardDamage | undefined> {
  for (const { name, sha256 } of files) {
    const found = await hashFile(join(directory, name), signal).catch((error: unknown) => {
      signal?.throwIfAborted();
      return error instanceof Error ? error.message : String(error);
    });
    if (found !== sha256)
      return { rank, found: `${name} with other bytes than it was written with` };
  }
  return undefined;
}

/** The files of segments, with their hashes. */
export async function hashSegments(
  directory: string,
  segments: readonly SegmentRow[],
  signal?: AbortSignal,
): Promise<ShardFileRow[]> {
  const named = segments.flatMap(({ index, text }): FileRow[] =>
    text === null ? [index] : [index, text],
  );
  const rows: ShardFileRow[] = [];
  for (const { name, byteLength } of named) {
    const path = join(directory, name);
    const sha256 = await hashFile(path, signal).catch((error: unknown) => {
      // It is no source of the corpus, which is what that error says.
      const cause = error instanceof IndexError ? error.cause : undefined;
      const described = fileError(cause, { path, doing: 'read' });
      throw described instanceof IndexError ? described : error;
    });
    rows.push({ name, byteLength, sha256 });
  }
  return rows;
}

/** The error of shards that are there and not as they were written. */
export function damagedParts(damages: readonly ShardDamage[], missing: string): IndexError {
  const list = damages.map(({ rank, found }) => `part ${rank}: ${found}`).join('; ');
  const [first] = damages;
  return new IndexError(
    'part_damaged',
    `expected each part as it was written, found ${list}. Run these parts again: --array=${missing}`,
    { rank: first?.rank ?? null, array: missing },
  );
}

async function hashFile(path: string, signal = new AbortController().signal): Promise<string> {
  const hash = createHash('sha256');
  await using file = await openFileBytes(path, path);
  for await (const chunk of file.chunks(signal)) hash.update(chunk);
  return hash.digest('hex');
}

function digestOf(contents: object): string {
  return createHash('sha256').update(JSON.stringify(contents)).digest('hex');
}
