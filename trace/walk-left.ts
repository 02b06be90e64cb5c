// One match to the left, however long: piece by piece, with a place to pause after each.

import type { StartWalks } from '../store/segment/phrase-search.ts';
import type { SearchedSegment, SearchedText } from './searched-text.ts';

/** Tokens that are taken without a pause: some milliseconds. */
export const pieceTokens = 4096;

interface LeftWalk {
  readonly end: number;
  /** No token before it is taken. */
  readonly floor: number;
  /** The start that is known already: at most `end`. */
  readonly known: number;
}

interface LeftMatch {
  /** The least start, where it is less than the one known; else the one known. */
  readonly start: number;
  /** Start and end of its interval; 0 and 0 where it is the one known. */
  readonly rows: Uint32Array;
}

/** Looks in one segment for the least start of a match that ends at `end`. */
export function* walkLeft(
  { segment, bound }: SearchedSegment,
  text: SearchedText,
  { end, floor, known }: LeftWalk,
): Generator<undefined, LeftMatch> {
  const rows = new Uint32Array(2);
  for (let position = end; ; ) {
    const to = Math.max(floor, position - pieceTokens);
    const walks: StartWalks = {
      positions: Uint32Array.of(position),
      floors: Uint32Array.of(to),
      starts: Uint32Array.of(Math.min(position, Math.max(known, to + 1))),
      ...{ rows, bound },
    };
    const before = rows.slice();
    segment.findStarts(text.list, walks);
    yield undefined;
    const start = walks.starts[0] as number;
    const isFurther = rows[0] !== rows[1];
    if (!isFurther) return position < known ? { start: position, rows: before } : none(known);
    if (start > to || start === floor) return { start, rows };
    position = start;
  }
}

function none(known: number): LeftMatch {
  return { start: known, rows: new Uint32Array(2) };
}
