// Where a run ends in the index that it is fed to, known before anything is fed.

import type { Corpus } from '../corpus/corpus.ts';
import { requireEnough, requireNotPassed } from '../corpus/require-end.ts';
import { isBehind, planRunEnd, type RunEnd } from '../corpus/run-end.ts';
import { IndexError } from '../errors.ts';
import type { CatalogueSnapshot } from '../store/catalogue/tables.ts';
import type { FeedList } from './feed/plan-feeds.ts';
import { sumAmounts } from './index-amounts.ts';

interface PlannedEnd {
  readonly end: RunEnd;
  /** Nothing more is to be fed. */
  readonly isReached: boolean;
}

interface IndexSoFar {
  readonly before: CatalogueSnapshot | undefined;
  readonly corpus: Corpus;
}

/**
 * Undefined: all of the run was consumed. Throws `run_invalid` where the index holds more than what
 * was consumed, or something else than its beginning, or where there is not so much.
 */
export function planEnd(
  { feeds, heldRecords, heldAfterGap }: FeedList,
  { before, corpus }: IndexSoFar,
): PlannedEnd | undefined {
  const amounts = sumAmounts(before);
  const { records } = amounts;
  const end = planRunEnd(corpus, records - heldRecords);
  if (end === undefined) return undefined;
  if (heldAfterGap !== undefined) throw outOfOrder(end, heldAfterGap);
  const lastStep = before?.segments.at(-1)?.lastStep ?? 0;
  const reached = { ...amounts, lastStep };
  requireNotPassed(end, reached);
  const counts = feeds.map((feed) => feed.records);
  if (end.unit === 'records' && counts.every((count) => count !== undefined)) {
    const all = counts.reduce((sum, count) => sum + count, records);
    // A corpus without any record is another error.
    if (all > 0) requireEnough(end, { ...reached, records: all });
  }
  return { end, isReached: isBehind(end, reached) };
}

function outOfOrder({ where, asked }: RunEnd, name: string): IndexError {
  return new IndexError(
    'run_invalid',
    `${where}: key consumed.${asked.key}: expected an index that holds the beginning of this run or nothing of it, because only a part of its order was consumed; found ${name} in the index, and not all that comes before it. Build another index.`,
    { file: where, key: `consumed.${asked.key}`, found: name },
  );
}
