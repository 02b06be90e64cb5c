// The records that satisfy a query, as `records` prints them: all of them, or those up to a step.

import { wordAnalyzer } from '../../exposure/phrase-variants.ts';
import { requireStep } from '../../exposure/records/record-range.ts';
import type { Step } from '../../store/ids.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { parseQuery } from '../language/parser.ts';
import { type FoundRecords, RecordSearch } from './record-search.ts';

export interface HavingQuestion {
  readonly query: string;
  /** Records with fromStep <= step <= until; undefined: from the first on, up to the last. */
  readonly fromStep?: Step | undefined;
  readonly until: Step | undefined;
}

/**
 * The records in order of rank, and `undefined` wherever a caller with other work can pause. Throws
 * `bad_query`, `records_not_indexed`, and `bad_argument` for a step behind the index; `too_many_terms`
 * while it is walked.
 */
export function recordsHaving(
  snapshot: Snapshot,
  { query, fromStep, until }: HavingQuestion,
): Iterable<FoundRecords | undefined> {
  const { settings } = snapshot;
  const analyzer = settings.analyzer === 'ids' ? 'ids' : wordAnalyzer(settings);
  const expression = parseQuery(query, analyzer);
  if (until !== undefined) requireStep(snapshot, until);
  return new RecordSearch(snapshot, expression).walk({ fromStep, toStep: until });
}
