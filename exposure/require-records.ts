// Questions about records, which an index with the resolution step cannot answer.

import { IndexError } from '../errors.ts';
import type { Snapshot } from '../store/snapshot.ts';

/** Throws `records_not_indexed` where the index knows the steps of exposures only. */
export function requireRecords({ resolution }: Pick<Snapshot, 'resolution'>, what: string): void {
  if (resolution === 'record') return;
  throw new IndexError(
    'records_not_indexed',
    `${what} need the records of exposures, but this index was built with --resolution step and has their steps only: it answers count, first and last step, counts by step and timelines. Build another index without that option.`,
    { found: resolution, expected: 'record' },
  );
}
