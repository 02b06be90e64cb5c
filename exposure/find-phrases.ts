// Phrases -> where their exposures are: an interval of each segment that holds the phrase, and the
// first and the last exposure.
//
// Many phrases at once and in all segments at once, since searching them together costs a fraction of one
// by one (with the native kernel, store/segment/joint-search.ts). Their order decides nothing. A common
// phrase stands in every segment, so places are numbers in arrays until somebody asks for them.

import type { ByFacet, Seen } from '../schemas/answer.ts';
import type { Interval } from '../store/segment/interval.ts';
import { PhraseList } from '../store/segment/phrase-list.ts';
import type { Segment } from '../store/segment/segment.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { type Ends, findEnds } from './find-ends.ts';
import type { PhraseVariant } from './phrase-ids.ts';

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
  { segments, search }: Snapshot,
  phrases: readonly (readonly string[])[],
): Place[][] {
  const rows = search.findRows(new PhraseList(phrases));
  const where = { segments, rows, phrases: phrases.length };
  return phrases.map((_, p) => readPlaces(where, p));
}

/** The places of a phrase, its count, and its first and last exposure. The places are valid until the next search. */
export function findPhrase({ segments, search }: Snapshot, phrase: PhraseVariant): FoundPhrase {
  const found = search.find(new PhraseList([phrase.tokens]));
  const [ends] = findEnds(segments, found);
  const where = { segments, rows: found.rows, phrases: 1 };
  return new Finding(phrase, ends as Ends, { where, p: 0 });
}

/** The same of each phrase, for as long as somebody needs it. */
export function findPhrases(
  { segments, search }: Snapshot,
  phrases: readonly PhraseVariant[],
): FoundPhrase[] {
  const found = search.find(new PhraseList(phrases.map(({ tokens }) => tokens)));
  const ends = findEnds(segments, found);
  // The rows of one phrase are valid until the next search.
  const rows = phrases.length === 1 ? found.rows.slice() : found.rows;
  const where = { segments, rows, phrases: phrases.length };
  return phrases.map((phrase, p) => new Finding(phrase, ends[p] as Ends, { where, p }));
}

/** The rows of a search for so many phrases, segment by segment. */
export interface Where {
  readonly segments: readonly Segment[];
  readonly rows: Uint32Array;
  readonly phrases: number;
}

function readPlaces({ segments, rows, phrases }: Where, p: number): Place[] {
  const places: Place[] = [];
  for (const [s, segment] of segments.entries()) {
    const at = 2 * (s * phrases + p);
    const [start, end] = [rows[at] as number, rows[at + 1] as number];
    if (start < end) places.push({ segment, interval: { start, end } });
  }
  return places;
}

export class Finding implements FoundPhrase {
  readonly phrase: string;
  readonly tokens: readonly string[];
  readonly count: number;
  readonly first: Seen | null;
  readonly last: Seen | null;
  records: RecordCounts | undefined;
  facets: ByFacet | undefined;
  #where: Where;
  #p: number;

  constructor(
    { phrase, tokens }: PhraseVariant,
    { count, first, last }: Ends,
    { where, p }: { readonly where: Where; readonly p: number },
  ) {
    this.phrase = phrase;
    this.tokens = tokens;
    this.count = count;
    this.first = first;
    this.last = last;
    this.#where = where;
    this.#p = p;
  }

  get places(): Place[] {
    return readPlaces(this.#where, this.#p);
  }
}
