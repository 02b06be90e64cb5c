// One writer at a time: a lock on `writer.lock`, an SQLite file that the system locks.
//
// Nothing stale can stay: the lock goes with its process, however that ends.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { IndexError } from '../../errors.ts';
import type { FileOperations } from '../files.ts';
import { lockFile } from './file-names.ts';
import { guard } from './sqlite-errors.ts';

/**
 * Locks the index in `directory` until the result is closed; throws `index_busy` at once where
 * another writer has it. An index that is given up takes its lock file with it, so the locked
 * file must still have its name: else it is tried again.
 */
export function lockForWriting(directory: string, files: FileOperations): Database.Database {
  const path = join(directory, lockFile);
  for (;;) {
    const lock = lockOnce(directory, path, files);
    if (lock !== undefined) return lock;
  }
}

/** Undefined where the file that was locked is not the one of that name any more. */
function lockOnce(
  directory: string,
  path: string,
  files: FileOperations,
): Database.Database | undefined {
  guard(path, () => files.close(files.create(path)));
  const inode = readInode(path);
  const lock = guard(path, () => new Database(path, { timeout: 0 }));
  try {
    guard(path, () => {
      lock.pragma('journal_mode = MEMORY');
      lock.exec('BEGIN EXCLUSIVE');
    });
  } catch (error) {
    lock.close();
    if (!(error instanceof IndexError) || error.code !== 'index_busy') throw error;
    throw new IndexError(
      'index_busy',
      `another process is writing to ${directory}. An index has one writer at a time: wait for it to end, then run the command again.`,
      { path: directory },
      error,
    );
  }
  if (readInode(path) === inode) return lock;
  lock.close();
  return undefined;
}

function readInode(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}
