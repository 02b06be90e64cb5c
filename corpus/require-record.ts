// A corpus holds a record, though some of its sources may hold none.

import { IndexError } from '../errors.ts';

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
