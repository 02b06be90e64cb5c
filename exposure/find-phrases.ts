// Phrases -> where their exposures are: rows in each segment, and the first and the last of them.
//
// Many phrases at once, since searching them together costs a fraction of one by one (with the
// native kernel, store/segment/search-together.ts). Their order decides nothing.

import type { Seen } from '../schemas/answer.ts';
import type { Interval } from '../store/segment/interval.ts';
import { PhraseList } from '../store/segment/phrase-list.ts';
import type { Segment } from '../store/segment/segment.ts';
import type { Snapshot } from '../store/snapshot.ts';

/** A phrase's rows in each segment of the snapshot, in order. */
export type RowsBySegment = readonly Interval[];

export interface FoundPhrase {
  readonly rows: RowsBySegment;
  readonly count: number;
  /** Null where there is no exposure. */
  readonly first: Seen | null;
  readonly last: Seen | null;
}

/** The rows of each phrase in each segment, in order. A phrase has at least one token. */
export function rowsOfAll(
  snapshot: Snapshot,
  phrases: readonly (readonly string[])[],
): RowsBySegment[] {
  const list = new PhraseList(phrases);
  const bySegment = snapshot.segments.map((segment) => segment.findAll(list));
  return phrases.map((_, p) => bySegment.map((rows) => rows[p] as Interval));
}

/** What `rowsOfAll` says, with the first and the last exposure. */
export function findPhrases(
  snapshot: Snapshot,
  phrases: readonly (readonly string[])[],
): FoundPhrase[] {
  const rows = rowsOfAll(snapshot, phrases);
  const counts = rows.map((some) => some.reduce((sum, { start, end }) => sum + end - start, 0));
  const firsts = findEdges(snapshot, rows, 'first');
  // A single exposure is its own last.
  const several = rows.map((some, p) => (counts[p] === 1 ? [] : some));
  const lasts = findEdges(snapshot, several, 'last');
  return rows.map((some, p) => ({
    rows: some,
    count: counts[p] as number,
    first: firsts[p] ?? null,
    last: (counts[p] === 1 ? firsts[p] : lasts[p]) ?? null,
  }));
}

/** Of each phrase, the edge in the first segment, or the last, that has rows of it. */
function findEdges(
  snapshot: Snapshot,
  rows: readonly RowsBySegment[],
  side: 'first' | 'last',
): (Seen | undefined)[] {
  const asked = snapshot.segments.map((): { phrase: number; rows: Interval }[] => []);
  const hasRows = ({ start, end }: Interval) => start < end;
  rows.forEach((some, phrase) => {
    const i = side === 'first' ? some.findIndex(hasRows) : some.findLastIndex(hasRows);
    if (i >= 0) asked[i]?.push({ phrase, rows: some[i] as Interval });
  });
  const found: (Seen | undefined)[] = [];
  for (const [i, segment] of snapshot.segments.entries()) {
    const here = asked[i] ?? [];
    if (here.length === 0) continue;
    const intervals = here.map(({ rows }) => rows);
    const records = side === 'first' ? segment.firsts(intervals) : segment.lasts(intervals);
    here.forEach(({ phrase }, n) => {
      found[phrase] = seen(segment, records[n] as number);
    });
  }
  return found;
}

function seen(segment: Segment, record: number): Seen {
  return {
    step: segment.steps.stepOf(record),
    rank: segment.firstRank + record,
    id: segment.recordTable.id(record),
  };
}
