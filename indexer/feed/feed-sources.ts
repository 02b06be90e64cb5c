// Feeds the sources of a command one after the other, up to the end of its run.

import { describeBehind, labelSource } from '../../corpus/describe-behind.ts';
import { requireRecord } from '../../corpus/require-record.ts';
import type { IndexError } from '../../errors.ts';
import { RangeDealer } from '../workers/range-dealer.ts';
import type { SourceReach } from '../workers/range-reaches.ts';
import { type Feed, isKnownEmpty } from './feed.ts';
import { FeedEnd } from './feed-end.ts';
import { feedLines } from './feed-lines.ts';
import { feedRows } from './feed-rows.ts';
import type { Fed, Feeding, FeedOptions } from './feeding.ts';

/**
 * Feeds the sources to the pool up to the run's end. Throws `source_empty` where no source holds a record, and `run_invalid` where all of them do
 * not come to that end.
 */
export async function feedSources(feeds: readonly Feed[], options: FeedOptions): Promise<void> {
  const { pool, reaches } = options;
  const dealer = new RangeDealer(pool, reaches, options.rangeBytes);
  const feedEnd = new FeedEnd(pool, options.end);
  const feeding = { ...options, dealer, feedEnd };
  let last: SourceReach | undefined;
  const behind: Feed[] = [];
  const empty = new Map<string, IndexError>();
  for (const feed of feeds) {
    // A source that is held is checked in any case, since it must not have changed. An empty one
    // loses no record.
    const isLookedAt = 'stored' in feed.standing || isKnownEmpty(feed);
    if (!isLookedAt && (await feedEnd.isReached())) behind.push(feed);
    else {
      const fed = await feedOne(feed, feeding);
      if ('empty' in fed) empty.set(feed.source.name, fed.empty);
      else if (fed.reach !== undefined) last = fed.reach;
      else if (!isLookedAt) behind.push(feed);
    }
  }
  if (!options.holdsRecords) requireRecord(empty.values(), feeds.length);
  await feedEnd.requireReached();
  for (const name of empty.keys()) options.onEvent?.({ kind: 'source-empty', name });
  if (last !== undefined && behind.length > 0) {
    const labels = behind.map(({ source }) => labelSource(source.name, source.epoch));
    dealer.noteEnd({ ...last, behind: describeBehind(labels) });
  }
  dealer.end();
}

function feedOne(feed: Feed, feeding: Feeding): Promise<Fed> {
  const { plan, standing, piece } = feed;
  const { dropped: _, behind: __, ...source } = feed.source;
  return plan.kind === 'lines'
    ? feedLines({ plan: plan.plan, standing, source, piece }, feeding)
    : feedRows({ spec: plan.spec, source, piece }, feeding);
}
