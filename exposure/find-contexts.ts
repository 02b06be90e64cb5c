// The text around exposures of a phrase, the hit apart.
//
// The index knows which records hold the phrase; where in a record is found by analysing its
// stored text again, a piece at a time, up to the hits that are shown (find-hits.ts).

import { IndexError } from '../errors.ts';
import type { Context } from '../schemas/answer.ts';
import type { Segment } from '../store/segment/segment.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { analyzeInPieces } from '../text/analyze-in-pieces.ts';
import { type AnalyzerName, analyzeWithRanges } from '../text/analyzer.ts';
import { findCut } from '../text/find-cut.ts';
import { distinctRecords } from './distinct-records.ts';
import { type Hit, type TextReading, walkHits } from './find-hits.ts';
import type { Located } from './find-phrases.ts';
import { idReading, showIdsAt } from './id-contexts.ts';
import { wordAnalyzer } from './phrase-variants.ts';
import { type needsMemory, TextWindow } from './text-window.ts';

/** UTF-16 code units of text on each side of a hit. */
const sideLength = 80;

/** Which exposures to show. */
export interface ContextQuestion {
  readonly limit: number;
  /** Only exposures with fromStep <= step <= toStep; all by default. */
  readonly fromStep?: number | undefined;
  readonly toStep?: number | undefined;
  /** From the last exposure back. */
  readonly lastFirst?: boolean | undefined;
}

/**
 * Contexts of the first `limit` exposures of any of `phrases` in training order; several are of
 * analyzer `ids` only. Throws `text_not_stored` without texts.
 */
export function findContexts(
  snapshot: Snapshot,
  phrases: readonly Located[],
  limit: number,
): Context[] {
  const walk = walkContexts(snapshot, phrases, { limit });
  return walk.filter((context) => typeof context === 'object').toArray();
}

/** A context, `undefined` where a caller with other work can pause, or see `needsMemory`. */
export type ContextWalk = Generator<Context | undefined | typeof needsMemory, void, undefined>;

/**
 * Contexts one by one, with `undefined` in between wherever some milliseconds may have passed.
 * Throws `text_not_stored` without texts.
 */
export function* walkContexts(
  snapshot: Snapshot,
  phrases: readonly Located[],
  { limit, lastFirst = false, ...steps }: ContextQuestion,
): ContextWalk {
  let left = limit;
  const places = phrases.flatMap((phrase) => phrase.places);
  const bySegment = Map.groupBy(places, ({ segment }) => segment);
  const segments = lastFirst ? snapshot.segments.toReversed() : snapshot.segments;
  const tokens = phrases.map((phrase) => phrase.tokens);
  for (const segment of segments) {
    const intervals = (bySegment.get(segment) ?? []).map(({ interval }) => interval);
    const range = { ...valueRange(segment, steps), descending: lastFirst };
    for (const record of distinctRecords(segment.ranks, intervals, range)) {
      if (left <= 0) return;
      const question = { phrases: tokens, limit: left, lastFirst };
      for (const context of walkRecord({ snapshot, segment, record }, question)) {
        if (typeof context === 'object') left--;
        yield context;
      }
    }
  }
}

/** Exposures with fromStep <= step <= toStep: as many as an unlimited `walkContexts` would give. */
export function countInSteps(
  phrases: readonly Located[],
  steps: Omit<ContextQuestion, 'limit'>,
): number {
  const places = phrases.flatMap((phrase) => phrase.places);
  return places.reduce((sum, { segment, interval }) => {
    const { start, end } = valueRange(segment, steps);
    if (start >= end) return sum;
    const { ranks } = segment;
    return sum + ranks.countBelow(interval, end) - ranks.countBelow(interval, start);
  }, 0);
}

/** The values of records consumed by steps in [fromStep, toStep], as a half-open range. */
function valueRange(
  { values }: Segment,
  { fromStep = 0, toStep = Number.MAX_SAFE_INTEGER }: Pick<ContextQuestion, 'fromStep' | 'toStep'>,
) {
  return {
    start: fromStep <= 1 ? 0 : values.consumedBy(fromStep - 1),
    end: values.consumedBy(toStep),
  };
}

interface RecordQuestion {
  readonly phrases: readonly (readonly string[])[];
  readonly limit: number;
  readonly lastFirst: boolean;
}

/** The contexts in one record, which holds one of the phrases. */
function* walkRecord(
  place: RecordPlace,
  { phrases, limit, lastFirst }: RecordQuestion,
): ContextWalk {
  const { snapshot, segment, record } = place;
  if (segment.texts === undefined) {
    throw new IndexError(
      'text_not_stored',
      'this index was built with --no-text, so it has no contexts; count, first, last and timeline do not need the text',
    );
  }
  const isIds = snapshot.settings.analyzer === 'ids';
  const reading = isIds ? idReading : wordReading(wordAnalyzer(snapshot.settings));
  const window = new TextWindow(segment.texts, record, lastFirst);
  const where = describePlace(place);
  let shown = 0;
  for (const hit of walkHits(window, { phrases, reading })) {
    if (typeof hit !== 'object') {
      yield hit;
      continue;
    }
    yield { ...(isIds ? showIdsAt(snapshot, window, hit) : showText(window, hit)), ...where };
    if (++shown >= limit) return;
  }
  if (shown === 0) throw notInText(place);
}

function notInText({ snapshot, segment, record }: RecordPlace): IndexError {
  return new IndexError(
    'analyzer_mismatch',
    `the stored text of record ${segment.firstRank + record} does not hold the phrase as the index does: it was built with Unicode ${snapshot.settings.unicode}, this runtime has ${process.versions['unicode']}. Use the same Node version, or build the index again.`,
  );
}

interface RecordPlace {
  readonly snapshot: Snapshot;
  readonly segment: Segment;
  readonly record: number;
}

function describePlace({ snapshot, segment, record }: RecordPlace) {
  return {
    step: segment.steps.stepOf(record),
    rank: segment.firstRank + record,
    id: segment.recordTable.id(record),
    ...snapshot.locate(segment.recordTable.position(record)),
  };
}

function wordReading(analyzer: AnalyzerName): TextReading {
  return {
    side: sideLength,
    tokens: (text) => analyzeWithRanges(text, analyzer),
    walkTokens: (text) => analyzeInPieces(text, analyzer),
    findCut,
  };
}

/** A boundary, which no phrase crosses, is shown as white space. */
function showText(window: TextWindow, { start, end }: Hit) {
  return {
    before: oneLine(window.slice(start - sideLength, start)),
    match: oneLine(window.slice(start, end)),
    after: oneLine(window.slice(end, end + sideLength)),
    truncated: {
      before: start - sideLength > window.start,
      after: end + sideLength < window.end,
    },
  };
}

/** White space of any width, line breaks included, as one space; a copy, as the text is let go of. */
function oneLine(text: string): string {
  return Buffer.from(text.toWellFormed().replace(/\s+/gu, ' ')).toString();
}
