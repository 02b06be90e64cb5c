// Distinct records of a phrase, and of all the ways to ask it: the numbers whose cost grows with them.

import type { Interval } from '../store/segment/interval.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { distinctRecords } from './distinct-records.ts';
import type { RowsBySegment } from './find-phrases.ts';
import { countedVariants } from './phrase-variants.ts';

/** A variant of a phrase, found. */
export interface FoundVariant {
  readonly tokens: readonly string[];
  readonly rows: RowsBySegment;
}

/** Distinct records of each variant, and of all together. */
export interface RecordCounts {
  readonly each: readonly number[];
  readonly all: number;
}

/** Rows whose distinct records are counted in one go, and records after which a walk pauses. */
const wholeRows = 20_000;
const walkedRecords = 5000;

/** Counts without a pause. */
export function countRecords(snapshot: Snapshot, variants: readonly FoundVariant[]): RecordCounts {
  const walk = walkCounts(snapshot, variants, Number.POSITIVE_INFINITY);
  for (;;) {
    const { done, value } = walk.next();
    if (done === true) return value;
  }
}

/**
 * The same in pieces: yields wherever some milliseconds may have passed, so that a caller with other
 * work can pause there.
 */
export function walkRecords(
  snapshot: Snapshot,
  variants: readonly FoundVariant[],
): Generator<undefined, RecordCounts> {
  return walkCounts(snapshot, variants, wholeRows);
}

function* walkCounts(
  snapshot: Snapshot,
  variants: readonly FoundVariant[],
  mostAtOnce: number,
): Generator<undefined, RecordCounts> {
  const each: number[] = [];
  for (const { rows } of variants) each.push(yield* walkOne(snapshot, rows, mostAtOnce));
  const counted = countedVariants(variants);
  if (counted.length === 1) {
    return { each, all: each[variants.indexOf(counted[0] as FoundVariant)] as number };
  }
  let all = 0;
  for (const [i, { ranks }] of snapshot.segments.entries()) {
    const intervals = counted.map(({ rows }) => rows[i] as Interval);
    for (const _ of distinctRecords(ranks, intervals)) {
      if (++all % walkedRecords === 0) yield undefined;
    }
    yield undefined;
  }
  return { each, all };
}

function* walkOne(
  snapshot: Snapshot,
  rows: RowsBySegment,
  mostAtOnce: number,
): Generator<undefined, number> {
  let count = 0;
  for (const [i, { ranks }] of snapshot.segments.entries()) {
    const at = rows[i] as Interval;
    if (at.end - at.start <= mostAtOnce) {
      count += ranks.countDistinct(at);
      yield undefined;
      continue;
    }
    for (const _ of ranks.distinct(at)) if (++count % walkedRecords === 0) yield undefined;
  }
  return count;
}
