// One commit, as it is written into the tables of a catalogue.

import { lastSegmentId, type SegmentRow } from './segment-row.ts';
import type { IndexSettings } from './settings.ts';
import type { SkippedRow, SourceRow } from './source-row.ts';
import type { CatalogueTables } from './tables.ts';

/** The rows that one commit adds. Sources replace the row of the same id. */
export interface Commit {
  readonly segments: readonly SegmentRow[];
  /** Ids of segments whose records the new ones hold, in their order; absent: none. */
  readonly replaced?: readonly number[];
  readonly sources: readonly SourceRow[];
  readonly skipped: readonly SkippedRow[];
}

/** Skipped records that are listed; all are counted in the row of their source. */
export const maxListedSkips = 10_000;

/** Adds a commit, inside a transaction of the caller. Returns the new snapshot's name. */
export function writeCommit(
  tables: CatalogueTables,
  settings: IndexSettings,
  { segments, replaced = [], sources, skipped }: Commit,
): string {
  const { db } = tables;
  const before = tables.snapshot();
  if (replaced.length > 0) requireSameRecords(before?.segments ?? [], segments, replaced);
  const removeSegment = db.prepare('DELETE FROM segments WHERE id = ?');
  for (const id of replaced) removeSegment.run(id);
  const addSegment = db.prepare('INSERT INTO segments (id, body) VALUES (?, ?)');
  for (const segment of segments) addSegment.run(segment.id, JSON.stringify(segment));
  const putSource = db.prepare('INSERT OR REPLACE INTO sources (id, body) VALUES (?, ?)');
  for (const source of sources) putSource.run(source.id, JSON.stringify(source));
  const listed = db.prepare<[], number>('SELECT count(*) FROM skipped').pluck().get() ?? 0;
  const addSkip = db.prepare('INSERT INTO skipped (source, line, code) VALUES (?, ?, ?)');
  for (const { source, line, code } of skipped.slice(0, Math.max(0, maxListedSkips - listed))) {
    addSkip.run(source, line, code);
  }
  return tables.putHead((before?.commits ?? 0) + 1, keepSettings(before?.settings, settings));
}

/** A replacement that loses a record, or brings one, is a bug of the caller. */
function requireSameRecords(
  before: readonly SegmentRow[],
  added: readonly SegmentRow[],
  replaced: readonly number[],
): void {
  const old = before.filter(({ id }) => replaced.includes(id));
  const after = [...before.filter((row) => !old.includes(row)), ...added];
  after.sort((one, other) => one.firstRank - other.firstRank);
  const last = lastSegmentId(before);
  let rank = 0;
  for (const { firstRank, records } of after) {
    if (firstRank !== rank) throw new Error(`a segment begins at rank ${firstRank}, not ${rank}`);
    rank += records;
  }
  const sum = (rows: readonly SegmentRow[], key: 'records' | 'tokens' | 'words' | 'modelTokens') =>
    rows.reduce((total, row) => total + row[key], 0);
  for (const key of ['records', 'tokens', 'words', 'modelTokens'] as const) {
    if (sum(old, key) !== sum(added, key)) throw new Error(`a replacement changes the ${key}`);
  }
  if (old.length !== replaced.length || added.some(({ id }) => id <= last)) {
    throw new Error('a replacement of segments that are not there, or by an id that was given');
  }
}

/** The settings of the first commit; only how much of the run was consumed may change. */
function keepSettings(before: IndexSettings | undefined, settings: IndexSettings): IndexSettings {
  if (before === undefined) return settings;
  const { consumed: _, ...run } = before.run;
  const { consumed } = settings.run;
  return { ...before, run: { ...run, ...(consumed !== undefined && { consumed }) } };
}
