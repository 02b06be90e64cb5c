// Records that come in rising order, counted by the steps of a plan and in the bins of its timeline.

import { boundsIn, type QuestionPlan, type SegmentBounds } from '../../exposure/plan-question.ts';
import type { SearchAnswer } from '../../schemas/search-answer.ts';
import type { Segment } from '../../store/segment/segment.ts';
import type { FoundRecords } from './record-search.ts';

export class RecordTally {
  #plan: QuestionPlan;
  #segment: Segment | undefined;
  /** Of the segment at hand. */
  #bounds: SegmentBounds | undefined;
  #at: number[];
  #bins: number[];

  constructor(plan: QuestionPlan) {
    const { at, edges } = plan;
    this.#plan = plan;
    this.#at = zeros(at.length);
    this.#bins = zeros(edges === undefined ? 0 : Math.max(0, edges.length - 1));
  }

  /** Records behind those before: of the same segment, or of a later one. One at least. */
  add({ segment, records }: FoundRecords): void {
    if (this.#at.length + this.#bins.length === 0) return;
    if (segment !== this.#segment) {
      this.#bounds = boundsIn(this.#plan.bounds, segment);
      this.#segment = segment;
    }
    const { at, edges } = this.#bounds as SegmentBounds;
    for (let i = 0; i < this.#at.length; i++) {
      const below = firstFrom(records, 0, at[i] as number);
      this.#at[i] = (this.#at[i] as number) + below;
    }
    if (this.#bins.length > 0) addToBins(this.#bins, edges, records);
  }

  /** What the plan asks for of all records so far; nothing may be added behind it. */
  finish(): Pick<SearchAnswer, 'at' | 'timeline'> {
    const { at, edges } = this.#plan;
    const found: Pick<SearchAnswer, 'at' | 'timeline'> = {};
    if (at.length > 0) {
      found.at = Object.fromEntries(at.map((step, i) => [String(step), this.#at[i] ?? 0]));
    }
    if (edges !== undefined) found.timeline = { edges: [...edges], records: this.#bins };
    return found;
  }
}

function zeros(length: number): number[] {
  return new Array<number>(length).fill(0);
}

/** Bin i has the records from edges[i] on, up to edges[i + 1]: one search a record, or one an edge. */
function addToBins(bins: number[], edges: readonly number[], records: Uint32Array): void {
  if (records.length < bins.length >> 2) {
    let bin = -1;
    for (let i = 0; i < records.length; i++) {
      bin = lastUpTo(edges, bin, records[i] as number);
      if (bin >= bins.length) return;
      if (bin >= 0) bins[bin] = (bins[bin] as number) + 1;
    }
    return;
  }
  let place = firstFrom(records, 0, edges[0] as number);
  for (let bin = 0; bin < bins.length && place < records.length; bin++) {
    const next = firstFrom(records, place, edges[bin + 1] as number);
    bins[bin] = (bins[bin] as number) + next - place;
    place = next;
  }
}

/** The place of the first record from `least` on, at `place` or behind it; their number if none. */
function firstFrom(records: Uint32Array, place: number, least: number): number {
  const { length } = records;
  if ((records[length - 1] as number) < least) return length;
  let low = place;
  let high = place;
  for (let step = 1; high < length && (records[high] as number) < least; step *= 2) {
    low = high + 1;
    high += step;
  }
  if (high > length) high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((records[middle] as number) >= least) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The last of rising edges, `before` or behind it, that is `record` or less; -1 if none. */
function lastUpTo(edges: readonly number[], before: number, record: number): number {
  let low = Math.max(0, before);
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] as number) > record) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}
