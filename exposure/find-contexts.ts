// The text around exposures of a phrase, the hit apart: of the records that hold it, in order.
//
// The index knows which records hold the phrase; record-contexts.ts finds it there.

import type { Context } from '../schemas/answer.ts';
import type { Segment } from '../store/segment/segment.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { distinctRecords } from './distinct-records.ts';
import type { Located } from './find-phrases.ts';
import { type ContextWalk, walkRecordContexts } from './record-contexts.ts';

/** Which exposures to show, and in which order. */
export interface ContextRange {
  /** Only exposures with fromStep <= step <= toStep; all by default. */
  readonly fromStep?: number | undefined;
  readonly toStep?: number | undefined;
  /** From the last exposure back. */
  readonly lastFirst?: boolean | undefined;
}

export interface ContextQuestion extends ContextRange {
  /** Contexts at most. */
  readonly limit: number;
}

/**
 * Contexts of the first `limit` exposures of any of `phrases` in training order, or of the last ones
 * with `lastFirst`; several phrases are of analyzer `ids` only. Throws `text_not_stored` without texts.
 */
export function findContexts(
  snapshot: Snapshot,
  phrases: readonly Located[],
  question: ContextQuestion,
): Context[] {
  const walk = walkContexts(snapshot, phrases, question);
  return walk.filter((context) => typeof context === 'object').toArray();
}

/**
 * Contexts one by one, with `undefined` in between wherever some milliseconds may have passed.
 * Throws `text_not_stored` without texts.
 */
export function* walkContexts(
  snapshot: Snapshot,
  phrases: readonly Located[],
  { limit, lastFirst = false, ...steps }: ContextQuestion,
): ContextWalk {
  let left = limit;
  const places = phrases.flatMap((phrase) => phrase.places);
  const bySegment = Map.groupBy(places, ({ segment }) => segment);
  const segments = lastFirst ? snapshot.segments.toReversed() : snapshot.segments;
  const tokens = phrases.map((phrase) => phrase.tokens);
  for (const segment of segments) {
    const intervals = (bySegment.get(segment) ?? []).map(({ interval }) => interval);
    const range = { ...valueRange(segment, steps), descending: lastFirst };
    for (const record of distinctRecords(segment.ranks, intervals, range)) {
      if (left <= 0) return;
      const question = { phrases: tokens, limit: left, lastFirst };
      for (const context of walkRecordContexts({ snapshot, segment, record }, question)) {
        if (typeof context === 'object') left--;
        yield context;
      }
    }
  }
}

/** Exposures with fromStep <= step <= toStep: as many as an unlimited `walkContexts` would give. */
export function countInSteps(phrases: readonly Located[], steps: ContextRange): number {
  const places = phrases.flatMap((phrase) => phrase.places);
  return places.reduce((sum, { segment, interval }) => {
    const { start, end } = valueRange(segment, steps);
    if (start >= end) return sum;
    const { ranks } = segment;
    return sum + ranks.countBelow(interval, end) - ranks.countBelow(interval, start);
  }, 0);
}

/** The values of records consumed by steps in [fromStep, toStep], as a half-open range. */
function valueRange(
  { values }: Segment,
  { fromStep = 0, toStep = Number.MAX_SAFE_INTEGER }: ContextRange,
) {
  return {
    start: fromStep <= 1 ? 0 : values.consumedBy(fromStep - 1),
    end: values.consumedBy(toStep),
  };
}
