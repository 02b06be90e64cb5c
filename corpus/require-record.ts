// A corpus holds a record, though some of its sources may hold none.

import { IndexError } from '../errors.ts';
import type { BadRecord } from '../formats/lines/decode-batch.ts';
import type { RowReader } from '../formats/rows/row-reader.ts';
import type { RowsSpec } from '../formats/rows/rows-spec.ts';
import { adviceForAll } from './bad-record.ts';

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

interface AllSkipped {
  /** Names of the sources, at least one. */
  readonly sources: readonly string[];
  /** How many records were skipped. */
  readonly count: number;
  readonly first: BadRecord;
}

/** The error of a corpus of which every record was skipped, as asked: nothing of it can be indexed. */
export function allSkipped({ sources, count, first }: AllSkipped): IndexError {
  const [name] = sources;
  const which = sources.length === 1 ? name : `none of the ${sources.length} sources`;
  const holds = sources.length === 1 ? 'holds no record' : 'holds a record';
  const found = count === 1 ? 'found 1, which was skipped' : `found ${count}, all of them skipped`;
  return new IndexError(
    'source_empty',
    `${which} ${holds} that can be used: expected at least one, ${found}. The first: ${first.message}. ${adviceForAll(first)}.`,
    { found: count, line: first.line, reason: first.code },
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
