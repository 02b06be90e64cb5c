// Where phrases stand in one record: a walk over its text, a piece at a time, in either direction.
//
// A piece ends where cutting changes no token, so a record of any length costs the memory of a
// few pieces, and a walk that stops at a hit has read no more than it needs.

import type { needsMemory, TextWindow } from './text-window.ts';

/** The tokens of a text with their ranges in it. */
export interface Tokens {
  readonly tokens: string[];
  readonly starts: number[];
  readonly ends: number[];
}

/** How a stored text is read. */
export interface TextReading {
  /** Units on each side of a hit that are in the window when the hit is given. */
  readonly side: number;
  tokens(text: string): Tokens;
  /** The same for a long text, with places to pause. */
  walkTokens?(text: string): Generator<undefined, Tokens>;
  /** The first offset in [from, to) at which cutting the text changes no token. */
  findCut(text: string, from: number, to: number): number | undefined;
}

/** A range of places in the window. */
export interface Hit {
  readonly start: number;
  readonly end: number;
}

interface HitQuestion {
  readonly phrases: readonly (readonly string[])[];
  readonly reading: TextReading;
  /** Units analysed at a time, at least. */
  readonly pieceLength?: number;
}

type HitWalk = Generator<Hit | undefined | typeof needsMemory, void, undefined>;

/** Some milliseconds of analysis. */
const usualPiece = 16_384;
/** Tokens looked at without a place to pause; a piece has no more, but for one without a cut. */
const manyTokens = usualPiece;
/** Beyond it a piece is one that has no place to cut. */
const longPiece = 4 * usualPiece;

/**
 * The places where the tokens of any phrase stand next to each other, in the direction of the
 * window, with `undefined` after each piece analysed.
 */
export function* walkHits(window: TextWindow, question: HitQuestion): HitWalk {
  const { phrases, reading } = question;
  const longest = Math.max(...phrases.map(({ length }) => length));
  const { backward } = window;
  let at = 0;
  let kept: Tokens = { tokens: [], starts: [], ends: [] };
  for (;;) {
    const piece = yield* backward
      ? pieceBefore(window, at, question)
      : pieceAfter(window, at, question);
    if (piece === undefined) return;
    const text = window.slice(piece.from, piece.to);
    const walk = text.length > longPiece ? reading.walkTokens?.(text) : undefined;
    const found = placed(walk ? yield* walk : reading.tokens(text), piece.from);
    const run = backward ? joined(found, kept) : joined(kept, found);
    const { length } = run.tokens;
    // Forward, a place is looked at once the longest phrase could end there.
    const open = piece.isLast ? length : Math.max(0, length - longest + 1);
    const looked = backward ? found.tokens.length : open;
    for (let i = 0; i < looked; i++) {
      yield* hitsAt(run, backward ? looked - 1 - i : i, phrases);
      if (i % manyTokens === manyTokens - 1) yield undefined;
    }
    at = backward ? piece.from : piece.to;
    if (piece.isLast) {
      kept = cut(run, 0, 0);
      at += backward ? -1 : 1;
    } else kept = backward ? cut(run, 0, longest - 1) : cut(run, open, length);
    const edge = (backward ? kept.ends.at(-1) : kept.starts[0]) ?? at;
    window.forget(backward ? edge + reading.side + 1 : edge - reading.side - 1);
    yield undefined;
  }
}

function* hitsAt({ tokens, starts, ends }: Tokens, at: number, phrases: HitQuestion['phrases']) {
  for (const phrase of phrases) {
    const start = starts[at];
    const end = ends[at + phrase.length - 1];
    if (start === undefined || end === undefined) continue;
    if (phrase.every((token, j) => tokens[at + j] === token)) yield { start, end };
  }
}

interface Piece {
  readonly from: number;
  readonly to: number;
  /** No phrase goes on behind it: a boundary, or the record's edge. */
  readonly isLast: boolean;
}

type PieceSearch = Generator<typeof needsMemory, Piece | undefined, undefined>;

function* pieceAfter(window: TextWindow, at: number, question: HitQuestion): PieceSearch {
  const { reading, pieceLength = usualPiece } = question;
  const { side } = reading;
  yield* window.readTo(at + 1);
  if (window.end <= at) return undefined;
  for (let from = at + pieceLength; ; ) {
    yield* window.readTo(from + side + 1);
    const boundary = window.boundaries.find((place) => place >= at);
    const seen = window.exhausted ? window.end : window.end - side;
    const to = cutIn(window, reading, { start: from, end: Math.min(boundary ?? seen, seen) });
    if (to !== undefined) return { from: at, to, isLast: false };
    if (boundary !== undefined || window.exhausted) {
      const end = boundary ?? window.end;
      yield* window.readTo(end + side + 1);
      return { from: at, to: end, isLast: true };
    }
    from = Math.max(from, seen);
  }
}

function* pieceBefore(window: TextWindow, at: number, question: HitQuestion): PieceSearch {
  const { reading, pieceLength = usualPiece } = question;
  const { side } = reading;
  yield* window.readTo(at - 1);
  if (window.start >= at) return undefined;
  for (let length = pieceLength; ; length *= 2) {
    yield* window.readTo(at - length - side - 1);
    const boundary = window.boundaries.findLast((place) => place < at);
    const edge = window.exhausted ? window.start : Number.NEGATIVE_INFINITY;
    const start = boundary === undefined ? edge : boundary + 1;
    if (start >= at - length) {
      yield* window.readTo(start - side - 1);
      return { from: start, to: at, isLast: true };
    }
    const from = cutIn(window, reading, { start: at - length, end: at });
    if (from !== undefined) return { from, to: at, isLast: false };
  }
}

function cutIn(window: TextWindow, reading: TextReading, { start, end }: Hit): number | undefined {
  if (start >= end) return undefined;
  const cut = reading.findCut(window.text, start - window.start, end - window.start);
  return cut === undefined ? undefined : cut + window.start;
}

/** Tokens just read, with their places in the window. */
function placed({ tokens, starts, ends }: Tokens, base: number): Tokens {
  const move = (place: number) => place + base;
  return { tokens, starts: starts.map(move), ends: ends.map(move) };
}

function joined(one: Tokens, other: Tokens): Tokens {
  if (one.tokens.length === 0) return other;
  return {
    tokens: one.tokens.concat(other.tokens),
    starts: one.starts.concat(other.starts),
    ends: one.ends.concat(other.ends),
  };
}

function cut({ tokens, starts, ends }: Tokens, from: number, to: number): Tokens {
  return {
    tokens: tokens.slice(from, to),
    starts: starts.slice(from, to),
    ends: ends.slice(from, to),
  };
}
