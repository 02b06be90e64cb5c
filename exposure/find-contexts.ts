// The text around the first exposures of a phrase, the hit apart.
//
// The index knows which records hold the phrase; where in a record is found by analysing its
// stored text again. Costs a block to decompress and a record to analyse for each record shown.

import { IndexError } from '../errors.ts';
import type { Context } from '../schemas/answer.ts';
import type { Rows } from '../store/bwt.ts';
import type { Segment } from '../store/segment.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { type AnalyzerName, analyzeWithRanges } from '../text/analyzer.ts';

/** UTF-16 code units of text on each side of a hit. */
const sideLength = 80;

/** Contexts of the first `limit` exposures in training order; throws `text_not_stored` without texts. */
export function findContexts(
  snapshot: Snapshot,
  rows: readonly Rows[],
  tokens: readonly string[],
  limit: number,
): Context[] {
  const contexts: Context[] = [];
  for (const [i, segment] of snapshot.segments.entries()) {
    for (const { value: record } of segment.ranks.distinct(rows[i] as Rows)) {
      if (contexts.length >= limit) return contexts;
      const most = limit - contexts.length;
      for (const context of contextsOf(snapshot, segment, record, tokens, most))
        contexts.push(context);
    }
  }
  return contexts;
}

function contextsOf(
  snapshot: Snapshot,
  segment: Segment,
  record: number,
  tokens: readonly string[],
  limit: number,
): Context[] {
  if (segment.texts === undefined) {
    throw new IndexError(
      'text_not_stored',
      'this index was built with --no-text, so it has no contexts; count, first, last and timeline do not need the text',
    );
  }
  const text = segment.texts.text(record);
  const hits = findHits(text, tokens, snapshot.settings.analyzer as AnalyzerName, limit);
  if (hits.length === 0) {
    throw new IndexError(
      'analyzer_mismatch',
      `the stored text of record ${segment.firstRank + record} does not hold the phrase as the index does: it was built with Unicode ${snapshot.settings.unicode}, this runtime has ${process.versions['unicode']}. Use the same Node version, or build the index again.`,
    );
  }
  const position = segment.recordTable.position(record);
  const where = {
    step: segment.steps.stepOf(record),
    rank: segment.firstRank + record,
    id: segment.recordTable.id(record),
    source: snapshot.sourceName(position.source),
    line: position.line,
  };
  return hits.map(({ start, end }) => ({
    before: oneLine(text.slice(Math.max(0, start - sideLength), start).toWellFormed()),
    match: oneLine(text.slice(start, end)),
    after: oneLine(text.slice(end, end + sideLength).toWellFormed()),
    ...where,
  }));
}

/** UTF-16 ranges of the first `limit` places where the tokens stand next to each other. */
function findHits(
  text: string,
  phrase: readonly string[],
  analyzer: AnalyzerName,
  limit: number,
): { start: number; end: number }[] {
  const hits: { start: number; end: number }[] = [];
  const tokens: string[] = [];
  const ranges: { start: number; end: number }[] = [];
  let next = 0; // the first token at which a hit has not been looked for
  for (let from = 0; from < text.length && hits.length < limit; ) {
    const to = pieceEnd(text, from + pieceLength);
    const piece = analyzeWithRanges(text.slice(from, to), analyzer);
    for (const [i, token] of piece.tokens.entries()) {
      tokens.push(token);
      const start = from + (piece.starts[i] as number);
      ranges.push({ start, end: from + (piece.ends[i] as number) });
    }
    for (; next + phrase.length <= tokens.length && hits.length < limit; next++) {
      if (!phrase.every((token, j) => tokens[next + j] === token)) continue;
      const { start } = ranges[next] as { start: number };
      hits.push({ start, end: (ranges[next + phrase.length - 1] as { end: number }).end });
    }
    from = to;
  }
  return hits;
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
