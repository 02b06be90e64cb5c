// Spans of a record in order. A record as long as a book may have a million, so they are sorted in runs, and
// the runs are merged, with pauses.

import { inBlocks, type Pace } from './in-blocks.ts';

/** Tokens [start, end) of a record. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Negative: the one comes first. */
type Order = (one: Span, other: Span) => number;

/** Spans that are sorted without a pause. */
const runLength = 1 << 12;
/** To sort a span takes as long as looking at so many tokens. */
const sortWork = 8;

const byStart: Order = (one, other) => one.start - other.start || one.end - other.end;
const byEnd: Order = (one, other) => one.end - other.end || one.start - other.start;

/** By start, then by end, each once. Yields where a caller can pause. */
export function* sortSpans(spans: readonly Span[], pace: Pace): Generator<undefined, Span[]> {
  const sorted = yield* sort(spans, byStart, pace);
  const distinct: Span[] = [];
  yield* inBlocks({ length: sorted.length, pace }, (start, end) => {
    for (let i = start; i < end; i++) {
      const span = sorted[i] as Span;
      const before = distinct.at(-1);
      if (before === undefined || byStart(before, span) !== 0) distinct.push(span);
    }
  });
  return distinct;
}

/** By end, then by start. Yields where a caller can pause. */
export function sortByEnd(spans: readonly Span[], pace: Pace): Generator<undefined, Span[]> {
  return sort(spans, byEnd, pace);
}

function* sort(spans: readonly Span[], order: Order, pace: Pace): Generator<undefined, Span[]> {
  let runs: Span[][] = [];
  for (let start = 0; start < spans.length; start += runLength) {
    const run = spans.slice(start, start + runLength).sort(order);
    runs.push(run);
    if (pace.isDue(run.length * sortWork)) yield undefined;
  }
  while (runs.length > 1) {
    const longer: Span[][] = [];
    for (let i = 0; i < runs.length; i += 2) {
      const [one = [], other = []] = [runs[i], runs[i + 1]];
      longer.push(yield* merge([one, other], order, pace));
    }
    runs = longer;
  }
  return runs[0] ?? [];
}

function* merge(
  [one, other]: readonly [Span[], Span[]],
  order: Order,
  pace: Pace,
): Generator<undefined, Span[]> {
  const [last, first] = [one.at(-1), other[0]];
  if (last === undefined || first === undefined || order(last, first) <= 0) {
    return other.length === 0 ? one : one.concat(other);
  }
  const merged: Span[] = [];
  let left = 0;
  let right = 0;
  yield* inBlocks({ length: one.length + other.length, pace }, (start, end) => {
    for (let i = start; i < end; i++) {
      const [a, b] = [one[left], other[right]];
      const takesLeft = b === undefined || (a !== undefined && order(a, b) <= 0);
      merged.push((takesLeft ? a : b) as Span);
      if (takesLeft) left++;
      else right++;
    }
  });
  return merged;
}
