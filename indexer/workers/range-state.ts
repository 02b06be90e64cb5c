// A range on its way, as the main thread sees it, and the results that are given of it.

import type { ListedSkip, RangePart, SourceTally } from './range-tally.ts';
import type { Filled, Sealed } from './segment-messages.ts';

/** All that became of one range, or of its next batches. */
export interface RangeResult {
  readonly range: number;
  /** Batches of the range up to here; undefined: all. */
  readonly batches?: number;
  readonly segments: readonly Sealed[];
  readonly tallies: readonly SourceTally[];
  readonly skipped: readonly ListedSkip[];
}

export interface RangeState {
  readonly worker: number;
  filled: Filled[];
  based: number; // how many of `filled` have got their base
  read: boolean;
  /** Batches taken since the last part. */
  taken: number;
  /** A part was asked for, and is not read yet. */
  isPartDue: boolean;
  parts: { readonly part: RangePart; readonly filled: number }[];
  sealed: Sealed[];
  sealedBefore: number; // those of `filled` whose files were given with a part
  done: boolean;
  tallies: SourceTally[];
  skipped: ListedSkip[];
}

/** Of a range that nothing has been heard of. */
export function newRangeState(worker: number): RangeState {
  return {
    worker,
    filled: [],
    based: 0,
    read: false,
    taken: 0,
    isPartDue: false,
    parts: [],
    sealed: [],
    sealedBefore: 0,
    done: false,
    tallies: [],
    skipped: [],
  };
}

/** Whether all segments of the next part are written. */
export function hasPart({ parts: [next], sealed, sealedBefore }: RangeState): boolean {
  return next !== undefined && sealedBefore + sealed.length >= next.filled;
}

/** The next part, where all its segments are written. */
export function takePart(state: RangeState): Omit<RangeResult, 'range'> | undefined {
  if (!hasPart(state)) return undefined;
  const next = state.parts.shift();
  if (next === undefined) return undefined;
  const segments = state.sealed.splice(0, next.filled - state.sealedBefore);
  state.sealedBefore = next.filled;
  return { segments, ...next.part };
}
