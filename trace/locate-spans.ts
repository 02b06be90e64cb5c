// Spans of a text -> their intervals in every segment, as a search for phrases gives them.

import type { SearchedSegment, SearchedText } from './searched-text.ts';
import { pieceTokens, walkLeft } from './walk-left.ts';

/** Tokens [start, end) of a text, one at least. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** For each segment two numbers a span: start and end of its interval, 0 and 0 where there is none. */
export function* locateSpans(
  segments: readonly SearchedSegment[],
  text: SearchedText,
  spans: readonly Span[],
): Generator<undefined, Uint32Array[]> {
  // A long one is searched piece by piece, so here only its last token is.
  const isLong = ({ start, end }: Span) => end - start > pieceTokens;
  const positions = Uint32Array.from(spans, ({ end }) => end);
  const floors = Uint32Array.from(spans, (span) => (isLong(span) ? span.end : span.start));
  const found: Uint32Array[] = [];
  for (const searched of segments) {
    const { segment, bound } = searched;
    const rows = new Uint32Array(2 * spans.length);
    const starts = floors.map((floor, i) => Math.min(floor + 1, positions[i] as number));
    segment.findStarts(text.list, { positions, floors, starts, rows, bound });
    yield undefined;
    for (const [i, span] of spans.entries()) {
      if (!isLong(span)) continue;
      const question = { end: span.end, floor: span.start, known: span.start + 1 };
      rows.set((yield* walkLeft(searched, text, question)).rows, 2 * i);
    }
    found.push(rows);
  }
  return found;
}
