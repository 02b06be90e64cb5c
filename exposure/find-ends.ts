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
  const ends: Ends[] = [];
  for (let p = 0; p < phrases; p++) ends.push({ count: 0, first: null, last: null });
  /** Of each phrase, in each segment. */
  const edges = new Uint32Array(2 * phrases * segments.length).fill(notWanted);
  /** Where the last edge of each phrase is: a segment that holds it comes after those before. */
  const lastAt = new Int32Array(phrases).fill(-1);
  let base = 0;
  for (const own of rows) {
    for (let p = 0; p < phrases; p++) {
      const count = (own[2 * p + 1] as number) - (own[2 * p] as number);
      if (count === 0) continue;
      (ends[p] as Ends).count += count;
      if (lastAt[p] === -1) edges[base + 2 * p] = 0;
      lastAt[p] = base + 2 * p + 1;
    }
    base += 2 * phrases;
  }
  for (const at of lastAt) if (at !== -1) edges[at] = 0;
  for (const [s, own] of rows.entries()) {
    const segment = segments[s] as Segment;
    const asked = edges.subarray(2 * phrases * s, 2 * phrases * (s + 1));
    seeEdges(segment, segment.findEdges(own, asked), ends);
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
  seeEdges(segment, edges, ends);
  return ends;
}

/** Describes the edges of phrases, of which not all are there. */
function seeEdges(segment: Segment, edges: Uint32Array, ends: readonly Ends[]): void {
  const values: RankValue[] = [];
  for (let at = 0; at < edges.length; at += 2) {
    const [first, last] = [edges[at] as number, edges[at + 1] as number];
    if (first < notWanted) values.push(first);
    if (last < notWanted && last !== first) values.push(last);
  }
  const seen = seeAll(segment, values);
  let next = 0;
  for (let i = 0; i < ends.length; i++) {
    const [first, last] = [edges[2 * i] as number, edges[2 * i + 1] as number];
    const own = ends[i] as Ends;
    if (first < notWanted) own.first = seen[next++] ?? null;
    // Both may be of one record or step.
    if (last < notWanted) own.last = (last === first ? own.first : seen[next++]) ?? null;
  }
}
