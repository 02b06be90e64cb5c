// Feeds the sources of a command one after the other, up to the end of its run.

import { describeBehind, labelOf } from '../../corpus/describe-behind.ts';
import type { FeedPlan } from '../../corpus/plan-run.ts';
import { requireRecord } from '../../corpus/require-record.ts';
import { IndexError } from '../../errors.ts';
import type { SourceRow } from '../../store/catalogue/source-row.ts';
import { RangeDealer } from '../workers/range-dealer.ts';
import type { RangePool } from '../workers/range-pool.ts';
import type { RangeReaches, SourceReach } from '../workers/range-reaches.ts';
import { FeedEnd } from './feed-end.ts';
import { feedLines } from './feed-lines.ts';
import { feedRows } from './feed-rows.ts';
import type { Fed, Feeding, FeedOptions } from './feeding.ts';
import { isKnownEmpty } from './plan-feeds.ts';
import type { SourceStanding } from './resume-source.ts';

/** A source that is to be read, and its row so far (records and skips of earlier commands in it). */
export interface Feed {
  readonly plan: FeedPlan;
  readonly standing: SourceStanding;
  readonly row: SourceRow;
  /** Roughly; undefined: not known. */
  readonly textBytes: number | undefined;
  /** How many records it has left, bad ones among them; undefined: not known before it is read. */
  readonly records: number | undefined;
}

/**
 * Feeds the sources to the pool up to the run's end; fills `reaches` for a range before its end is
 * told. Throws `source_empty` where no source holds a record, and `run_invalid` where all of them do
 * not come to that end.
 */
export async function feedSources(
  feeds: readonly Feed[],
  pool: RangePool,
  reaches: RangeReaches,
  options: FeedOptions,
): Promise<void> {
  const dealer = new RangeDealer(pool, reaches, options.rangeBytes);
  const feedEnd = new FeedEnd(pool, options.end);
  const feeding = { ...options, pool, dealer, feedEnd };
  let last: SourceReach | undefined;
  const behind: Feed[] = [];
  const empty = new Map<string, IndexError>();
  for (const feed of feeds) {
    // What is held is looked at in any case: it has to be what it was. Of what is empty, nothing is
    // left out.
    const isLookedAt = 'row' in feed.standing || isKnownEmpty(feed);
    if (!isLookedAt && (await feedEnd.isReached())) behind.push(feed);
    else {
      const fed = await feedOne(feed, feeding);
      if ('empty' in fed) empty.set(feed.row.name, fed.empty);
      else if (fed.reach !== undefined) last = fed.reach;
      else if (!isLookedAt) behind.push(feed);
    }
  }
  if (!options.holdsRecords) requireRecord(empty.values(), feeds.length);
  await feedEnd.requireReached();
  for (const name of empty.keys()) options.onEvent?.({ kind: 'source-empty', name });
  if (last !== undefined && behind.length > 0) {
    const labels = behind.map(({ row }) => labelOf(row.name, row.epoch));
    dealer.noteEnd({ ...last, behind: describeBehind(labels) });
  }
  dealer.end();
}

function feedOne(feed: Feed, feeding: Feeding): Promise<Fed> {
  const { plan, standing } = feed;
  const { dropped: _, behind: __, ...row } = feed.row;
  return plan.kind === 'lines'
    ? feedLines({ plan: plan.plan, standing, row }, feeding)
    : feedRows({ spec: plan.spec, row }, feeding);
}

/** The error of a command that was told to stop. */
export function interrupted(records: number): IndexError {
  if (records === 0) {
    return new IndexError(
      'interrupted',
      'interrupted before the first commit: there is no index yet. Run the same command again.',
      { records },
    );
  }
  return new IndexError(
    'interrupted',
    `interrupted; the index stands at its last commit, ${records} records. Run the same command again to continue from there (standard input and pipes start over).`,
    { records },
  );
}
