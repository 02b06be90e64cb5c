// Builds one part of a plan, as a shard. May be run at any time, by several at once, and again.
//
// OUT/DIGEST/RANK.ATTEMPT/ is the index of an attempt, which commits in rounds; what is committed there
// stays when the attempt ends early. When all is in, shard.json is written, and one rename makes the
// folder OUT/DIGEST/RANK/. The first attempt to come there wins.

import { renameSync, rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { IndexError } from '../errors.ts';
import type { BuildOptions } from '../indexer/build-options.ts';
import { buildPieces, type PlannedPiece } from '../indexer/build-pieces.ts';
import { requirePlanned } from '../indexer/feed/piece.ts';
import { identifySource } from '../input/bytes/open-raw.ts';
import { unreadable } from '../input/paths/unreadable.ts';
import { describeWriteError, type FileOperations, fileOperations } from '../store/files.ts';
import { runtimeUnicode } from '../text/index-analyzer.ts';
import {
  type Attempt,
  leaveAttempt,
  openAttempt,
  removeAttempt,
  removeCatalogue,
  removeLeftAttempts,
} from './attempts.ts';
import { type PartsPlan, piecesOf } from './plan-file.ts';
import { findDamage, hashSegments, isDamage, readShard, type Shard, writeShard } from './shard.ts';

export interface PartOptions
  extends Pick<
    BuildOptions,
    | 'workers'
    | 'memoryBytes'
    | 'commitEveryMs'
    | 'signal'
    | 'stop'
    | 'onEvent'
    | 'inline'
    | 'rangeBytes'
    | 'segmentSymbols'
  > {
  readonly rank: number;
  /** The folder of all shards; of each plan it has a folder. */
  readonly out: string;
}

export interface BuiltPart {
  readonly shard: Shard;
  readonly directory: string;
  /** It was there, and nothing was done. */
  readonly isKept: boolean;
}

/**
 * Resolves once the shard is there. Throws `bad_argument` for a rank that the plan does not have,
 * `source_changed`, `part_interrupted` where a signal fires, and what a build throws; the same call
 * then goes on from its last commit.
 */
export async function buildPart(plan: PartsPlan, options: PartOptions): Promise<BuiltPart> {
  const { rank, out, inline: files = fileOperations } = options;
  requireRank(plan, rank);
  const folder = join(out, plan.digest);
  const directory = join(folder, String(rank));
  try {
    const kept = await findShard(directory, plan, options);
    if (kept !== undefined) {
      // What a process left that ended right after it had finished the shard.
      removeCatalogue(directory);
      removeLeftAttempts(folder, rank, files);
      return { shard: kept, directory, isKept: true };
    }
    await requireTools(plan, options);
    const attempt = openAttempt(folder, rank, files);
    return await finishAttempt({ attempt, plan, directory, files }, options);
  } catch (error) {
    if (isStopped(error, options)) throw interruptedPart(rank);
    throw describeWriteError(error, folder);
  }
}

interface PartTask {
  readonly attempt: Attempt;
  readonly plan: PartsPlan;
  /** Of the shard. */
  readonly directory: string;
  readonly files: FileOperations;
}

/** What an earlier attempt read of a source that has changed since is of no use, so that is begun anew. */
async function finishAttempt(task: PartTask, options: PartOptions): Promise<BuiltPart> {
  const { attempt, plan, directory, files } = task;
  let isOver = false;
  try {
    const kept = await findShard(directory, plan, options);
    if (kept !== undefined) {
      isOver = true;
      removeAttempt(attempt);
      return { shard: kept, directory, isKept: true };
    }
    await feedPart(task, options);
    const built = await publish(task, await sealShard(task, options), options);
    isOver = true;
    return built;
  } catch (error) {
    if (!(error instanceof IndexError) || error.code !== 'source_changed') throw error;
    isOver = true;
    removeAttempt(attempt);
    if (!attempt.isContinued) throw error;
    const next = openAttempt(dirname(directory), options.rank, files);
    return await finishAttempt({ ...task, attempt: next }, options);
  } finally {
    if (!isOver) leaveAttempt(attempt);
  }
}

async function feedPart({ attempt, plan }: PartTask, options: PartOptions): Promise<void> {
  const { rank, out: _, ...build } = options;
  const { settings, corpus, onBadRecord } = plan;
  const pieces = piecesOf(plan, rank);
  for (const piece of pieces) await requireFile(piece);
  await buildPieces({
    ...{ catalogue: attempt.catalogue, settings, pieces },
    corpus: { ...corpus, sources: [], consumed: undefined },
    options: { ...build, onBadRecord },
  });
}

async function sealShard({ attempt, plan, files }: PartTask, options: PartOptions): Promise<Shard> {
  const { catalogue, directory } = attempt;
  const segments = catalogue.snapshot()?.segments ?? [];
  const sources = catalogue.sources();
  const sum = (key: 'records' | 'tokens' | 'modelTokens') =>
    segments.reduce((total, row) => total + row[key], 0);
  const [first, last] = [segments[0], segments.at(-1)];
  const hasSteps = plan.settings.pace === null && first !== undefined && last !== undefined;
  const contents = {
    ...{ plan: plan.digest, rank: options.rank, firstseen: plan.firstseen },
    ...{ records: sum('records'), tokens: sum('tokens'), modelTokens: sum('modelTokens') },
    skipped: sources.reduce((total, { skipped }) => total + skipped, 0),
    ...(hasSteps && { firstStep: first.firstStep, lastStep: last.lastStep }),
    files: await hashSegments(directory, segments, options.signal),
    ...{ segments, sources, skips: catalogue.skipped(Number.POSITIVE_INFINITY) },
  };
  return writeShard(directory, contents, files);
}

/** Gives the folder its name, unless another attempt has come first. */
async function publish(
  { attempt, plan, directory, files }: PartTask,
  shard: Shard,
  options: PartOptions,
): Promise<BuiltPart> {
  for (;;) {
    try {
      // Under the lock, so that nobody takes the attempt over before it has its name.
      files.rename(attempt.directory, directory);
      break;
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && isNotEmpty(error.code);
      if (!isTaken) throw error;
      const kept = await findShard(directory, plan, options);
      if (kept !== undefined) {
        removeAttempt(attempt);
        return { shard: kept, directory, isKept: true };
      }
    }
  }
  files.fsyncDirectory(dirname(directory));
  attempt.catalogue.close();
  removeCatalogue(directory);
  removeLeftAttempts(dirname(directory), shard.rank, files);
  return { shard, directory, isKept: false };
}

function isNotEmpty(code: unknown): boolean {
  return code === 'ENOTEMPTY' || code === 'EEXIST';
}

/** The shard, if it is as it was written; else it is taken away. */
async function findShard(
  directory: string,
  plan: PartsPlan,
  { rank, signal }: PartOptions,
): Promise<Shard | undefined> {
  const found = readShard(directory, plan, rank);
  if (found === undefined) return undefined;
  if (!isDamage(found) && (await findDamage(directory, found, signal)) === undefined) return found;
  const aside = `${directory}.damaged-${process.pid}`;
  try {
    renameSync(directory, aside);
  } catch (error) {
    // Another attempt has taken it away.
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') throw error;
  }
  rmSync(aside, { recursive: true, force: true });
  return undefined;
}

function requireRank({ parts }: PartsPlan, rank: number): void {
  if (Number.isSafeInteger(rank) && rank >= 0 && rank < parts.length) return;
  const last = parts.length - 1;
  throw new IndexError(
    'bad_argument',
    `--rank ${rank}: expected a part of the plan, from 0 to ${last} (--array=0-${last}), found none of that number`,
    { found: rank, expected: last },
  );
}

/** A file that is gone is said before work begins. */
async function requireFile({ plan }: PlannedPiece): Promise<void> {
  if (plan.kind !== 'lines' || plan.plan.kind !== 'file') {
    const local = plan.kind === 'rows' && plan.spec.isOneFile ? plan.spec.data[0] : undefined;
    if (local === undefined || local.remote !== undefined) return;
    await stat(local.path).catch((cause) => {
      throw unreadable(local.name, cause);
    });
    return;
  }
  const { path, name } = plan.plan;
  await stat(path).catch((cause) => {
    throw unreadable(name, cause);
  });
}

/** Machines of one job must agree on what a token is. */
async function requireTools({ settings }: PartsPlan, { signal }: PartOptions): Promise<void> {
  const { unicode, tokenizer } = settings;
  if (unicode !== runtimeUnicode) {
    throw new IndexError(
      'plan_invalid',
      `the plan was made with Unicode ${unicode}: expected a Node with the same, found Unicode ${runtimeUnicode}. Run all parts with one version of Node.`,
      { expected: unicode, found: runtimeUnicode },
    );
  }
  if (tokenizer === undefined) return;
  const plan = { ...tokenizer, kind: 'file', sizeBytes: undefined } as const;
  const found = await identifySource(plan, signal ?? new AbortController().signal);
  requirePlanned(tokenizer.name, tokenizer, found);
}

function isStopped(error: unknown, { signal, stop }: PartOptions): boolean {
  if (error instanceof IndexError) {
    return error.code === 'interrupted' && (signal?.aborted === true || stop?.aborted === true);
  }
  // What a signal throws depends on where it finds the work.
  return signal?.aborted === true;
}

function interruptedPart(rank: number): IndexError {
  return new IndexError(
    'part_interrupted',
    `interrupted: part ${rank} is not finished. What was committed stays in its folder; run the same command again to go on from there.`,
    { rank },
  );
}
