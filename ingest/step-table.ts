// The steps that were seen, and where those lie that no commit has yet: an SQLite file in DIR/ingest.
//
// A row is written after the log's bytes are synced. It is not synced itself, as the log has all that it
// says: rows that a power cut took are made again from there. What is fed is synced, as its bytes may then
// leave the log. The row of a feed that is under way tells the next process what to feed again.

import { join } from 'node:path';
import Database from 'better-sqlite3';
import { IndexError } from '../errors.ts';
import type { RunState } from '../schemas/intake-answer.ts';
import { guard } from '../store/catalogue/sqlite-errors.ts';
import type { StepEntry } from './decode-step.ts';

/** Bytes of a log. */
export interface LogRange {
  readonly log: number;
  readonly start: number;
  readonly bytes: number;
}

export interface SeenStep {
  readonly digest: Uint8Array;
  readonly records: number;
}

/** A step that waits for a commit. */
export interface PendingStep extends LogRange {
  /** In order of arrival. */
  readonly seq: number;
  readonly run: string;
  readonly step: number;
}

/** Lines that the indexer is to read: a spool up to a size. */
export interface Feed {
  readonly spool: number;
  readonly size: number;
  /** Of this feed alone. */
  readonly bytes: number;
  readonly lastStep: number;
}

/** Raised with each change of the tables. */
const version = 1;
const schema = `
CREATE TABLE IF NOT EXISTS steps (run TEXT NOT NULL, step INTEGER NOT NULL, digest BLOB NOT NULL,
  records INTEGER NOT NULL, PRIMARY KEY (run, step)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (run TEXT PRIMARY KEY, last_step INTEGER NOT NULL,
  fed_step INTEGER, committed_step INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pending (seq INTEGER PRIMARY KEY, run TEXT NOT NULL,
  step INTEGER NOT NULL, log INTEGER NOT NULL, start INTEGER NOT NULL, bytes INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS pending_by_step ON pending (step, seq);
CREATE TABLE IF NOT EXISTS feed (one INTEGER PRIMARY KEY CHECK (one = 1), spool INTEGER NOT NULL,
  size INTEGER NOT NULL, bytes INTEGER NOT NULL, lastStep INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS committed (one INTEGER PRIMARY KEY CHECK (one = 1), records INTEGER NOT NULL);
`;

export class StepTable implements Disposable {
  #path: string;
  #db: Database.Database;
  /** By their SQL: to prepare one takes longer than to run it. */
  #statements = new Map<string, Database.Statement<unknown[], unknown>>();

  constructor(folder: string) {
    this.#path = join(folder, 'steps.sqlite');
    this.#db = guard(this.#path, () => {
      const db = new Database(this.#path);
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = NORMAL');
      requireVersion(db, this.#path);
      db.exec(schema);
      db.pragma(`user_version = ${version}`);
      return db;
    });
  }

  find(run: string, step: number): SeenStep | undefined {
    const sql = 'SELECT digest, records FROM steps WHERE run = ? AND step = ?';
    return guard(this.#path, () => this.#prepare<[string, number], SeenStep>(sql).get(run, step));
  }

  /** All steps, or none. `ranges` are of the steps, in order. */
  insert(entries: readonly StepEntry[], ranges: readonly LogRange[]): void {
    const step = this.#prepare('INSERT INTO steps VALUES (?, ?, ?, ?)');
    const run = this.#prepare(
      `INSERT INTO runs VALUES (?, ?, NULL, NULL)
       ON CONFLICT (run) DO UPDATE SET last_step = max(last_step, excluded.last_step)`,
    );
    const pending = this.#prepare('INSERT INTO pending VALUES (NULL, ?, ?, ?, ?, ?)');
    this.#write(() => {
      for (const [i, one] of entries.entries()) {
        step.run(one.run, one.step, one.digest, one.records);
        run.run(one.run, one.step);
        const { log, start, bytes } = ranges[i] as LogRange;
        if (one.records > 0) pending.run(one.run, one.step, log, start, bytes);
      }
    });
  }

  /** Makes durable all that was written, so that its log may go. */
  sync(): void {
    guard(this.#path, () => this.#db.pragma('wal_checkpoint(TRUNCATE)'));
  }

  /** Those up to a step, in order of steps and then of arrival, until they have `maxBytes`. */
  pending(upTo: number, maxBytes: number): PendingStep[] {
    return guard(this.#path, () => {
      const taken: PendingStep[] = [];
      let sum = 0;
      const rows = this.#prepare<[number], PendingStep>(
        'SELECT * FROM pending WHERE step <= ? ORDER BY step, seq',
      ).iterate(upTo);
      for (const row of rows) {
        taken.push(row);
        sum += row.bytes;
        if (sum >= maxBytes) break;
      }
      return taken;
    });
  }

  /** Of the steps up to this one that wait. */
  pendingBytes(upTo: number): number {
    const sql = 'SELECT total(bytes) FROM pending WHERE step <= ?';
    return guard(this.#path, () => Number(this.#prepare<[number], number>(sql).pluck().get(upTo)));
  }

  /** The logs of steps that wait. */
  pendingLogs(): Set<number> {
    const sql = 'SELECT DISTINCT log FROM pending';
    return guard(this.#path, () => new Set(this.#prepare<[], number>(sql).pluck().all()));
  }

  /** The highest step that was seen; 0: none was. */
  newestStep(): number {
    const sql = 'SELECT coalesce(max(last_step), 0) FROM runs';
    return guard(this.#path, () => Number(this.#prepare<[], number>(sql).pluck().get()));
  }

  /** The feed that is not committed, or not known to be. */
  feed(): Feed | undefined {
    const sql = 'SELECT spool, size, bytes, lastStep FROM feed';
    return guard(this.#path, () => this.#prepare<[], Feed>(sql).get());
  }

  /** These steps are in the spool, and wait no more. */
  assign(feed: Feed, steps: readonly PendingStep[]): void {
    const remove = this.#prepare('DELETE FROM pending WHERE seq = ?');
    const fed = this.#prepare(
      'UPDATE runs SET fed_step = max(coalesce(fed_step, 0), ?) WHERE run = ?',
    );
    const { spool, size, bytes, lastStep } = feed;
    this.#writeSynced(() => {
      for (const { seq } of steps) remove.run(seq);
      const last = new Map(steps.map(({ run, step }) => [run, step]));
      for (const [run, step] of last) fed.run(step, run);
      this.#prepare('INSERT INTO feed VALUES (1, ?, ?, ?, ?)').run(spool, size, bytes, lastStep);
    });
  }

  /** The feed is committed, and the index has so many records. */
  finish(records: number): void {
    this.#writeSynced(() => {
      this.#db.exec('DELETE FROM feed; UPDATE runs SET committed_step = fed_step');
      this.#prepare('INSERT OR REPLACE INTO committed VALUES (1, ?)').run(records);
    });
  }

  /** Records of the index after the last feed; the index must not have fewer. */
  committedRecords(): number {
    const sql = 'SELECT coalesce(max(records), 0) FROM committed';
    return guard(this.#path, () => Number(this.#prepare<[], number>(sql).pluck().get()));
  }

  /** In order of names. */
  runs(): RunState[] {
    const sql = 'SELECT run, last_step, committed_step FROM runs ORDER BY run';
    return guard(this.#path, () => this.#prepare<[], RunState>(sql).all());
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }

  /** With it all that was written before is durable. */
  #writeSynced(action: () => void): void {
    guard(this.#path, () => this.#db.pragma('synchronous = FULL'));
    try {
      this.#write(action);
    } finally {
      this.#db.pragma('synchronous = NORMAL');
    }
  }

  #prepare<Bound extends unknown[], Row = unknown>(sql: string): Database.Statement<Bound, Row> {
    const known = this.#statements.get(sql);
    const statement = known ?? this.#db.prepare<unknown[], unknown>(sql);
    this.#statements.set(sql, statement);
    return statement as Database.Statement<Bound, Row>;
  }

  #write(action: () => void): void {
    guard(this.#path, () => this.#db.transaction(action).immediate());
  }
}

function requireVersion(db: Database.Database, path: string): void {
  const found = Number(db.pragma('user_version', { simple: true }));
  if (found <= version) return;
  throw new IndexError(
    'format_too_new',
    `${path} has version ${found}: expected ${version} at most. Use the version of firstseen that made it.`,
    { file: path, found, expected: version },
  );
}
