// Rows of phrases in segments -> how often each was met, and its first and its last exposure.
//
// A phrase has them in the first and in the last segment that holds it, so only those are asked.

import type { Seen } from '../schemas/answer.ts';
import type { RankValue } from '../store/ids.ts';
import { notWanted } from '../store/segment/phrase-search.ts';
import type { Segment } from '../store/segment/segment.ts';
import { seeAll } from './seen-in.ts';

/** Start and end of the interval of each phrase, in each segment. */
export type Rows = readonly Uint32Array[];

/** First and last are null where there is no exposure. */
export interface Ends {
  count: number;
  first: Seen | null;
  last: Seen | null;
}

/** The ends of each phrase, by its rows in each segment. */
export function findEnds(segments: readonly Segment[], rows: Rows, phrases: number): Ends[] {
  const ends = countEach(rows, phrases);
  const firstIn = new Int32Array(phrases).fill(-1);
  const lastIn = new Int32Array(phrases).fill(-1);
  const askedIn = segments.map((): number[] => []);
  for (const [s, own] of rows.entries()) {
    for (let p = 0; p < phrases; p++) {
      if (own[2 * p] === own[2 * p + 1]) continue;
      if (firstIn[p] === -1) firstIn[p] = s;
      lastIn[p] = s;
    }
  }
  for (let p = 0; p < phrases; p++) {
    const [first, last] = [firstIn[p] as number, lastIn[p] as number];
    if (first === -1) continue;
    askedIn[first]?.push(p);
    if (first !== last) askedIn[last]?.push(p);
  }
  for (const [s, segment] of segments.entries()) {
    const asked = askedIn[s] ?? [];
    const own = new Uint32Array(2 * asked.length);
    const edges = new Uint32Array(2 * asked.length);
    for (let i = 0; i < asked.length; i++) {
      const p = asked[i] as number;
      own[2 * i] = rows[s]?.[2 * p] as number;
      own[2 * i + 1] = rows[s]?.[2 * p + 1] as number;
      if (firstIn[p] !== s) edges[2 * i] = notWanted;
      if (lastIn[p] !== s) edges[2 * i + 1] = notWanted;
    }
    segment.findEdges(own, edges);
    seeEdges(segment, edges, (i) => ends[asked[i] as number] as Ends);
  }
  return ends;
}

/** The same in one segment, by the rows and the edges there. */
export function seeEnds(
  segment: Segment,
  { rows, edges }: { readonly rows: Uint32Array; readonly edges: Uint32Array },
): Ends[] {
  const ends: Ends[] = [];
  for (let at = 0; at < rows.length; at += 2) {
    const count = (rows[at + 1] as number) - (rows[at] as number);
    ends.push({ count, first: null, last: null });
  }
  seeEdges(segment, edges, (p) => ends[p] as Ends);
  return ends;
}

function countEach(rows: Rows, phrases: number): Ends[] {
  const counts = new Float64Array(phrases);
  for (const own of rows) {
    for (let p = 0; p < phrases; p++) {
      counts[p] = (counts[p] as number) + (own[2 * p + 1] as number) - (own[2 * p] as number);
    }
  }
  return Array.from(counts, (count) => ({ count, first: null, last: null }));
}

/** Describes the edges of phrases, of which not all are there. */
function seeEdges(segment: Segment, edges: Uint32Array, endsOf: (i: number) => Ends): void {
  const values: RankValue[] = [];
  for (let at = 0; at < edges.length; at += 2) {
    const [first, last] = [edges[at] as number, edges[at + 1] as number];
    if (first < notWanted) values.push(first);
    if (last < notWanted && last !== first) values.push(last);
  }
  const seen = seeAll(segment, values);
  let next = 0;
  for (let i = 0; 2 * i < edges.length; i++) {
    const [first, last] = [edges[2 * i] as number, edges[2 * i + 1] as number];
    const ends = endsOf(i);
    if (first < notWanted) ends.first = seen[next++] ?? null;
    // Both may be of one record or step.
    if (last < notWanted) ends.last = (last === first ? ends.first : seen[next++]) ?? null;
  }
}
