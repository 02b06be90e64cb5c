// Whether the symbols of a record satisfy an expression, and where: what intervals cannot say, the places
// of tokens in a record, is read there. docs/search.md says what an occurrence is.

import { findFirst } from '../../store/segment/find-first.ts';
import type { Expression, Positioned } from '../language/expression.ts';
import { findPhrase, type RecordText, type Span, sortSpans } from './phrase-occurrences.ts';

export function matchesRecord(expression: Expression, text: RecordText): boolean {
  switch (expression.kind) {
    case 'and':
      return expression.of.every((one) => matchesRecord(one, text));
    case 'or':
      return expression.of.some((one) => matchesRecord(one, text));
    case 'not':
      return !matchesRecord(expression.of, text);
    default:
      return findOccurrences(expression, text).length > 0;
  }
}

/** The occurrences of an expression in a record, by start and then by end, each once. */
export function findOccurrences(expression: Positioned, text: RecordText): Span[] {
  if (expression.kind === 'phrase') return findPhrase(expression.slots, text);
  if (expression.kind === 'or') {
    return sortSpans(expression.of.flatMap((one) => findOccurrences(one, text)));
  }
  const { most, isOrdered } = expression;
  const left = findOccurrences(expression.left, text);
  if (left.length === 0) return [];
  const right = findOccurrences(expression.right, text);
  const boundaries = findBoundaries(text);
  const isClose = (first: Span, second: Span) =>
    second.start - first.end <= most &&
    firstFrom(boundaries, first.end) === firstFrom(boundaries, second.start);
  const spans = joinNearest(left, right, isClose);
  if (!isOrdered) spans.push(...joinNearest(right, left, isClose));
  return sortSpans(spans);
}

/**
 * Each of the first spans with the nearest second one behind it, and each of the second ones with the
 * nearest first one before it, where they are close. All are sorted by start.
 */
function joinNearest(
  firsts: readonly Span[],
  seconds: readonly Span[],
  isClose: (first: Span, second: Span) => boolean,
): Span[] {
  const spans: Span[] = [];
  const add = (first: Span | undefined, second: Span | undefined) => {
    if (first === undefined || second === undefined || !isClose(first, second)) return;
    spans.push({ start: first.start, end: second.end });
  };
  const starts = Float64Array.from(seconds, ({ start }) => start);
  for (const first of firsts) add(first, seconds[firstFrom(starts, first.end)]);
  const byEnd = firsts.toSorted((one, other) => one.end - other.end || one.start - other.start);
  const ends = Float64Array.from(byEnd, ({ end }) => end);
  for (const second of seconds) add(byEnd[firstFrom(ends, second.start + 1) - 1], second);
  return spans;
}

function findBoundaries({ symbols, boundary }: RecordText): Float64Array {
  const found: number[] = [];
  if (boundary < 0) return new Float64Array(0);
  for (let at = 0; at < symbols.length; at++) if (symbols[at] === boundary) found.push(at);
  return Float64Array.from(found);
}

/** The place of the first number of a rising list that is `least` or more; the length if there is none. */
function firstFrom(rising: Float64Array, least: number): number {
  return findFirst(rising.length, (i) => (rising[i] as number) >= least);
}
