// The text around places of phrases in one record.
//
// Where a phrase stands is found by analysing the stored text again, a piece at a time, up to the hits
// that are shown (find-hits.ts).

import { IndexError } from '../errors.ts';
import type { Context } from '../schemas/answer.ts';
import type { Segment } from '../store/segment/segment.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { analyzeInPieces } from '../text/analyze-in-pieces.ts';
import { type AnalyzerName, analyzeWithRanges } from '../text/analyzer.ts';
import { findCut } from '../text/find-cut.ts';
import { describeRecord } from './describe-record.ts';
import { type Hit, type TextReading, walkHits } from './find-hits.ts';
import { idReading, showIdsAt } from './id-contexts.ts';
import { wordAnalyzer } from './phrase-variants.ts';
import { type needsMemory, TextWindow } from './text-window.ts';

/** UTF-16 code units of text on each side of a hit. */
const sideLength = 80;

/** A context, `undefined` where a caller with other work can pause, or see `needsMemory`. */
export type ContextWalk = Generator<Context | undefined | typeof needsMemory, void, undefined>;

interface RecordQuestion {
  /** The record holds one of them. */
  readonly phrases: readonly (readonly string[])[];
  readonly limit: number;
  readonly lastFirst: boolean;
}

/** The first `limit` contexts in one record. Throws `text_not_stored` without texts. */
export function* walkRecordContexts(
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

export interface RecordPlace {
  readonly snapshot: Snapshot;
  readonly segment: Segment;
  readonly record: number;
}

/** Where a record is from, and which one it is. */
export function describePlace({ snapshot, segment, record }: RecordPlace) {
  return {
    ...describeRecord(segment, record),
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
