// Rows and ends of phrases in segments -> how often each was met, and its first and its last exposure.
//
// A phrase has them in the first and in the last segment that holds it, so only those are asked.

import type { Seen } from '../schemas/answer.ts';
import type { RankValue } from '../store/ids.ts';
import type { FoundPhrases } from '../store/segment/mapped-phrases.ts';
import { notWanted } from '../store/segment/phrase-search.ts';
import type { Segment } from '../store/segment/segment.ts';
import type { FoundEnd, TextRoom } from '../store/segment/text-room.ts';
import { seeAll, seenIn } from './seen-in.ts';

/** First and last are null where there is no exposure. */
export interface Ends {
  readonly count: number;
  readonly first: Seen | null;
  readonly last: Seen | null;
}

/** How often a phrase was met, and its ends: values of the ranks of two segments, which may be one. */
interface Met {
  readonly count: number;
  /** Their places among the segments; -1 where there is no exposure. */
  readonly firstIn: number;
  readonly lastIn: number;
  readonly first: RankValue;
  readonly last: RankValue;
}

/** Fewer are described one by one. */
const minTogether = 8;

/** The ends of each phrase, by what a search of the segments found. */
export function findEnds(segments: readonly Segment[], found: FoundPhrases): Ends[] {
  const phrases = found.ends.length / 2;
  const met: Met[] = [];
  for (let p = 0; p < phrases; p++) met.push(addUp(found, segments.length, p));
  if (phrases < minTogether) return met.map((one) => seeOne(segments, one));
  return seeTogether(segments, met);
}

interface RoomPlace {
  readonly room: TextRoom;
  readonly p: number;
  readonly count: number;
}

/** The ends of phrase p of those that the kernel found by their texts. */
export function readEnds(segments: readonly Segment[], { room, p, count }: RoomPlace): Ends {
  if (count === 0) return { count, first: null, last: null };
  const first = seeEnd(segments, room.first(p));
  const end = room.last(p);
  return { count, first, last: end === undefined ? first : seeEnd(segments, end) };
}

function seeEnd(segments: readonly Segment[], { segment, value, id }: FoundEnd): Seen {
  return seenIn(segments[segment] as Segment, value, id);
}

/** The same where only the rows of so many phrases are known, in an array for each segment. */
export function seekEnds(
  segments: readonly Segment[],
  rows: readonly Uint32Array[],
  phrases: number,
): Ends[] {
  const length = 2 * phrases;
  const found = { rows: new Uint32Array(length * rows.length), ends: new Uint32Array(length) };
  for (const [s, own] of rows.entries()) found.rows.set(own, length * s);
  const edges = rows.map(() => new Uint32Array(length).fill(notWanted));
  for (let p = 0; p < phrases; p++) {
    const { count, firstIn, lastIn } = addUp(found, rows.length, p);
    if (count === 0) continue;
    (edges[firstIn] as Uint32Array)[2 * p] = 0;
    (edges[lastIn] as Uint32Array)[2 * p + 1] = 0;
  }
  for (const [s, own] of rows.entries()) {
    const seen = (segments[s] as Segment).findEdges(own, edges[s]);
    for (const [at, edge] of seen.entries()) if (edge !== notWanted) found.ends[at] = edge;
  }
  return findEnds(segments, found);
}

function addUp({ rows, ends }: FoundPhrases, segments: number, p: number): Met {
  let [count, firstIn, lastIn] = [0, -1, -1];
  for (let s = 0, at = 2 * p; s < segments; s++, at += ends.length) {
    const width = (rows[at + 1] as number) - (rows[at] as number);
    if (width === 0) continue;
    count += width;
    if (firstIn === -1) firstIn = s;
    lastIn = s;
  }
  return { count, firstIn, lastIn, first: ends[2 * p] as number, last: ends[2 * p + 1] as number };
}

/** Whether both ends are of one record or step. */
function isOnce({ firstIn, lastIn, first, last }: Met): boolean {
  return firstIn === lastIn && first === last;
}

function seeOne(segments: readonly Segment[], met: Met): Ends {
  const { count } = met;
  if (count === 0) return { count, first: null, last: null };
  const first = seenIn(segments[met.firstIn] as Segment, met.first);
  const last = isOnce(met) ? first : seenIn(segments[met.lastIn] as Segment, met.last);
  return { count, first, last };
}

/** The same of many: those of a segment together. */
function seeTogether(segments: readonly Segment[], met: readonly Met[]): Ends[] {
  const values = segments.map((): RankValue[] => []);
  for (const one of met) {
    values[one.firstIn]?.push(one.first);
    if (!isOnce(one)) values[one.lastIn]?.push(one.last);
  }
  const seen = segments.map((segment, s) => seeAll(segment, values[s] as RankValue[]));
  const taken = new Int32Array(segments.length);
  const next = (s: number): Seen => seen[s]?.[(taken[s] as number)++] as Seen;
  return met.map((one) => {
    const { count } = one;
    if (count === 0) return { count, first: null, last: null };
    const first = next(one.firstIn);
    return { count, first, last: isOnce(one) ? first : next(one.lastIn) };
  });
}
