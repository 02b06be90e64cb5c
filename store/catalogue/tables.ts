// The tables of a catalogue and the digests that protect them.
//
// SQLite keeps no checksums, so the row of `snapshot` has a digest of each table, itself included:
// damage is found, never read as a smaller or an empty index. Callers read inside one transaction,
// so that a digest and the rows that it covers are of one commit.

import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';
import { IndexError } from '../../errors.ts';
import { requireFormat } from '../segment/require-format.ts';
import type { SegmentRow } from './segment-row.ts';
import type { IndexSettings } from './settings.ts';
import type { SkippedRow, SourceRow } from './source-row.ts';
import { guard } from './sqlite-errors.ts';

export const schema = `
CREATE TABLE snapshot (id INTEGER PRIMARY KEY CHECK (id = 1), commits INTEGER NOT NULL, settings TEXT NOT NULL, digest TEXT NOT NULL, sources_digest TEXT NOT NULL, skipped_digest TEXT NOT NULL);
CREATE TABLE segments (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE sources (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE skipped (source INTEGER NOT NULL, line INTEGER NOT NULL, code TEXT NOT NULL);
`;

/** The segments of one commit. */
export interface CatalogueSnapshot {
  /** Names the snapshot: number of commits, then a digest of everything that decides an answer. */
  readonly name: string;
  readonly commits: number;
  readonly settings: IndexSettings;
  /** In order of rank. */
  readonly segments: readonly SegmentRow[];
}

/** A row of table snapshot. */
interface Head {
  readonly commits: number;
  readonly settings: string;
  readonly digest: string;
  readonly sources_digest: string;
  readonly skipped_digest: string;
}

export class CatalogueTables {
  readonly db: Database.Database;
  readonly path: string;

  constructor(db: Database.Database, path: string) {
    this.db = db;
    this.path = path;
  }

  /** The last commit; undefined where nothing has been committed. */
  snapshot(): CatalogueSnapshot | undefined {
    const head = this.#head();
    const bodies = this.#bodies('segments');
    if (head === undefined) {
      if (bodies.length > 0) throw damagedTable(this.path, 'snapshot');
      return undefined;
    }
    const { commits } = head;
    const settings: IndexSettings = JSON.parse(head.settings);
    // Before the digest: another format may make it in another way. A format that is not a number is damage.
    if (Number.isInteger(settings?.format)) requireFormat(this.path, settings.format);
    if (digest(String(commits), head.settings, ...bodies) !== head.digest) {
      throw damagedTable(this.path, 'snapshot');
    }
    const segments = bodies.map((body): SegmentRow => JSON.parse(body));
    segments.sort((one, other) => one.firstRank - other.firstRank);
    return { name: nameSnapshot(commits, head.digest), commits, settings, segments };
  }

  /**
   * Reads the sources as they are now. The function returned checks and decodes them, which takes
   * three times as long; damage is its error.
   */
  sources(): () => SourceRow[] {
    const stored = readNow(() =>
      guard(this.path, () => ({
        bodies: this.#bodies('sources'),
        expected: this.#head()?.sources_digest,
      })),
    );
    return () => {
      const { bodies, expected } = stored();
      this.#requireDigest('sources', bodies, expected);
      return guard(this.path, () => bodies.map((body): SourceRow => JSON.parse(body)));
    };
  }

  /** The skipped records that are listed, in order of commits. */
  skipped(): SkippedRow[] {
    const rows = this.#skippedRows();
    this.#requireDigest('skipped', [JSON.stringify(rows)], this.#head()?.skipped_digest);
    return rows;
  }

  /** Writes the row of `snapshot` for the tables as they are now. Returns the snapshot's name. */
  putHead(commits: number, settings: IndexSettings): string {
    const text = JSON.stringify(settings);
    const snapshotDigest = digest(String(commits), text, ...this.#bodies('segments'));
    const sourcesDigest = digest(...this.#bodies('sources'));
    const skippedDigest = digest(JSON.stringify(this.#skippedRows()));
    const put = this.db.prepare('INSERT OR REPLACE INTO snapshot VALUES (1, ?, ?, ?, ?, ?)');
    put.run(commits, text, snapshotDigest, sourcesDigest, skippedDigest);
    return nameSnapshot(commits, snapshotDigest);
  }

  #head(): Head | undefined {
    const head = this.db.prepare<[], Head>('SELECT * FROM snapshot').get();
    if (head === undefined) return undefined;
    const { commits, settings, digest, sources_digest, skipped_digest } = head;
    const texts = [settings, digest, sources_digest, skipped_digest];
    const typed = typeof commits === 'number' && texts.every((text) => typeof text === 'string');
    if (!typed) throw damagedTable(this.path, 'snapshot');
    return head;
  }

  #bodies(table: 'segments' | 'sources'): string[] {
    const bodies = this.db.prepare(`SELECT body FROM ${table} ORDER BY id`).pluck().all();
    if (!bodies.every((body) => typeof body === 'string')) throw damagedTable(this.path, table);
    return bodies;
  }

  #skippedRows(): SkippedRow[] {
    const order = 'SELECT source, line, code FROM skipped ORDER BY rowid';
    return this.db.prepare<[], SkippedRow>(order).all();
  }

  /** Where nothing has been committed, a table is empty. */
  #requireDigest(table: 'sources' | 'skipped', parts: string[], expected: string | undefined) {
    if (digest(...parts) === expected) return;
    if (expected === undefined && parts.every((part) => part === '[]')) return;
    throw damagedTable(this.path, table);
  }
}

/** Runs `read` at once. The function returned gives its value, or throws its IndexError. */
function readNow<T>(read: () => T): () => T {
  try {
    const value = read();
    return () => value;
  } catch (error) {
    if (!(error instanceof IndexError)) throw error;
    return () => {
      throw error;
    };
  }
}

function digest(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest('hex');
}

function nameSnapshot(commits: number, digestText: string): string {
  return `${commits}-${digestText.slice(0, 12)}`;
}

function damagedTable(path: string, section: string): IndexError {
  const found = 'the table has a wrong digest';
  return new IndexError(
    'index_damaged',
    `${path} is damaged in table ${section}: ${found}. Restore the file from a copy or build the index again.`,
    { file: path, section, found },
  );
}
