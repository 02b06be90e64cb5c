// Continues sources of rows: the catalogue knows one by its files and how they are read.
//
// The files' hashes are known before the first row is fed, so a source that is held in part continues
// at the number of a row, and no row is decoded again.

import { createHash } from 'node:crypto';
import { IndexError } from '../../errors.ts';
import { sourceChanged } from '../../formats/lines/open-tail.ts';
import type { RowFile } from '../../formats/rows/row-reader.ts';
import type { RowsSpec } from '../../formats/rows/rows-spec.ts';
import { identifySource } from '../../input/bytes/open-raw.ts';
import type { SourceFileRow, SourceRow } from '../../store/catalogue/source-row.ts';
import type { LookOptions, SourceStanding } from './feed.ts';
import { requireVersions } from './require-versions.ts';

/** Sizes and SHA-256 of the files, read from end to end; of files in stores as they say them, and their versions. */
export async function hashFiles(
  files: readonly RowFile[],
  signal: AbortSignal,
): Promise<SourceFileRow[]> {
  const rows: SourceFileRow[] = [];
  for (const { role, name, path, sizeBytes, rows: count, remote } of files) {
    const counted = count === undefined ? {} : { rows: count };
    if (remote !== undefined) {
      const { sha256 = null, version } = remote;
      rows.push({ role, name, sizeBytes, sha256, version, ...counted });
      continue;
    }
    const plan = { name, kind: 'file', path, sizeBytes } as const;
    const identity = await identifySource(plan, signal);
    if (identity.sizeBytes !== sizeBytes) {
      throw new IndexError(
        'source_changed',
        `${name} had ${sizeBytes} bytes and has ${identity.sizeBytes} now: leave it alone while it is read`,
        { file: name },
      );
    }
    rows.push({ role, name, ...identity, ...counted });
  }
  return rows;
}

/** Size and hash of the source as a whole: its file's, or all of its files'. */
export function joinIdentities(
  files: readonly SourceFileRow[],
): Pick<SourceFileRow, 'sizeBytes' | 'sha256' | 'version'> {
  const [first] = files;
  if (first !== undefined && files.length === 1) {
    const { sizeBytes, sha256, version } = first;
    return { sizeBytes, sha256, ...(version !== undefined && { version }) };
  }
  const parts = files.map(({ role, sizeBytes, sha256, version }) => {
    return [role, sizeBytes, sha256 ?? version];
  });
  const sha256 = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return { sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0), sha256 };
}

/** The versions of all files, in order; null of one that is not in a store. */
function spellVersions(files: readonly SourceFileRow[] = []): string {
  return JSON.stringify(files.map(({ version = null }) => version));
}

/**
 * How a source of rows stands that is about to be fed. `known` are the catalogue's rows of its name
 * or its file, and of its epoch, in order. Throws `source_changed` where it differs now: such files
 * do not grow; and `source_moved` where a store has another version.
 */
export async function findRowsStanding(
  { spec, files }: { readonly spec: RowsSpec; readonly files: readonly RowFile[] },
  known: readonly SourceRow[],
  { again, signal }: LookOptions,
): Promise<SourceStanding> {
  const last = known.at(-1);
  if (last === undefined) return { kind: 'new' };
  const wasWhole = known.some(({ complete }) => complete);
  const isPart = !last.complete && (!again || wasWhole);
  if (again && !isPart) return { kind: 'new' };
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const reading = JSON.stringify(spec.reading);
  const mayBe = (source: SourceRow) =>
    source.sizeBytes === sizeBytes && JSON.stringify(source.reading) === reading;
  const candidates = (isPart ? [last] : known.filter(({ complete }) => complete)).filter(mayBe);
  if (candidates.length > 0) {
    const now = await hashFiles(files, signal);
    const { sha256 } = joinIdentities(now);
    const versions = spellVersions(now);
    const same = candidates.find((source) => {
      return source.sha256 === sha256 && spellVersions(source.files) === versions;
    });
    if (same !== undefined) return { kind: isPart ? 'part' : 'whole', stored: same };
  }
  requireVersions(files, last);
  const isSameReading = JSON.stringify(last.reading) === reading;
  throw sourceChanged(
    last,
    isSameReading ? 'the bytes of its files differ' : 'the run description reads it in another way',
  );
}
