// Which neighbouring segments become one. Pure: from how much each segment holds, in order of rank.
//
// Appends leave small segments at the end. They are merged as digits are carried: a run of eight or more
// segments below a size, a power of eight, becomes one, where none of them holds more than half of it.
// So a segment at least doubles when it is written again, mostly it grows eightfold, and N appends leave
// some 7 segments for each power of eight in N.

import { isFull, type MemoryPlan, type SegmentFill } from '../plan-memory.ts';

/** The segments [start, end) in order of rank become one. */
export interface PlannedMerge {
  readonly start: number;
  readonly end: number;
}

type Limits = Pick<MemoryPlan, 'segmentSymbols' | 'segmentBytes'>;

/** So many small neighbours at least become one. */
const fanout = 8;

/** The next merge of small segments, the smallest ones first; undefined: none is worth its work. */
export function planTierMerge(
  fills: readonly SegmentFill[],
  limits: Limits,
): PlannedMerge | undefined {
  const largest = fills.reduce((max, { symbols }) => Math.max(max, symbols), 0);
  for (let size = fanout; size / fanout <= largest; size *= fanout) {
    for (const run of runsBelow(fills, size)) {
      const found = groupBySize(fills, run, limits).find((merge) => pays(fills, merge));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** All merges that leave as few segments as the limits allow, in order of rank. */
export function planCompaction(fills: readonly SegmentFill[], limits: Limits): PlannedMerge[] {
  const groups = groupBySize(fills, { start: 0, end: fills.length }, limits);
  return groups.filter(({ start, end }) => end - start > 1);
}

/** Runs of neighbours with fewer symbols than `size`, where they have enough segments. */
function runsBelow(fills: readonly SegmentFill[], size: number): PlannedMerge[] {
  const runs: PlannedMerge[] = [];
  for (let start = 0; start < fills.length; ) {
    let end = start;
    while (end < fills.length && (fills[end] as SegmentFill).symbols < size) end++;
    if (end - start >= fanout) runs.push({ start, end });
    start = end + 1;
  }
  return runs;
}

/** Cuts a run into as few groups as the limits allow. A segment that breaks them alone is a group. */
function groupBySize(
  fills: readonly SegmentFill[],
  { start, end }: PlannedMerge,
  limits: Limits,
): PlannedMerge[] {
  const groups: PlannedMerge[] = [];
  let first = start;
  let sum: SegmentFill | undefined;
  for (let i = start; i < end; i++) {
    const next = fills[i] as SegmentFill;
    const more = sum === undefined ? next : addFills(sum, next);
    if (i > first && isFull(more, 0, limits)) {
      groups.push({ start: first, end: i });
      first = i;
      sum = next;
    } else sum = more;
  }
  if (first < end) groups.push({ start: first, end });
  return groups;
}

/** Whether enough segments become one, and each of them at least doubles. */
function pays(fills: readonly SegmentFill[], { start, end }: PlannedMerge): boolean {
  const sizes = fills.slice(start, end).map(({ symbols }) => symbols);
  const sum = sizes.reduce((total, size) => total + size, 0);
  return sizes.length >= fanout && 2 * Math.max(...sizes) <= sum;
}

/** At most so much is in a segment that holds the records of both: terms may be the same. */
function addFills(one: SegmentFill, other: SegmentFill): SegmentFill {
  return {
    symbols: one.symbols + other.symbols,
    records: one.records + other.records,
    terms: one.terms + other.terms,
    termUnits: one.termUnits + other.termUnits,
    idBytes: one.idBytes + other.idBytes,
    facets: one.facets + other.facets,
    facetUnits: one.facetUnits + other.facetUnits,
    steps: one.steps + other.steps,
    words: one.words + other.words,
    modelTokens: one.modelTokens + other.modelTokens,
  };
}
