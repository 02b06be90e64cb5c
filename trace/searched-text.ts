// A text as the segments of a snapshot are searched for it: its tokens, and how far left a match that
// ends at some place may begin. Several texts are searched as one, which no match crosses.

import { PhraseList } from '../store/segment/phrase-list.ts';
import { leftOut } from '../store/segment/phrase-search.ts';
import type { Segment } from '../store/segment/segment.ts';
import type { Snapshot } from '../store/snapshot.ts';

export interface SearchedText {
  readonly length: number;
  /** One phrase: all the tokens. */
  readonly list: PhraseList;
  /** By end, [0, length]: the least start that a match which ends there may have. */
  readonly lowest: Uint32Array;
}

/** Texts one after the other; pauses. */
export function* joinTexts(
  texts: readonly (readonly string[])[],
): Generator<undefined, SearchedText> {
  const [only, another] = texts;
  const tokens = only !== undefined && another === undefined ? only : texts.flat();
  const list = new PhraseList([tokens]);
  yield* list.prepare();
  const lowest = new Uint32Array(tokens.length + 1);
  let start = 0;
  for (const { length } of texts) {
    lowest.fill(start, start + 1, start + length + 1);
    start += length;
  }
  return { length: tokens.length, list, lowest };
}

/** A segment, and the value below which a match needs a record there; `leftOut`: it needs any. */
export interface SearchedSegment {
  readonly segment: Segment;
  readonly bound: number;
}

/** The segments that have records with step <= `until`; all of them without it. */
export function segmentsUntil({ segments }: Snapshot, until?: number): SearchedSegment[] {
  if (until === undefined) return segments.map((segment) => ({ segment, bound: leftOut }));
  return segments.flatMap((segment) => {
    const bound = segment.values.consumedBy(until);
    if (bound === 0) return [];
    return [{ segment, bound: bound >= segment.values.count ? leftOut : bound }];
  });
}
