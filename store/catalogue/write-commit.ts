// One commit, as it is written into the tables of a catalogue.

import type { SegmentRow } from './segment-row.ts';
import type { IndexSettings } from './settings.ts';
import type { SkippedRow, SourceRow } from './source-row.ts';
import type { CatalogueTables } from './tables.ts';

/** The rows that one commit adds. Sources replace the row of the same id. */
export interface Commit {
  readonly segments: readonly SegmentRow[];
  readonly sources: readonly SourceRow[];
  readonly skipped: readonly SkippedRow[];
}

/** Skipped records that are listed; all are counted in the row of their source. */
export const maxListedSkips = 10_000;

/** Adds a commit, inside a transaction of the caller. Returns the new snapshot's name. */
export function writeCommit(
  tables: CatalogueTables,
  settings: IndexSettings,
  { segments, sources, skipped }: Commit,
): string {
  const { db } = tables;
  const before = tables.snapshot();
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

/** The settings of the first commit; only how much of the run was consumed may change. */
function keepSettings(before: IndexSettings | undefined, settings: IndexSettings): IndexSettings {
  if (before === undefined) return settings;
  const { consumed: _, ...run } = before.run;
  const { consumed } = settings.run;
  return { ...before, run: { ...run, ...(consumed !== undefined && { consumed }) } };
}
