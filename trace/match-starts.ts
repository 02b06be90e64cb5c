// For each end in a text, the least start of a match that ends there: tokens that stand next to each other
// in the corpus. Every span of the text that was seen follows from these numbers.
//
// Only backward search is there, so a match is found from its end. A start never falls from one end to
// the next: [s, e) was seen if [s, e + 1) was. First all ends are searched together for the few tokens
// before them. Where more than these match, one long match gives the starts of many ends: the next
// end with a lesser start is found by doubling and bisection. So a text that stands in the corpus costs its length,
// and not its square.

import type { SearchedSegment, SearchedText } from './searched-text.ts';
import { walkLeft } from './walk-left.ts';

/** Tokens that are looked for from all ends together. */
const nearTokens = 12;

/** Ends searched together in a segment: about a millisecond. */
const endsAtOnce = 1024;

/** Ends that are looked at without a pause. */
const manyEnds = 1 << 16;

interface Search {
  readonly segments: readonly SearchedSegment[];
  readonly text: SearchedText;
  /** By end. */
  readonly starts: Uint32Array;
}

/** Gives the start for each end in [0, length], the end itself where no token matches; pauses. */
export function* matchStarts(
  segments: readonly SearchedSegment[],
  text: SearchedText,
): Generator<undefined, Uint32Array> {
  const starts = new Uint32Array(text.length + 1);
  for (let end = 0; end <= text.length; end++) starts[end] = end;
  const search = { segments, text, starts };
  for (let from = 1; from <= text.length; from += endsAtOnce) {
    yield* searchNear(search, from, Math.min(text.length + 1, from + endsAtOnce));
  }
  const isOpen = (end: number) => {
    const start = starts[end] as number;
    return end - start === nearTokens && start > (text.lowest[end] as number);
  };
  for (let end = text.length; end > 0; end--) {
    if (end % manyEnds === 0) yield undefined;
    if (!isOpen(end)) continue;
    let first = end;
    while (isOpen(first - 1) && text.lowest[first - 1] === text.lowest[end]) first--;
    yield* searchFar(search, first, end);
    end = first;
  }
  return starts;
}

/** The starts of the ends [from, to), as far as `nearTokens` go. */
function* searchNear({ segments, text, starts }: Search, from: number, to: number) {
  const positions = Uint32Array.from({ length: to - from }, (_, i) => from + i);
  const floors = positions.map((end) => Math.max(text.lowest[end] as number, end - nearTokens));
  const rows = new Uint32Array(2 * positions.length);
  for (const { segment, bound } of segments) {
    rows.fill(0);
    const found = starts.subarray(from, to);
    segment.findStarts(text.list, { positions, floors, starts: found, rows, bound });
    yield undefined;
  }
}

/** The starts of the ends [first, last], each of which has a match of `nearTokens` or more. */
function* searchFar(search: Search, first: number, last: number): Generator<undefined, void> {
  const { text, starts } = search;
  for (let end = last; end >= first; ) {
    const start = yield* leastStart(search, end);
    const isLowest = start === text.lowest[end];
    const next = isLowest ? first - 1 : yield* lastEnd(search, { start: start - 1, first, end });
    starts.fill(start, next + 1, end + 1);
    end = next;
  }
}

function* leastStart({ segments, text }: Search, end: number): Generator<undefined, number> {
  const floor = text.lowest[end] as number;
  let known = end;
  for (const segment of segments) {
    known = (yield* walkLeft(segment, text, { end, floor, known })).start;
  }
  return known;
}

interface EndQuestion {
  readonly start: number;
  readonly first: number;
  /** No match from `start` ends here or behind it. */
  readonly end: number;
}

/** The last of the ends [first, end) to which a match from `start` goes; first - 1 if none. */
function* lastEnd(
  search: Search,
  { start, first, end }: EndQuestion,
): Generator<undefined, number> {
  // So far the match of each end goes.
  let reached = Math.min(end - 1, start + nearTokens);
  if (reached < first) {
    if (!(yield* isMatch(search, start, first))) return first - 1;
    reached = first;
  }
  let failed = end;
  for (let more = 1; reached + more < failed; more *= 2) {
    if (yield* isMatch(search, start, reached + more)) reached += more;
    else failed = reached + more;
  }
  while (failed - reached > 1) {
    const middle = Math.floor((reached + failed) / 2);
    if (yield* isMatch(search, start, middle)) reached = middle;
    else failed = middle;
  }
  return reached;
}

function* isMatch({ segments, text }: Search, start: number, end: number) {
  for (const segment of segments) {
    const question = { end, floor: start, known: start + 1 };
    const found = yield* walkLeft(segment, text, question);
    if (found.start === start) return true;
  }
  return false;
}
