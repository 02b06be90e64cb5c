// Phrases -> where their exposures are: an interval of each segment that holds the phrase, and the
// first and the last exposure.
//
// Many phrases at once, since searching them together costs a fraction of one by one (with the
// native kernel, store/segment/search-together.ts). Their order decides nothing.

import type { Seen } from '../schemas/answer.ts';
import type { Interval } from '../store/segment/interval.ts';
import { PhraseList } from '../store/segment/phrase-list.ts';
import type { Segment } from '../store/segment/segment.ts';
import type { Snapshot } from '../store/snapshot.ts';
import type { PhraseVariant } from './phrase-ids.ts';

/** Tokens next to each other, at least one. */
export interface Sought {
  readonly tokens: readonly string[];
}

/** The exposures of a phrase in one segment, at least one. */
export interface Place {
  readonly segment: Segment;
  readonly interval: Interval;
}

/** With the segments that hold the phrase, in training order. */
export type Located<T extends Sought = Sought> = T & { readonly places: readonly Place[] };

export interface FoundPhrase extends Located<PhraseVariant> {
  readonly count: number;
  /** Null where there is no exposure. */
  first: Seen | null;
  last: Seen | null;
  /** Distinct records, where they have been counted. */
  records?: number;
}

/** Finds the places of each phrase, in the order of the phrases. */
export function locatePhrases<T extends Sought>(
  { segments }: Snapshot,
  phrases: readonly T[],
): Located<T>[] {
  const located = phrases.map((phrase) => {
    const places: Place[] = [];
    return { ...phrase, places };
  });
  const list = new PhraseList(phrases.map(({ tokens }) => tokens));
  for (const segment of segments) {
    const intervals = segment.findAll(list).values();
    for (const { places } of located) {
      const { value: interval } = intervals.next();
      if (interval && interval.start < interval.end) places.push({ segment, interval });
    }
  }
  return located;
}

/** Finds the places of each phrase, its count, and its first and last exposure. */
export function findPhrases(snapshot: Snapshot, phrases: readonly PhraseVariant[]): FoundPhrase[] {
  const found = locatePhrases(snapshot, phrases).map((phrase): FoundPhrase => {
    const count = phrase.places.reduce((sum, { interval }) => sum + widthOf(interval), 0);
    return { ...phrase, count, first: null, last: null };
  });
  findEdges(found, 'first');
  // A single exposure is its own last.
  for (const phrase of found) phrase.last = phrase.first;
  findEdges(
    found.filter(({ count }) => count > 1),
    'last',
  );
  return found;
}

function widthOf({ start, end }: Interval): number {
  return end - start;
}

/** Sets the first exposure of each phrase, or the last: that of its first place, or its last. */
function findEdges(phrases: readonly FoundPhrase[], side: 'first' | 'last'): void {
  const edges = phrases.flatMap((phrase) => {
    const place = phrase.places.at(side === 'first' ? 0 : -1);
    return place === undefined ? [] : [{ ...place, phrase }];
  });
  for (const [segment, here] of Map.groupBy(edges, (edge) => edge.segment)) {
    const intervals = here.map(({ interval }) => interval);
    const records = side === 'first' ? segment.firsts(intervals) : segment.lasts(intervals);
    for (const [i, { phrase }] of here.entries()) phrase[side] = seenIn(segment, records[i]);
  }
}

function seenIn(segment: Segment, record: number | undefined): Seen | null {
  if (record === undefined) return null;
  return {
    step: segment.steps.stepOf(record),
    rank: segment.firstRank + record,
    id: segment.recordTable.id(record),
  };
}
