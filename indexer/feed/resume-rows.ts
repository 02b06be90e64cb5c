// Goes on with sources of rows: what the catalogue knows of one, by its files and how they are read.
//
// The files' hashes are known before the first row is fed, so a source that is held in part is gone
// on with at a record's number, and nothing is read again.

import { createHash } from 'node:crypto';
import { IndexError } from '../../errors.ts';
import { sourceChanged } from '../../formats/lines/open-tail.ts';
import type { RowFile } from '../../formats/rows/row-reader.ts';
import type { RowsSpec } from '../../formats/rows/rows-spec.ts';
import { identifySource } from '../../input/bytes/open-raw.ts';
import type { SourceFileRow, SourceRow } from '../../store/catalogue/catalogue.ts';
import type { SourceStanding } from './resume-source.ts';

/** Sizes and SHA-256 of the files, read from end to end. */
export async function hashFiles(
  files: readonly RowFile[],
  signal: AbortSignal,
): Promise<SourceFileRow[]> {
  const rows: SourceFileRow[] = [];
  for (const { role, name, path, sizeBytes, rows: count } of files) {
    const plan = { name, kind: 'file', path, sizeBytes } as const;
    const identity = await identifySource(plan, signal);
    if (identity.sizeBytes !== sizeBytes) {
      throw new IndexError(
        'source_changed',
        `${name} had ${sizeBytes} bytes and has ${identity.sizeBytes} now: leave it alone while it is read`,
        { file: name },
      );
    }
    rows.push({ role, name, ...identity, ...(count !== undefined && { rows: count }) });
  }
  return rows;
}

/** Size and hash of the source as a whole: its file's, or all of its files'. */
export function identityOf(files: readonly SourceFileRow[]): { sizeBytes: number; sha256: string } {
  const [first] = files;
  if (first !== undefined && files.length === 1) {
    return { sizeBytes: first.sizeBytes, sha256: first.sha256 };
  }
  const parts = files.map(({ role, sizeBytes, sha256 }) => [role, sizeBytes, sha256]);
  const sha256 = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return { sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0), sha256 };
}

/**
 * What the catalogue knows of a source of rows that is about to be fed. `rows` are those of its
 * name and epoch, in order. Throws `source_changed` where it differs now: such files do not grow.
 */
export async function standingOfRows(
  source: { spec: RowsSpec; files: readonly RowFile[] },
  rows: readonly SourceRow[],
  again: boolean,
  signal: AbortSignal,
): Promise<SourceStanding> {
  const last = rows.at(-1);
  if (last === undefined) return { kind: 'new' };
  const wasWhole = rows.some(({ complete }) => complete);
  const isPart = !last.complete && (!again || wasWhole);
  if (again && !isPart) return { kind: 'new' };
  const sizeBytes = source.files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const reading = JSON.stringify(source.spec.reading);
  const mayBe = (row: SourceRow) =>
    row.sizeBytes === sizeBytes && JSON.stringify(row.reading) === reading;
  const candidates = (isPart ? [last] : rows.filter(({ complete }) => complete)).filter(mayBe);
  if (candidates.length > 0) {
    const { sha256 } = identityOf(await hashFiles(source.files, signal));
    const same = candidates.find((row) => row.sha256 === sha256);
    if (same !== undefined) return { kind: isPart ? 'part' : 'whole', row: same };
  }
  const isSameReading = JSON.stringify(last.reading) === reading;
  throw sourceChanged(
    last,
    isSameReading ? 'the bytes of its files differ' : 'the run description reads it in another way',
  );
}
