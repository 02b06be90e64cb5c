// Files in stores that the index holds at another version are refused: the index would hold both, or
// a mixture.

import { IndexError } from '../../errors.ts';
import type { RowFile } from '../../formats/rows/row-reader.ts';
import type { RemoteFile } from '../../input/remote/remote-file.ts';
import type { SourceRow } from '../../store/catalogue/source-row.ts';

/** Throws `source_moved` for the first file of a source of rows that is at another version than it was. */
export function requireVersions(files: readonly RowFile[], stored: SourceRow): void {
  for (const [i, { name, remote }] of files.entries()) {
    const was = stored.files?.[i]?.version;
    if (remote === undefined || was === undefined || was === remote.version) continue;
    throw sourceMoved({ name, remote, was });
  }
}

interface Moved {
  /** As it was named now. */
  readonly name: string;
  readonly remote: RemoteFile;
  /** The version that the index holds. */
  readonly was: string;
}

export function sourceMoved({ name, remote, was }: Moved): IndexError {
  const { store, version, address } = remote;
  const kind = store === 'hf' ? 'commit' : store === 'gs' ? 'generation' : 'etag';
  const pinned = address.replace(/^(hf:\/\/datasets\/[^/]+\/[^/]+)\//, `$1@${was}/`);
  const solve = store === 'hf' ? `Name ${pinned} to go on with what the index holds` : 'Restore it';
  return new IndexError(
    'source_moved',
    `${name} is in the index at ${kind} ${was}, but it is at ${version} now: expected the same. ${solve}, or feed all of the new version once more with --again.`,
    { source: name, expected: was, found: version },
  );
}
