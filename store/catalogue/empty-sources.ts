// Sources that hold no record, as the catalogue tells them.

import type { SourceFileRow, SourceRow } from './source-row.ts';

/** Whether nothing of it was a record, not even a bad one. */
export function isEmpty({ records, skipped }: SourceRow): boolean {
  return records === 0 && skipped === 0;
}

/** How many of its files hold no record: the source itself, or files of no bytes among its own. */
export function countEmpty(row: SourceRow): number {
  if (!row.complete) return 0;
  return isEmpty(row) ? 1 : emptyFiles(row.files ?? []).length;
}

/** The data files of no bytes. */
export function emptyFiles<F extends Pick<SourceFileRow, 'role' | 'sizeBytes'>>(
  files: readonly F[],
): readonly F[] {
  return files.filter(({ role, sizeBytes }) => role === 'data' && sizeBytes === 0);
}
