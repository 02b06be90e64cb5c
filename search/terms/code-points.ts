// Sets of code points, as ranges: sorted, half-open, with a gap between two.

export interface CodePointRange {
  readonly start: number;
  readonly end: number;
}

export type CodePoints = readonly CodePointRange[];

/** One more than the last code point. */
export const codePointEnd = 0x110000;

/** The code points of ranges in any order, which may overlap. */
export function joinRanges(ranges: CodePoints): CodePoints {
  const joined: { start: number; end: number }[] = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else if (start < end) joined.push({ start, end });
  }
  return joined;
}

/** All code points that are not in the set. */
export function complement(set: CodePoints): CodePoints {
  const gaps: CodePointRange[] = [];
  let start = 0;
  for (const range of set) {
    if (start < range.start) gaps.push({ start, end: range.start });
    start = range.end;
  }
  if (start < codePointEnd) gaps.push({ start, end: codePointEnd });
  return gaps;
}

export function hasCodePoint(set: CodePoints, codePoint: number): boolean {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((set[middle] as CodePointRange).end <= codePoint) low = middle + 1;
    else high = middle;
  }
  const range = set[low];
  return range !== undefined && range.start <= codePoint;
}
