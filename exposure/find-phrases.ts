// Phrases -> where their exposures are: an interval of each segment that holds the phrase, and the
// first and the last exposure.
//
// Many phrases at once, since searching them together costs a fraction of one by one (with the
// native kernel, store/segment/mapped-search.ts). Their order decides nothing.

import type { Seen } from '../schemas/answer.ts';
import type { LocalRecord } from '../store/ids.ts';
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
    const rows = segment.findRows(list);
    for (let p = 0; p < located.length; p++) {
      const [start, end] = [rows[2 * p] as number, rows[2 * p + 1] as number];
      if (start < end) located[p]?.push({ segment, interval: { start, end } });
    }
  }
  return located;
}

/** A phrase while segments are searched: its last exposure so far. */
interface Finding extends FoundPhrase {
  readonly places: Place[];
  count: number;
  lastRecord: LocalRecord;
}

/** The places of each phrase, its count, and its first and last exposure. */
export function findPhrases(snapshot: Snapshot, phrases: readonly PhraseVariant[]): FoundPhrase[] {
  const list = new PhraseList(phrases.map(({ tokens }) => tokens));
  const found = phrases.map(({ phrase, tokens }): Finding => {
    const nothing = { count: 0, first: null, last: null, records: undefined, lastRecord: 0 };
    return { phrase, tokens, places: [], ...nothing };
  });
  for (const segment of snapshot.segments) {
    const { rows, edges } = segment.search(list);
    for (let p = 0; p < found.length; p++) {
      const [start, end] = [rows[2 * p] as number, rows[2 * p + 1] as number];
      if (start === end) continue;
      const one = found[p] as Finding;
      one.places.push({ segment, interval: { start, end } });
      one.count += end - start;
      one.first ??= seenIn(segment, edges[2 * p] as number);
      one.lastRecord = edges[2 * p + 1] as number;
    }
  }
  for (const one of found) one.last = seenLast(one);
  return found;
}

/** Several exposures may be of one record, or there is only one. */
function seenLast({ places, first, lastRecord }: Finding): Seen | null {
  const segment = places[places.length - 1]?.segment;
  if (segment === undefined) return null;
  return first?.rank === segment.firstRank + lastRecord ? first : seenIn(segment, lastRecord);
}

function seenIn(segment: Segment, record: LocalRecord): Seen {
  return {
    step: segment.steps.stepOf(record),
    rank: segment.firstRank + record,
    id: segment.recordTable.id(record),
  };
}
