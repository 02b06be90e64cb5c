// The catalogue: an SQLite file that says which segments exist, and the only commit point.
//
// A commit is one transaction. What it names is on disk, synced, before it starts; a segment file
// that it does not name does not exist. SQLite keeps no checksums, so the snapshot row has a digest
// of each table, itself included: damage is found, never read as a smaller or an empty index.
// A writer holds `writer.lock` (an SQLite file, locked by the system and released with the process).

import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { fileError, isMissing } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';
import { fileOperations } from '../files.ts';
import { formatVersion } from '../segment/page-format.ts';
import { damagedCatalogue, guard, isDiskFull } from './sqlite-errors.ts';
import { lockFile, lockForWriting } from './writer-lock.ts';

export const catalogueFile = 'catalogue.sqlite';
/** Folder of the segment files inside an index. */
export const segmentsFolder = 'segments';

/** What an append must not contradict; of all this only `run.consumed` may change. */
export interface IndexSettings {
  readonly format: number;
  readonly analyzer: string;
  readonly analyzerVersion: number;
  /** Unicode version of the runtime that normalised and lower-cased the corpus. */
  readonly unicode: string;
  readonly storesText: boolean;
  /** The run description: how records become steps, and the fields they were read from. */
  readonly run: Readonly<Record<string, unknown>>;
  /** By which model tokens are counted, or token ids became text; absent: none. */
  readonly tokenizer?: TokenizerRow;
}

export interface TokenizerRow {
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** A file of a source that has several, or that is read by position. */
export interface SourceFileRow {
  readonly role: 'data' | 'index' | 'order';
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Of a data file: rows that begin in it. */
  readonly rows?: number;
}

export interface FileRow {
  readonly name: string;
  readonly byteLength: number;
  readonly crc: number;
}

export interface SegmentRow {
  readonly id: number;
  readonly firstRank: number;
  readonly records: number;
  readonly tokens: number;
  readonly words: number;
  readonly firstStep: number;
  readonly lastStep: number;
  readonly index: FileRow;
  readonly text: FileRow | null;
}

export interface SourceRow {
  readonly id: number;
  readonly name: string;
  /** The file's own path, links resolved; null where it is not a file. A file has many names. */
  readonly realPath: string | null;
  /** Bytes and SHA-256 of the file; null until it has been read to its end. */
  readonly sizeBytes: number | null;
  readonly sha256: string | null;
  /** What of it is in: lines, bytes of the (decompressed) lines, and their CRC-32. */
  readonly lines: number;
  readonly endByte: number;
  readonly endCrc: number;
  readonly records: number;
  readonly skipped: number;
  readonly repaired: number;
  readonly complete: boolean;
  /** Of a source read to its end: its last line, where that had no line feed yet. */
  readonly openLine?: OpenLine;
  /** Of a file that was not read to its end: its size then, so that it is seen to have grown. */
  readonly seenBytes?: number;
  /** It was seen to grow; absent: it was not. */
  readonly grown?: true;
  /** Records cut off by `truncate`; absent: none. */
  readonly cut?: number;
  /** Of a table: lines that are neither rows nor blank, the header and those with which a row goes on. */
  readonly padding?: number;
  /** Of a run of several epochs: which, from 1 on; absent: the first. */
  readonly epoch?: number;
  /** Of a source of rows: its files in order of rows, and how they are read; `lines` counts records. */
  readonly files?: readonly SourceFileRow[];
  readonly reading?: Readonly<Record<string, unknown>>;
  /** What of it is not consumed, in words; absent: nothing. */
  readonly dropped?: string;
  /** Sources of its run that lie behind it and were not consumed, in words, as of its last commit. */
  readonly behind?: string;
}

/**
 * `taken`: the line is in; `waiting`: it is left out until it has its line feed; `blank`: it holds
 * nothing but white space so far, and is left out too.
 */
export interface OpenLine {
  readonly state: 'taken' | 'waiting' | 'blank';
  readonly bytes: number;
}

export interface SkippedRow {
  readonly source: number;
  readonly line: number;
  readonly code: string;
}

/** One consistent reading of what a query needs. */
export interface CatalogueSnapshot {
  /** Names the snapshot: number of commits, then a digest of everything that decides an answer. */
  readonly name: string;
  readonly commits: number;
  readonly settings: IndexSettings;
  readonly segments: readonly SegmentRow[];
}

/** What one commit adds. Sources replace the row of the same id. */
export interface Commit {
  readonly segments: readonly SegmentRow[];
  readonly sources: readonly SourceRow[];
  readonly skipped: readonly SkippedRow[];
}

/** At most so many skipped records are listed; all are counted in their source's row. */
export const listedSkips = 10_000;

const schema = `
CREATE TABLE snapshot (id INTEGER PRIMARY KEY CHECK (id = 1), commits INTEGER NOT NULL, settings TEXT NOT NULL, digest TEXT NOT NULL, sources_digest TEXT NOT NULL, skipped_digest TEXT NOT NULL);
CREATE TABLE segments (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE sources (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE skipped (source INTEGER NOT NULL, line INTEGER NOT NULL, code TEXT NOT NULL);
`;

/** A row of table snapshot. */
interface Head {
  readonly commits: number;
  readonly settings: string;
  readonly digest: string;
  readonly sources_digest: string;
  readonly skipped_digest: string;
}

function digest(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest('hex');
}

function snapshotName(commits: number, digestText: string): string {
  return `${commits}-${digestText.slice(0, 12)}`;
}

export class Catalogue implements Disposable {
  readonly directory: string;
  readonly path: string;
  #db: Database.Database;
  #lock: Database.Database | undefined;

  private constructor(directory: string, db: Database.Database, lock?: Database.Database) {
    this.directory = directory;
    this.path = join(directory, catalogueFile);
    this.#db = db;
    this.#lock = lock;
  }

  /** Opens an existing index for reading. */
  static openForReading(directory: string): Catalogue {
    const path = join(directory, catalogueFile);
    requireIndex(directory, path);
    return guard(path, () => new Catalogue(directory, openReadable(path)));
  }

  /** Opens or creates an index as its only writer. The directory exists. */
  static openForWriting(directory: string): Catalogue {
    const lock = lockForWriting(directory);
    const path = join(directory, catalogueFile);
    try {
      return guard(path, () => {
        if (!existsSync(path) || statSync(path).size === 0) {
          requireNoSegments(directory, path);
          makeCatalogue(directory, path);
        }
        const db = new Database(path);
        db.pragma('journal_mode = WAL');
        db.pragma('synchronous = FULL');
        return new Catalogue(directory, db, lock);
      });
    } catch (error) {
      lock.close();
      throw error;
    }
  }

  /** The last commit; undefined where nothing has been committed. */
  snapshot(): CatalogueSnapshot | undefined {
    return this.#read(() => this.#readSnapshot());
  }

  /** The error for an index folder in which no build has come to its first commit. */
  nothingCommitted(): IndexError {
    return nothingCommitted(this.directory);
  }

  /** A number that is another one after each commit of another process; costs a few microseconds. */
  dataVersion(): number {
    return guard(this.path, () => this.#db.pragma('data_version', { simple: true }) as number);
  }

  /** A copy in memory, as SQLite could not read the file in place: it sees no later commit. */
  get isCopy(): boolean {
    return this.#db.memory;
  }

  sources(): SourceRow[] {
    return this.#read(() => {
      const bodies = this.#bodies('sources');
      this.#requireDigest('sources', bodies, this.#head()?.sources_digest);
      return bodies.map((body) => JSON.parse(body) as SourceRow);
    });
  }

  /** The first skipped records in order of commits, at most `listedSkips` of them. */
  skipped(limit: number): SkippedRow[] {
    return this.#read(() => {
      const rows = this.#skippedRows();
      this.#requireDigest('skipped', [JSON.stringify(rows)], this.#head()?.skipped_digest);
      return rows.slice(0, limit);
    });
  }

  /** Publishes segments, all or none. Returns the new snapshot's name. */
  commit(settings: IndexSettings, commit: Commit): string {
    return guard(this.path, () => {
      const name = this.#db.transaction(() => this.#write(settings, commit)).immediate();
      // Keeps the catalogue in one file between commits; a reader at work only delays it.
      this.#db.pragma('wal_checkpoint(TRUNCATE)');
      return name;
    });
  }

  /** Checks SQLite's structure and every row's digest; yields what is damaged. */
  *verify(): Generator<{ section: string; found: string }> {
    const structure = () => {
      const rows = this.#db.pragma('integrity_check') as { integrity_check: string }[];
      const found = rows.map((row) => row.integrity_check).filter((line) => line !== 'ok');
      if (found.length > 0) throw damagedCatalogue(this.path, found.join('; '));
    };
    const skipped = () => this.skipped(0);
    for (const check of [structure, () => this.snapshot(), () => this.sources(), skipped]) {
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

  /** Reads in one transaction, so that a digest and what it covers are of one commit. */
  #read<T>(action: () => T): T {
    return guard(this.path, () => this.#db.transaction(action)());
  }

  #head(): Head | undefined {
    const head = this.#db.prepare('SELECT * FROM snapshot').get() as Head | undefined;
    if (head === undefined) return undefined;
    const { commits, settings, digest, sources_digest, skipped_digest } = head;
    const texts = [settings, digest, sources_digest, skipped_digest];
    const typed = typeof commits === 'number' && texts.every((text) => typeof text === 'string');
    if (!typed) throw damagedTable(this.path, 'snapshot');
    return head;
  }

  #bodies(table: 'segments' | 'sources'): string[] {
    const bodies = this.#db.prepare(`SELECT body FROM ${table} ORDER BY id`).pluck().all();
    if (!bodies.every((body) => typeof body === 'string')) throw damagedTable(this.path, table);
    return bodies;
  }

  #skippedRows(): SkippedRow[] {
    const rows = this.#db.prepare('SELECT source, line, code FROM skipped ORDER BY rowid');
    return rows.all() as SkippedRow[];
  }

  /** Where nothing has been committed, a table is empty. */
  #requireDigest(table: 'sources' | 'skipped', parts: string[], expected: string | undefined) {
    if (digest(...parts) === expected) return;
    if (expected === undefined && parts.every((part) => part === '[]')) return;
    throw damagedTable(this.path, table);
  }

  #readSnapshot(): CatalogueSnapshot | undefined {
    const head = this.#head();
    const bodies = this.#bodies('segments');
    if (head === undefined) {
      if (bodies.length > 0) throw damagedTable(this.path, 'snapshot');
      return undefined;
    }
    const settings = JSON.parse(head.settings) as IndexSettings;
    // Before the digest: a newer format may make it in another way.
    if (settings?.format > formatVersion) throw tooNew(this.path, settings.format);
    if (digest(String(head.commits), head.settings, ...bodies) !== head.digest) {
      throw damagedTable(this.path, 'snapshot');
    }
    const segments = bodies.map((body) => JSON.parse(body) as SegmentRow);
    const name = snapshotName(head.commits, head.digest);
    return { name, commits: head.commits, settings, segments };
  }

  #write(settings: IndexSettings, { segments, sources, skipped }: Commit): string {
    const db = this.#db;
    const before = this.#readSnapshot();
    const addSegment = db.prepare('INSERT INTO segments (id, body) VALUES (?, ?)');
    for (const segment of segments) addSegment.run(segment.id, JSON.stringify(segment));
    const putSource = db.prepare('INSERT OR REPLACE INTO sources (id, body) VALUES (?, ?)');
    for (const source of sources) putSource.run(source.id, JSON.stringify(source));
    let room = listedSkips - (db.prepare('SELECT count(*) FROM skipped').pluck().get() as number);
    const addSkip = db.prepare('INSERT INTO skipped (source, line, code) VALUES (?, ?, ?)');
    for (const { source, line, code } of skipped) {
      if (room-- <= 0) break;
      addSkip.run(source, line, code);
    }
    const commits = (before?.commits ?? 0) + 1;
    const text = JSON.stringify(keepSettings(before?.settings, settings));
    const snapshotDigest = digest(String(commits), text, ...this.#bodies('segments'));
    const sourcesDigest = digest(...this.#bodies('sources'));
    const skippedDigest = digest(JSON.stringify(this.#skippedRows()));
    db.prepare('INSERT OR REPLACE INTO snapshot VALUES (1, ?, ?, ?, ?, ?)').run(
      commits,
      text,
      snapshotDigest,
      sourcesDigest,
      skippedDigest,
    );
    return snapshotName(commits, snapshotDigest);
  }
}

/** The settings of the first commit; only how much of the run was consumed may change. */
function keepSettings(before: IndexSettings | undefined, settings: IndexSettings): IndexSettings {
  if (before === undefined) return settings;
  const { consumed: _, ...run } = before.run;
  const { consumed } = settings.run;
  return { ...before, run: { ...run, ...(consumed !== undefined && { consumed }) } };
}

/** Throws where there is no catalogue to open: `index_not_found`, `not_an_index`, `source_unreadable`. */
function requireIndex(directory: string, path: string): void {
  const missing = (at: string): boolean => {
    try {
      accessSync(at, constants.R_OK);
      return false;
    } catch (error) {
      if (isMissing(error)) return true;
      throw fileError(error, { path: at, doing: 'read', details: { path: at } });
    }
  };
  if (missing(directory)) {
    throw new IndexError(
      'index_not_found',
      `no index at ${directory}: there is no such folder. Build one with \`firstseen index ${directory} --from PATH...\`.`,
      { path: directory },
    );
  }
  if (missing(path)) {
    if (existsSync(join(directory, lockFile))) throw nothingCommitted(directory);
    const found = statSync(directory).isDirectory() ? 'none' : 'a file';
    throw new IndexError(
      'not_an_index',
      `${directory} is not an index: expected a folder with ${catalogueFile}, found ${found}. Name the folder that \`firstseen index\` made.`,
      { path: directory },
    );
  }
}

function nothingCommitted(directory: string): IndexError {
  return new IndexError(
    'index_not_found',
    `${directory} has no commit yet: a build was started there and has not come to its first commit. If it is still at work, wait (\`firstseen serve --wait\` does); else run the same \`firstseen index\` command again.`,
    { path: directory },
  );
}

/** An empty catalogue next to segment files is not a new index: no build makes segments before it. */
function requireNoSegments(directory: string, path: string): void {
  const folder = join(directory, segmentsFolder);
  const files = existsSync(folder) ? readdirSync(folder) : [];
  if (files.length === 0) return;
  throw damagedCatalogue(path, `it is empty, but ${folder} holds ${files.length} files`);
}

/**
 * Makes a catalogue without a commit under another name and gives it its own when it is whole: one
 * that exists has its tables, whenever this process is killed.
 */
function makeCatalogue(directory: string, path: string): void {
  const unfinished = `${path}.tmp`;
  // Of a writer that was killed here; a WAL without its catalogue would be read into the new one.
  const leavings = ['.tmp', '.tmp-journal', '-wal', '-shm'];
  for (const suffix of leavings) fileOperations.remove(path + suffix);
  const db = new Database(unfinished);
  try {
    db.pragma('synchronous = FULL');
    db.transaction(() => db.exec(schema))();
  } finally {
    db.close();
  }
  fileOperations.rename(unfinished, path);
  fileOperations.fsyncDirectory(directory);
}

/**
 * Opens the file for reading. In a folder that cannot be written (a read-only file system, a full
 * disk) SQLite cannot make the files that go with a WAL: where none is pending, the file by itself is the
 * catalogue, and is read into memory with its header saying so (bytes 18 and 19: 1 = no WAL).
 */
function openReadable(path: string): Database.Database {
  const db = new Database(path, { readonly: true });
  try {
    db.pragma('schema_version');
    return db;
  } catch (error) {
    db.close();
    const code = (error as { code?: string }).code ?? '';
    if (!/^SQLITE_(CANTOPEN|READONLY)/.test(code) && !isDiskFull(error)) throw error;
    if (existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0) throw error;
    const bytes = readFileSync(path);
    bytes.fill(1, 18, 20);
    return new Database(bytes, { readonly: true });
  }
}

function damagedTable(path: string, section: string): IndexError {
  const found = 'the table has a wrong digest';
  return new IndexError(
    'index_damaged',
    `${path} is damaged in table ${section}: ${found}. Restore the file from a copy or build the index again.`,
    { file: path, section, found },
  );
}

function tooNew(path: string, found: number): IndexError {
  return new IndexError(
    'format_too_new',
    `${path} has format ${found}; this firstseen reads formats up to ${formatVersion}. Install a newer firstseen.`,
    { file: path, found, expected: formatVersion },
  );
}
