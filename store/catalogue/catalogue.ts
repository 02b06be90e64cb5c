// The catalogue: an SQLite file that says which segments exist, and the only commit point.
//
// A commit is one transaction. The files that it names are synced before it starts; a segment file
// that it does not name does not exist.
// A writer holds `writer.lock` (an SQLite file, locked by the system and released with the process).

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { IndexError } from '../../errors.ts';
import type { FileOperations } from '../files.ts';
import { catalogueFile, lockFile, segmentsFolder } from './file-names.ts';
import { openReadable, openWritable } from './open-database.ts';
import { nothingCommitted, requireIndex } from './require-index.ts';
import type { IndexSettings } from './settings.ts';
import type { SkippedRow, SourceRow } from './source-row.ts';
import { damagedCatalogue, guard } from './sqlite-errors.ts';
import { type CatalogueSnapshot, CatalogueTables } from './tables.ts';
import { type Commit, writeCommit } from './write-commit.ts';
import { lockForWriting } from './writer-lock.ts';

/** A commit and the sources of its records, read in one transaction. */
export interface CommittedIndex extends CatalogueSnapshot {
  readonly directory: string;
  /** Checks and decodes the rows, which were read with the rest; throws `index_damaged`. */
  readonly sources: () => readonly SourceRow[];
}

export class Catalogue implements Disposable {
  readonly directory: string;
  readonly path: string;
  #db: Database.Database;
  #tables: CatalogueTables;
  #lock: Database.Database | undefined;

  private constructor(directory: string, db: Database.Database, lock?: Database.Database) {
    this.directory = directory;
    this.path = join(directory, catalogueFile);
    this.#db = db;
    this.#tables = new CatalogueTables(db, this.path);
    this.#lock = lock;
  }

  /** Opens an existing index for reading. */
  static openForReading(directory: string): Catalogue {
    requireIndex(directory);
    const path = join(directory, catalogueFile);
    return guard(path, () => new Catalogue(directory, openReadable(path)));
  }

  /** Opens or creates an index as its only writer. The directory exists. */
  static openForWriting(directory: string, files: FileOperations): Catalogue {
    const lock = lockForWriting(directory, files);
    try {
      return guard(join(directory, catalogueFile), () => {
        return new Catalogue(directory, openWritable(directory, files), lock);
      });
    } catch (error) {
      lock.close();
      throw error;
    }
  }

  /** The last commit; undefined where nothing has been committed. */
  snapshot(): CatalogueSnapshot | undefined {
    return this.#read(() => this.#tables.snapshot());
  }

  /** The last commit with its sources; throws `index_not_found` where nothing has been committed. */
  committed(): CommittedIndex {
    return this.#read(() => {
      const snapshot = this.#tables.snapshot();
      if (snapshot === undefined) throw this.nothingCommitted();
      return { ...snapshot, directory: this.directory, sources: this.#tables.sources() };
    });
  }

  /** The error for an index folder in which no build has come to its first commit. */
  nothingCommitted(): IndexError {
    return nothingCommitted(this.directory);
  }

  /** A number that is another one after each commit of another process; costs a few microseconds. */
  dataVersion(): number {
    return guard(this.path, () => Number(this.#db.pragma('data_version', { simple: true })));
  }

  /** A copy in memory, as SQLite could not read the file in place: it sees no later commit. */
  get isCopy(): boolean {
    return this.#db.memory;
  }

  sources(): SourceRow[] {
    return this.#read(() => this.#tables.sources())();
  }

  /** The first skipped records in order of commits, at most `maxListedSkips` of them. */
  skipped(limit: number): SkippedRow[] {
    return this.#read(() => this.#tables.skipped()).slice(0, limit);
  }

  /** Publishes segments, all or none. Returns the new snapshot's name. */
  commit(settings: IndexSettings, commit: Commit): string {
    return guard(this.path, () => {
      const write = this.#db.transaction(() => writeCommit(this.#tables, settings, commit));
      const name = write.immediate();
      // Keeps the catalogue in one file between commits; a reader at work only delays it.
      this.#db.pragma('wal_checkpoint(TRUNCATE)');
      return name;
    });
  }

  /** Checks SQLite's structure and every row's digest; yields all damage. */
  *verify(): Generator<{ section: string; found: string }> {
    const checks = [
      () => this.#requireStructure(),
      () => this.snapshot(),
      () => this.sources(),
      () => this.skipped(0),
    ];
    for (const check of checks) {
      try {
        guard(this.path, check);
      } catch (error) {
        if (!(error instanceof IndexError) || error.code !== 'index_damaged') throw error;
        const { section, found } = error.details;
        yield { section: String(section), found: String(found) };
      }
    }
  }

  /** Closes, and takes the index's files away if nothing was ever committed: returns whether. */
  discard(): boolean {
    const unused = this.#lock !== undefined && this.snapshot() === undefined;
    this.#db.close();
    if (unused) {
      // Under the lock, and the lock last: whoever comes next makes files of its own.
      const suffixes = ['', '-wal', '-shm'];
      const names = [segmentsFolder, ...suffixes.map((suffix) => catalogueFile + suffix), lockFile];
      for (const name of names)
        rmSync(join(this.directory, name), { recursive: true, force: true });
    }
    this.close();
    return unused;
  }

  close(): void {
    this.#db.close();
    this.#lock?.close();
    this.#lock = undefined;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Reads in one transaction, so that a digest and its rows are of one commit. */
  #read<T>(action: () => T): T {
    return guard(this.path, () => this.#db.transaction(action)());
  }

  #requireStructure(): void {
    const found = this.#db.prepare<[], string>('PRAGMA integrity_check').pluck().all();
    const faults = found.filter((line) => line !== 'ok');
    if (faults.length > 0) throw damagedCatalogue(this.path, faults.join('; '));
  }
}
