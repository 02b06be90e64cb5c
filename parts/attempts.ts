// Folders in which a part is built, RANK.1, RANK.2, ...: one for each process that works on it at once.
//
// Such a folder is an index, whose lock says whether a process works there. One that nobody works in was
// left by an attempt that ended early: the next attempt goes on there.

import { mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { IndexError } from '../errors.ts';
import { makeFolders, prepareDirectory } from '../indexer/index-folder.ts';
import { Catalogue } from '../store/catalogue/catalogue.ts';
import { catalogueFile, lockFile, shardFile } from '../store/catalogue/file-names.ts';
import type { FileOperations } from '../store/files.ts';

export interface Attempt {
  readonly directory: string;
  /** The only writer's, until it is closed. */
  readonly catalogue: Catalogue;
  /** It holds what an earlier attempt committed. */
  readonly isContinued: boolean;
}

/** Goes on in a folder that an earlier attempt left, or makes one. `folder` is that of the plan. */
export function openAttempt(folder: string, rank: number, files: FileOperations): Attempt {
  makeFolders(folder, 'output_not_writable');
  for (;;) {
    const numbers = listAttempts(folder, rank);
    for (const number of numbers) {
      const directory = join(folder, `${rank}.${number}`);
      const catalogue = takeOver(directory, files);
      if (catalogue === undefined) continue;
      return { directory, catalogue, isContinued: catalogue.snapshot() !== undefined };
    }
    const directory = join(folder, `${rank}.${(numbers.at(-1) ?? 0) + 1}`);
    try {
      mkdirSync(directory);
    } catch (error) {
      // Another process has made it meanwhile.
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') continue;
      throw error;
    }
    const catalogue = takeOver(directory, files);
    if (catalogue !== undefined) return { directory, catalogue, isContinued: false };
  }
}

/** Ends an attempt that came to nothing, or whose work is not needed; what it committed is lost. */
export function removeAttempt({ directory, catalogue }: Omit<Attempt, 'isContinued'>): void {
  // Under the lock: nobody else begins here meanwhile.
  rmSync(directory, { recursive: true, force: true });
  catalogue.close();
  rmSync(directory, { recursive: true, force: true });
}

/** Ends an attempt whose commits stay for the next one; a folder without any is taken away. */
export function leaveAttempt({ directory, catalogue }: Attempt): void {
  if (!catalogue.discard()) return;
  for (const name of [shardFile, `${shardFile}.tmp`])
    rmSync(join(directory, name), { force: true });
  try {
    rmdirSync(directory);
  } catch {
    // Somebody else has begun there.
  }
}

/** Takes away what attempts left in which nobody works; the shard is there. */
export function removeLeftAttempts(folder: string, rank: number, files: FileOperations): void {
  for (const number of listAttempts(folder, rank)) {
    const directory = join(folder, `${rank}.${number}`);
    const catalogue = takeOver(directory, files);
    if (catalogue !== undefined) removeAttempt({ directory, catalogue });
  }
}

/** Takes away what made the folder an index; the shard does not need it. */
export function removeCatalogue(directory: string): void {
  const suffixes = ['', '-wal', '-shm', '-journal'];
  for (const name of [...suffixes.map((suffix) => catalogueFile + suffix), lockFile]) {
    rmSync(join(directory, name), { force: true });
  }
}

/** Undefined: a process works there, or it is gone. */
function takeOver(directory: string, files: FileOperations): Catalogue | undefined {
  let catalogue: Catalogue | undefined;
  try {
    prepareDirectory(directory, files);
    catalogue = Catalogue.openForWriting(directory, files);
    catalogue.snapshot();
    return catalogue;
  } catch (error) {
    catalogue?.close();
    // Finished, and renamed, by the process that worked here.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    if (!(error instanceof IndexError)) throw error;
    if (error.code === 'index_busy') return undefined;
    if (error.code !== 'index_damaged' && error.code !== 'not_an_index') throw error;
    // Of no use to anybody: it is built again.
    rmSync(directory, { recursive: true, force: true });
    return undefined;
  }
}

function listAttempts(folder: string, rank: number): number[] {
  return readdirSync(folder)
    .map((name) => /^(\d+)\.(\d+)$/.exec(name))
    .filter((match) => match?.[1] === String(rank))
    .map((match) => Number(match?.[2]))
    .sort((a, b) => a - b);
}
