// The records that satisfy a query.

import { type HavingQuestion, recordsHaving } from '../../search/records/records-having.ts';
import { type OpenSnapshot, snapshotOf } from '../snapshots/open-snapshot.ts';
import { FoundRecords, textRemarks } from './found-records.ts';

export interface QueriedRecords extends Omit<HavingQuestion, 'until'> {
  /** Records with step <= until. */
  readonly until?: number | undefined;
}

/**
 * The records in order of rank. Throws `bad_query`, `records_not_indexed`, and `bad_argument` for a step
 * behind the index; `too_many_terms` while they are walked.
 */
export function findRecordsHaving(
  opened: OpenSnapshot,
  { query, fromStep, until }: QueriedRecords,
  withText: boolean,
): FoundRecords {
  const snapshot = snapshotOf(opened);
  const remarks = textRemarks(snapshot, withText);
  const found = recordsHaving(snapshot, { query, fromStep, until });
  return new FoundRecords(snapshot, { found, withText, remarks });
}
