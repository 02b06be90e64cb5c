// The terms that a segment has and no segment before it, in the order in which they were first seen.
//
// A term of a segment belongs to the first segment that has it. Its first step is that of its smallest
// value there. Arrays hold a number for each term of the segment and each value of its ranks.

import type { Step } from '../../store/ids.ts';
import type { Interval } from '../../store/segment/interval.ts';
import { PhraseList } from '../../store/segment/phrase-list.ts';
import type { Segment } from '../../store/segment/segment.ts';

/** Places of terms whose first step is the same, in the order of their bytes. */
export interface StepTerms {
  readonly segment: Segment;
  readonly step: Step;
  readonly places: Uint32Array;
}

/** Terms that are looked up together, without a pause. */
const termsAtOnce = 512;
const unseen = 0xffffffff;

/**
 * The new terms among the places of a segment, by step. Yields wherever some milliseconds may have passed.
 */
export function* findNewTerms(
  segment: Segment,
  { before, places }: { readonly before: readonly Segment[]; readonly places: Interval },
): Generator<undefined, StepTerms[]> {
  const { values } = segment;
  /** Of each place: the first value of the step in which the term was first seen. */
  const keys = new Uint32Array(places.end - places.start).fill(unseen);
  for (let start = places.start; start < places.end; start += termsAtOnce) {
    const end = Math.min(start + termsAtOnce, places.end);
    const fresh = findFresh(segment, before, { start, end });
    const phrases = fresh.map((place) => [segment.term(segment.terms.symbol(place))]);
    const edges = segment.findEdges(segment.findRows(new PhraseList(phrases)));
    fresh.forEach((place, i) => {
      const step = values.stepOf(edges[2 * i] as number);
      keys[place - places.start] = values.consumedBy(step - 1);
    });
    yield undefined;
  }
  return yield* groupByKey(segment, keys, places.start);
}

/** The places of a range whose terms no segment before has. */
function findFresh(segment: Segment, before: readonly Segment[], range: Interval): number[] {
  const { terms } = segment;
  let open = Array.from({ length: range.end - range.start }, (_, i) => range.start + i);
  for (const other of before) {
    if (open.length === 0) break;
    const rows = other.findRows(new PhraseList(open.map((p) => [segment.term(terms.symbol(p))])));
    open = open.filter((_, i) => rows[2 * i] === rows[2 * i + 1]);
  }
  return open;
}

/** A counting sort: terms of a step stay in the order of their bytes. */
function* groupByKey(
  segment: Segment,
  keys: Uint32Array,
  firstPlace: number,
): Generator<undefined, StepTerms[]> {
  const ends = new Uint32Array(segment.values.count + 1);
  for (const key of keys) if (key !== unseen) ends[key + 1] = (ends[key + 1] as number) + 1;
  yield undefined;
  const groups: { key: number; start: number }[] = [];
  let total = 0;
  for (let key = 0; key < segment.values.count; key++) {
    const width = ends[key + 1] as number;
    if (width > 0) groups.push({ key, start: total });
    ends[key] = total;
    total += width;
  }
  yield undefined;
  const sorted = new Uint32Array(total);
  for (const [i, key] of keys.entries()) {
    if (key === unseen) continue;
    const at = ends[key] as number;
    sorted[at] = firstPlace + i;
    ends[key] = at + 1;
  }
  yield undefined;
  return groups.map(({ key, start }, g) => {
    const places = sorted.subarray(start, groups[g + 1]?.start ?? total);
    return { segment, step: segment.values.stepOf(key), places };
  });
}
