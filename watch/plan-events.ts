// What was found in a commit -> the events of a list, in order. Pure.
//
// In order of first step, rank, place in the list. An event of a share stands behind the event that
// completed it. Steps never fall from commit to commit, so the step of that event is the step of the share.

import type { LogEvent } from './log-line.ts';
import type { FoundItem } from './unseen-phrases.ts';
import { countItems, nameItem, type WatchContent } from './watch-content.ts';

/** So much of a list was seen, and the step by which it was; null: not yet. */
export interface ShareState {
  readonly share: number;
  readonly step: number | null;
}

/** A share that was reached: the step by which, and the items that were seen then. */
export interface ReachedShare {
  readonly share: number;
  readonly step: number;
  readonly seen: number;
}

/** `before`: the items that were seen before these, and shares that were reached then and have no event. */
export function planEvents(
  content: WatchContent,
  found: readonly FoundItem[],
  before: { readonly seen: number; readonly due: Iterable<ReachedShare> },
): LogEvent[] {
  const of = countItems(content);
  const shareEvent = (reached: ReachedShare): LogEvent => {
    const { share, step, seen } = reached;
    return { place: 'share', data: JSON.stringify({ share, step, seen, of }) };
  };
  const events = Array.from(before.due, shareEvent);
  let { seen } = before;
  for (const { place, first } of found.toSorted(compareFound)) {
    events.push({ place, data: JSON.stringify({ ...nameItem(content, place), first }) });
    seen++;
    for (const share of sharesReached(content, seen)) {
      events.push(shareEvent({ share, step: first.step, seen }));
    }
  }
  return events;
}

/** The shares that are reached when so many items were seen, and not before. */
export function sharesReached(content: WatchContent, seen: number): readonly number[] {
  if (content.shares.length === 0) return content.shares;
  const of = countItems(content);
  return content.shares.filter((share) => itemsOfShare(share, of) === seen);
}

/** The least number of items that is at least this part of `of`. */
function itemsOfShare(share: number, of: number): number {
  // 0.28 * 100 is a little more than 28.
  return Math.max(1, Math.ceil(share * of - 1e-9 * of));
}

function compareFound(one: FoundItem, other: FoundItem): number {
  const byStep = one.first.step - other.first.step;
  if (byStep !== 0) return byStep;
  const byRank = (one.first.rank ?? 0) - (other.first.rank ?? 0);
  return byRank !== 0 ? byRank : one.place - other.place;
}
