// The text around exposures of a phrase, the hit apart.
//
// The index knows which records hold the phrase; where in a record is found by analysing its
// stored text again. Costs a block to decompress and a record to analyse for each record shown.

import { IndexError } from '../errors.ts';
import type { Context } from '../schemas/answer.ts';
import type { Rows } from '../store/bwt.ts';
import type { Segment } from '../store/segment.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { type AnalyzerName, analyzeWithRanges } from '../text/analyzer.ts';
import { distinctRecords } from './distinct-records.ts';
import { findIds, showIds } from './id-contexts.ts';

/** UTF-16 code units of text on each side of a hit. */
const sideLength = 80;

/** Which exposures to show. */
export interface ContextQuestion {
  readonly limit: number;
  /** Only exposures with fromStep <= step <= toStep; all by default. */
  readonly fromStep?: number;
  readonly toStep?: number;
  /** From the last exposure back. */
  readonly lastFirst?: boolean;
}

/** Tokens next to each other, and their exposures by segment. */
export interface Sought {
  readonly tokens: readonly string[];
  readonly rows: readonly Rows[];
}

/**
 * Contexts of the first `limit` exposures of any of `sought` in training order; several are of
 * analyzer `ids` only. Throws `text_not_stored` without texts.
 */
export function findContexts(
  snapshot: Snapshot,
  sought: readonly Sought[],
  limit: number,
): Context[] {
  const contexts: Context[] = [];
  for (const context of walkContexts(snapshot, sought, { limit })) {
    if (context !== undefined) contexts.push(context);
  }
  return contexts;
}

/**
 * Contexts one by one, with `undefined` in between wherever some milliseconds may have passed, so
 * that a caller with other work can pause there. Throws `text_not_stored` without texts.
 */
export function* walkContexts(
  snapshot: Snapshot,
  sought: readonly Sought[],
  { limit, fromStep = 0, toStep = Number.MAX_SAFE_INTEGER, lastFirst = false }: ContextQuestion,
): Generator<Context | undefined> {
  let left = limit;
  const segments = [...snapshot.segments.entries()];
  if (lastFirst) segments.reverse();
  for (const [i, segment] of segments) {
    const range = { ...recordRange(segment, fromStep, toStep), descending: lastFirst };
    const intervals = sought.map(({ rows }) => rows[i] as Rows);
    for (const record of distinctRecords(segment.ranks, intervals, range)) {
      if (left <= 0) return;
      const most = { limit: left, lastFirst };
      for (const context of contextsOf({ snapshot, segment, record }, sought, most)) {
        if (context !== undefined) left--;
        yield context;
      }
    }
  }
}

/** Exposures with fromStep <= step <= toStep: as many as an unlimited `walkContexts` would give. */
export function countInSteps(
  snapshot: Snapshot,
  sought: readonly Sought[],
  { fromStep = 0, toStep = Number.MAX_SAFE_INTEGER }: Omit<ContextQuestion, 'limit'>,
): number {
  return snapshot.segments.reduce((sum, segment, i) => {
    const { start, end } = recordRange(segment, fromStep, toStep);
    if (start >= end) return sum;
    return sought.reduce((sum, { rows }) => {
      const at = rows[i] as Rows;
      return sum + segment.ranks.countBelow(at, end) - segment.ranks.countBelow(at, start);
    }, sum);
  }, 0);
}

/** Local records consumed by steps in [fromStep, toStep], as a half-open range. */
function recordRange({ steps }: Segment, fromStep: number, toStep: number) {
  return {
    start: fromStep <= 1 ? 0 : steps.recordsBy(fromStep - 1),
    end: steps.recordsBy(toStep),
  };
}

function* contextsOf(
  place: RecordPlace,
  sought: readonly Sought[],
  { limit, lastFirst }: { limit: number; lastFirst: boolean },
): Generator<Context | undefined> {
  const { snapshot, segment, record } = place;
  if (segment.texts === undefined) {
    throw new IndexError(
      'text_not_stored',
      'this index was built with --no-text, so it has no contexts; count, first, last and timeline do not need the text',
    );
  }
  if (snapshot.settings.analyzer === 'ids') {
    const ids = segment.texts.text(record).split(' ');
    const most = lastFirst ? Number.POSITIVE_INFINITY : limit;
    const hits = sought.flatMap(({ tokens }) =>
      findIds(ids, tokens, most).map((start) => ({ start, end: start + tokens.length })),
    );
    hits.sort((a, b) => (lastFirst ? b.start - a.start : a.start - b.start));
    for (const hit of hits.slice(0, limit)) {
      yield { ...showIds(snapshot, ids, hit), ...whereOf(place) };
    }
    return;
  }
  const parts = segment.texts.parts(record);
  const hits: Hit[] = [];
  // The last hits are known when all have been found.
  const most = lastFirst ? Number.POSITIVE_INFINITY : limit;
  const { tokens } = sought[0] as Sought;
  for (const hit of walkParts(parts, tokens, snapshot.settings.analyzer as AnalyzerName)) {
    if (hit === undefined) yield undefined;
    else if (hits.push(hit) >= most) break;
  }
  // A boundary, which no phrase crosses, is shown as white space.
  const text = parts.join('\n');
  if (hits.length === 0) {
    throw new IndexError(
      'analyzer_mismatch',
      `the stored text of record ${segment.firstRank + record} does not hold the phrase as the index does: it was built with Unicode ${snapshot.settings.unicode}, this runtime has ${process.versions['unicode']}. Use the same Node version, or build the index again.`,
    );
  }
  const where = whereOf(place);
  const shown = lastFirst ? hits.reverse().slice(0, limit) : hits;
  for (const { start, end } of shown) {
    yield {
      before: oneLine(text.slice(Math.max(0, start - sideLength), start).toWellFormed()),
      match: oneLine(text.slice(start, end)),
      after: oneLine(text.slice(end, end + sideLength).toWellFormed()),
      truncated: { before: start > sideLength, after: end + sideLength < text.length },
      ...where,
    };
  }
}

interface RecordPlace {
  readonly snapshot: Snapshot;
  readonly segment: Segment;
  readonly record: number;
}

function whereOf({ snapshot, segment, record }: RecordPlace) {
  return {
    step: segment.steps.stepOf(record),
    rank: segment.firstRank + record,
    id: segment.recordTable.id(record),
    ...snapshot.locate(segment.recordTable.position(record)),
  };
}

/** A UTF-16 range of a text. */
interface Hit {
  readonly start: number;
  readonly end: number;
}

/** The hits of each part by itself, as ranges of the parts with one character in between. */
function* walkParts(
  parts: readonly string[],
  phrase: readonly string[],
  analyzer: AnalyzerName,
): Generator<Hit | undefined> {
  let base = 0;
  for (const part of parts) {
    for (const hit of walkHits(part, phrase, analyzer)) {
      yield hit && { start: base + hit.start, end: base + hit.end };
    }
    base += part.length + 1;
  }
}

/** The places where the tokens stand next to each other, with `undefined` after each piece analysed. */
function* walkHits(
  text: string,
  phrase: readonly string[],
  analyzer: AnalyzerName,
): Generator<Hit | undefined> {
  const tokens: string[] = [];
  const ranges: Hit[] = [];
  let next = 0; // the first token at which a hit has not been looked for
  for (let from = 0; from < text.length; ) {
    const to = pieceEnd(text, from + pieceLength);
    const piece = analyzeWithRanges(text.slice(from, to), analyzer);
    for (const [i, token] of piece.tokens.entries()) {
      tokens.push(token);
      const start = from + (piece.starts[i] as number);
      ranges.push({ start, end: from + (piece.ends[i] as number) });
    }
    for (; next + phrase.length <= tokens.length; next++) {
      if (!phrase.every((token, j) => tokens[next + j] === token)) continue;
      const { start } = ranges[next] as Hit;
      yield { start, end: (ranges[next + phrase.length - 1] as Hit).end };
    }
    yield undefined;
    from = to;
  }
}

/** Code units analysed at a time, so that an early hit in a long record is found early. */
const pieceLength = 16_384;

/**
 * Where a text may be cut at or after `from` without a token changing: before an ASCII letter or
 * digit that follows a space or line feed (nothing there joins, combines or reorders).
 */
function pieceEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const before = text.charCodeAt(i - 1);
    if ((before === 0x20 || before === 0x0a) && /[0-9A-Za-z]/.test(text.charAt(i))) return i;
  }
  return text.length;
}

/** White space of any width, line breaks included, as one space. */
function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ');
}
