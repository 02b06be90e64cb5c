// Phrases -> where their exposures are: an interval of each segment that holds the phrase, and the
// first and the last exposure.
//
// Many phrases at once, since searching them together costs a fraction of one by one (with the
// native kernel, store/segment/mapped-search.ts). Their order decides nothing. A common phrase stands in
// every segment, so places are numbers in arrays until somebody asks for them.

import type { ByFacet, Seen } from '../schemas/answer.ts';
import type { Interval } from '../store/segment/interval.ts';
import { PhraseList } from '../store/segment/phrase-list.ts';
import type { Segment } from '../store/segment/segment.ts';
import type { Snapshot } from '../store/snapshot.ts';
import type { PhraseVariant } from './phrase-ids.ts';
import { seenIn } from './seen-in.ts';

/** The exposures of a phrase in one segment, at least one. */
export interface Place {
  readonly segment: Segment;
  readonly interval: Interval;
}

/** Distinct records: all of them, and those with step <= S for each S of a plan's `recordsAt`. */
export interface RecordCounts {
  readonly all: number;
  readonly at: readonly number[];
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
  readonly first: Seen | null;
  readonly last: Seen | null;
  /** Distinct records, where they have been counted. */
  records: RecordCounts | undefined;
  /** Counts by facet, likewise. */
  facets: ByFacet | undefined;
}

/** The places of each phrase, in the order of the phrases. A phrase has at least one token. */
export function locatePhrases(
  { segments }: Snapshot,
  phrases: readonly (readonly string[])[],
): Place[][] {
  const list = new PhraseList(phrases);
  const rows = segments.map((segment) => segment.findRows(list));
  return phrases.map((_, p) => readPlaces(segments, rows, p));
}

/** The places of each phrase, its count, and its first and last exposure. */
export function findPhrases(
  { segments }: Snapshot,
  phrases: readonly PhraseVariant[],
): FoundPhrase[] {
  const list = new PhraseList(phrases.map(({ tokens }) => tokens));
  const [only, another] = segments;
  if (only !== undefined && another === undefined) {
    const { rows, edges } = only.search(list);
    const own = phrases.length === 1 ? rows.slice() : rows;
    return phrases.map((phrase, p) => {
      const [start, end] = [own[2 * p] as number, own[2 * p + 1] as number];
      const ends = start < end ? seeEnds([only, edges, p], [only, edges, p]) : unseen;
      return new Finding(phrase, { segments, rows: [own], p }, { count: end - start, ...ends });
    });
  }
  const rows = segments.map((segment) => segment.findRows(list));
  const edges = findEnds(segments, rows, phrases.length);
  return phrases.map((phrase, p) => {
    return new Finding(phrase, { segments, rows, p }, edges[p] ?? { count: 0, ...unseen });
  });
}

/** Start and end of the interval of each phrase, in each segment. */
type Rows = readonly Uint32Array[];

function readPlaces(segments: readonly Segment[], rows: Rows, p: number): Place[] {
  const places: Place[] = [];
  for (const [s, segment] of segments.entries()) {
    const start = rows[s]?.[2 * p] as number;
    const end = rows[s]?.[2 * p + 1] as number;
    if (start < end) places.push({ segment, interval: { start, end } });
  }
  return places;
}

interface Ends {
  readonly first: Seen | null;
  readonly last: Seen | null;
}

const unseen: Ends = { first: null, last: null };

class Finding implements FoundPhrase {
  readonly phrase: string;
  readonly tokens: readonly string[];
  readonly count: number;
  readonly first: Seen | null;
  readonly last: Seen | null;
  records: RecordCounts | undefined;
  facets: ByFacet | undefined;
  #where: { readonly segments: readonly Segment[]; readonly rows: Rows; readonly p: number };

  constructor(
    { phrase, tokens }: PhraseVariant,
    where: { readonly segments: readonly Segment[]; readonly rows: Rows; readonly p: number },
    { count, first, last }: Ends & { readonly count: number },
  ) {
    this.phrase = phrase;
    this.tokens = tokens;
    this.count = count;
    this.first = first;
    this.last = last;
    this.#where = where;
  }

  get places(): Place[] {
    const { segments, rows, p } = this.#where;
    return readPlaces(segments, rows, p);
  }
}

/** A phrase of some whose edges were found in a segment: the phrase's place among them. */
type Edge = readonly [segment: Segment, edges: Uint32Array, at: number];

/** Several exposures may be of one record or step, or there is only one. */
function seeEnds([segment, edges, at]: Edge, [other, lasts, lastAt]: Edge): Ends {
  const value = edges[2 * at] as number;
  const lastValue = lasts[2 * lastAt + 1] as number;
  const first = seenIn(segment, value);
  const isFirst = segment === other && value === lastValue;
  return { first, last: isFirst ? first : seenIn(other, lastValue) };
}

/** Of each phrase that has exposures, by its rows in each segment: their number, the first one and the last one. */
export function findEnds(segments: readonly Segment[], rows: Rows, phrases: number) {
  const counts = new Float64Array(phrases);
  const firsts = new Int32Array(phrases).fill(-1);
  const lasts = new Int32Array(phrases);
  for (const [s, own] of rows.entries()) {
    for (let p = 0; p < phrases; p++) {
      const width = (own[2 * p + 1] as number) - (own[2 * p] as number);
      if (width === 0) continue;
      counts[p] = (counts[p] as number) + width;
      lasts[p] = s;
      if (firsts[p] === -1) firsts[p] = s;
    }
  }
  const found = new EdgeFinder(segments, rows);
  const firstsAt = firsts.map((s, p) => (s === -1 ? 0 : found.add(s, p)));
  const lastsAt = lasts.map((s, p) => {
    return s === firsts[p] || firsts[p] === -1 ? (firstsAt[p] as number) : found.add(s, p);
  });
  found.run();
  return Array.from(counts, (count, p) => {
    if (count === 0) return undefined;
    const first = found.edge(firsts[p] as number, firstsAt[p] as number);
    const last = found.edge(lasts[p] as number, lastsAt[p] as number);
    return { count, ...seeEnds(first, last) };
  });
}

/** The edges of phrases in the segments that hold their first and their last exposure. */
class EdgeFinder {
  #segments: readonly Segment[];
  #rows: Rows;
  /** By segment: the phrases. */
  #phrases: number[][];
  #edges: Uint32Array[] = [];

  constructor(segments: readonly Segment[], rows: Rows) {
    this.#segments = segments;
    this.#rows = rows;
    this.#phrases = segments.map(() => []);
  }

  /** Returns the place of the phrase among those of the segment. */
  add(s: number, p: number): number {
    return (this.#phrases[s] ?? []).push(p) - 1;
  }

  run(): void {
    this.#edges = this.#segments.map((segment, s) => {
      const phrases = this.#phrases[s] ?? [];
      const rows = new Uint32Array(2 * phrases.length);
      for (const [i, p] of phrases.entries()) {
        rows[2 * i] = this.#rows[s]?.[2 * p] as number;
        rows[2 * i + 1] = this.#rows[s]?.[2 * p + 1] as number;
      }
      return segment.findEdges(rows);
    });
  }

  edge(s: number, at: number): Edge {
    return [this.#segments[s] as Segment, this.#edges[s] as Uint32Array, at];
  }
}
