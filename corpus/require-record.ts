// A corpus holds a record, though some of its sources may hold none.

import { IndexError } from '../errors.ts';
import type { RowReader } from '../formats/rows/row-reader.ts';
import type { RowsSpec } from '../formats/rows/rows-spec.ts';

/** Throws `source_empty` where each of the sources has given such an error. */
export function requireRecord(empty: Iterable<IndexError>, sources: number): void {
  const [first, ...more] = empty;
  if (first === undefined || more.length + 1 < sources) return;
  throw sources === 1 ? first : allEmpty(sources);
}

/** The error of a corpus in which no source holds a record. */
export function allEmpty(sources: number): IndexError {
  return new IndexError(
    'source_empty',
    `none of the ${sources} sources holds a record: expected at least one; name files that hold records`,
    { found: sources },
  );
}

/** The error for a source of rows that holds none, where it is all of the corpus. */
export function noRecords({ name }: RowsSpec, { dropped }: RowReader): IndexError {
  const found = dropped === undefined ? '' : ` (not consumed: ${dropped})`;
  return new IndexError(
    'source_empty',
    `${name} holds no record: expected at least one${found}; name files that hold records, or fix the run description`,
    { source: name },
  );
}
