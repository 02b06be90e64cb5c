// Whether the symbols of a record satisfy an expression, and where: what intervals cannot say, the places
// of tokens in a record, is read there. docs/search.md says what an occurrence is.

import { findFirst } from '../../store/segment/find-first.ts';
import type { Expression, NearExpression, Positioned } from '../language/expression.ts';
import { inBlocks, type Pace } from './in-blocks.ts';
import { findPhrase, type RecordText } from './phrase-occurrences.ts';
import { type Span, sortByEnd, sortSpans } from './sort-spans.ts';

/** Yields where a caller can pause, inside of a long record too. */
export function* matchesRecord(
  expression: Expression,
  text: RecordText,
): Generator<undefined, boolean> {
  switch (expression.kind) {
    case 'and':
    case 'or': {
      const decides = expression.kind === 'or';
      for (const one of expression.of) {
        if ((yield* matchesRecord(one, text)) === decides) return decides;
      }
      return !decides;
    }
    case 'not':
      return !(yield* matchesRecord(expression.of, text));
    default:
      return (yield* findOccurrences(expression, text)).length > 0;
  }
}

/**
 * The occurrences of an expression in a record, by start and then by end, each once. Yields where a caller
 * can pause.
 */
export function* findOccurrences(
  expression: Positioned,
  text: RecordText,
): Generator<undefined, Span[]> {
  if (expression.kind === 'phrase') return yield* findPhrase(expression.slots, text);
  if (expression.kind === 'near') return yield* findNear(expression, text);
  const spans: Span[] = [];
  for (const one of expression.of) {
    yield* addSpans(spans, yield* findOccurrences(one, text), text.pace);
  }
  return yield* sortSpans(spans, text.pace);
}

function* findNear(
  { left: one, right: other, most, isOrdered }: NearExpression,
  text: RecordText,
): Generator<undefined, Span[]> {
  const left = yield* findOccurrences(one, text);
  if (left.length === 0) return [];
  const right = yield* findOccurrences(other, text);
  const boundaries = yield* findBoundaries(text);
  const isClose = (first: Span, second: Span) =>
    second.start - first.end <= most &&
    firstFrom(boundaries, first.end) === firstFrom(boundaries, second.start);
  const { pace } = text;
  const spans = yield* joinNearest({ firsts: left, seconds: right, isClose, pace });
  if (!isOrdered) {
    const back = yield* joinNearest({ firsts: right, seconds: left, isClose, pace });
    yield* addSpans(spans, back, pace);
  }
  return yield* sortSpans(spans, pace);
}

/** In a loop: as arguments of one call a million of them are too many. */
function* addSpans(spans: Span[], more: readonly Span[], pace: Pace): Generator<undefined> {
  yield* inBlocks({ length: more.length, pace }, (start, end) => {
    for (let i = start; i < end; i++) spans.push(more[i] as Span);
  });
}

interface Joining {
  /** Both by start. */
  readonly firsts: readonly Span[];
  readonly seconds: readonly Span[];
  readonly isClose: (first: Span, second: Span) => boolean;
  readonly pace: Pace;
}

/** To find the nearest span takes as long as looking at so many tokens. */
const searchWork = 16;

/**
 * Each of the first spans with the nearest second one behind it, and each of the second ones with the
 * nearest first one before it, where they are close.
 */
function* joinNearest({ firsts, seconds, isClose, pace }: Joining): Generator<undefined, Span[]> {
  const spans: Span[] = [];
  const add = (first: Span | undefined, second: Span | undefined) => {
    if (first === undefined || second === undefined || !isClose(first, second)) return;
    spans.push({ start: first.start, end: second.end });
  };
  const byEnd = yield* sortByEnd(firsts, pace);
  yield* inBlocks({ length: firsts.length, pace, work: searchWork }, (start, end) => {
    for (let i = start; i < end; i++) {
      const first = firsts[i] as Span;
      add(first, seconds[firstSpan(seconds, 'start', first.end)]);
    }
  });
  yield* inBlocks({ length: seconds.length, pace, work: searchWork }, (start, end) => {
    for (let i = start; i < end; i++) {
      const second = seconds[i] as Span;
      add(byEnd[firstSpan(byEnd, 'end', second.start + 1) - 1], second);
    }
  });
  return spans;
}

/** The place of the first of some spans that begins, or ends, at `least` or behind; the length if none does. */
function firstSpan(rising: readonly Span[], side: 'start' | 'end', least: number): number {
  return findFirst(rising.length, (i) => (rising[i] as Span)[side] >= least);
}

function* findBoundaries({
  symbols,
  boundary,
  pace,
}: RecordText): Generator<undefined, readonly number[]> {
  const found: number[] = [];
  if (boundary < 0) return found;
  yield* inBlocks({ length: symbols.length, pace }, (start, end) => {
    for (let at = start; at < end; at++) if (symbols[at] === boundary) found.push(at);
  });
  return found;
}

/** The place of the first number of a rising list that is `least` or more; the length if there is none. */
function firstFrom(rising: ArrayLike<number>, least: number): number {
  return findFirst(rising.length, (i) => (rising[i] as number) >= least);
}
