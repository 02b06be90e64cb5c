// How the database of a catalogue is made, and opened for reading where it cannot be written.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { FileOperations } from '../files.ts';
import { catalogueFile, segmentsFolder } from './file-names.ts';
import { damagedCatalogue, errorCode, isDiskFull } from './sqlite-errors.ts';
import { schema } from './tables.ts';

/** Opens the database for writing, made if there is none. The caller holds the writer's lock. */
export function openWritable(directory: string, files: FileOperations): Database.Database {
  const path = join(directory, catalogueFile);
  if (!existsSync(path) || statSync(path).size === 0) {
    requireNoSegments(directory, path);
    makeCatalogue(directory, path, files);
  }
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  return db;
}

/** An empty catalogue next to segment files is not a new index: no build makes segments before it. */
function requireNoSegments(directory: string, path: string): void {
  const folder = join(directory, segmentsFolder);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  if (names.length === 0) return;
  throw damagedCatalogue(path, `it is empty, but ${folder} holds ${names.length} files`);
}

/**
 * Makes a catalogue without a commit under another name and gives it its own when it is whole: one
 * that exists has its tables, whenever this process is killed. SQLite writes and syncs its file by
 * itself; all else goes through `files`.
 */
function makeCatalogue(directory: string, path: string, files: FileOperations): void {
  const unfinished = `${path}.tmp`;
  // Of a writer that was killed here; a WAL without its catalogue would be read into the new one.
  const leavings = ['.tmp', '.tmp-journal', '-wal', '-shm'];
  for (const suffix of leavings) files.remove(path + suffix);
  const db = new Database(unfinished);
  try {
    db.pragma('synchronous = FULL');
    db.transaction(() => db.exec(schema))();
  } finally {
    db.close();
  }
  files.rename(unfinished, path);
  files.fsyncDirectory(directory);
}

/**
 * Opens the file for reading. In a folder that cannot be written (a read-only file system, a full
 * disk) SQLite cannot make the files that go with a WAL: where none is pending, the file by itself is the
 * catalogue, and is read into memory with its header saying so (bytes 18 and 19: 1 = no WAL).
 */
export function openReadable(path: string): Database.Database {
  const db = new Database(path, { readonly: true });
  try {
    db.pragma('schema_version');
    return db;
  } catch (error) {
    db.close();
    if (!/^SQLITE_(CANTOPEN|READONLY)/.test(errorCode(error)) && !isDiskFull(error)) throw error;
    if (existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0) throw error;
    const bytes = readFileSync(path);
    bytes.fill(1, 18, 20);
    return new Database(bytes, { readonly: true });
  }
}
