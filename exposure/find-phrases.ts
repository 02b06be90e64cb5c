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

/** The exposures of a phrase in one segment, at least one. */
export interface Place {
  readonly segment: Segment;
  readonly interval: Interval;
}

/** Tokens next to each other, and the segments that hold them, in training order. */
export interface Located {
  readonly tokens: readonly string[];
  readonly places: readonly Place[];
}

export interface FoundPhrase extends Located {
  readonly phrase: string;
  readonly count: number;
  /** Null where there is no exposure. */
  first: Seen | null;
  last: Seen | null;
  /** Distinct records, where they have been counted. */
  records: number | undefined;
}

/** The places of each phrase, in the order of the phrases. A phrase has at least one token. */
export function locatePhrases(
  { segments }: Snapshot,
  phrases: readonly (readonly string[])[],
): Place[][] {
  const list = new PhraseList(phrases);
  const located = phrases.map((): Place[] => []);
  for (const segment of segments) {
    segment.findAll(list).forEach((interval, p) => {
      if (interval.start < interval.end) located[p]?.push({ segment, interval });
    });
  }
  return located;
}

/** The places of each phrase, its count, and its first and last exposure. */
export function findPhrases(snapshot: Snapshot, phrases: readonly PhraseVariant[]): FoundPhrase[] {
  const located = locatePhrases(
    snapshot,
    phrases.map(({ tokens }) => tokens),
  );
  const found = phrases.map(({ phrase, tokens }, p): FoundPhrase => {
    const places = located[p] ?? [];
    let count = 0;
    for (const { interval } of places) count += interval.end - interval.start;
    return { phrase, tokens, places, count, first: null, last: null, records: undefined };
  });
  findEdges(found, 'first');
  findEdges(found, 'last');
  return found;
}

/** Sets the first exposure of each phrase, or the last: that of its first place, or its last. */
function findEdges(phrases: readonly FoundPhrase[], side: 'first' | 'last'): void {
  const bySegment = new Map<Segment, { here: FoundPhrase[]; intervals: Interval[] }>();
  for (const phrase of phrases) {
    const { places, count } = phrase;
    const place = side === 'first' ? places[0] : places[places.length - 1];
    // A single exposure is its own last.
    if (count === 1 && side === 'last') phrase.last = phrase.first;
    else if (place !== undefined) {
      const edges = bySegment.get(place.segment) ?? { here: [], intervals: [] };
      if (edges.here.length === 0) bySegment.set(place.segment, edges);
      edges.here.push(phrase);
      edges.intervals.push(place.interval);
    }
  }
  for (const [segment, { here, intervals }] of bySegment) {
    const records = side === 'first' ? segment.firsts(intervals) : segment.lasts(intervals);
    for (let i = 0; i < here.length; i++) {
      const phrase = here[i] as FoundPhrase;
      if (side === 'first') phrase.first = seenIn(segment, records[i]);
      else phrase.last = lastIn(segment, records[i], phrase.first);
    }
  }
}

/** Several exposures may be of one record. */
function lastIn(segment: Segment, record: number | undefined, first: Seen | null): Seen | null {
  const isFirst = record !== undefined && first?.rank === segment.firstRank + record;
  return isFirst ? first : seenIn(segment, record);
}

function seenIn(segment: Segment, record: number | undefined): Seen | null {
  if (record === undefined) return null;
  return {
    step: segment.steps.stepOf(record),
    rank: segment.firstRank + record,
    id: segment.recordTable.id(record),
  };
}
