// A source that is to be fed: its plan, what the index holds of it, and how much of it is left.

import type { FeedPlan } from '../../corpus/plan-run.ts';
import type { Tail } from '../../formats/lines/open-tail.ts';
import type { SourceRow } from '../../store/catalogue/source-row.ts';
import type { Piece } from './piece.ts';

/** What the index holds of a source that was named; `stored` is its row in the catalogue. */
export type SourceStanding =
  | { readonly kind: 'new' }
  | { readonly kind: 'whole'; readonly stored: SourceRow }
  | { readonly kind: 'part'; readonly stored: SourceRow }
  /** `tail` undefined: it has to be read from its start, and lines that are in left out. */
  | { readonly kind: 'grown'; readonly stored: SourceRow; readonly tail: Tail | undefined };

export interface LookOptions {
  /** Sources that the index holds are fed a second time. */
  readonly again: boolean;
  readonly signal: AbortSignal;
}

export interface Feed {
  readonly plan: FeedPlan;
  readonly standing: SourceStanding;
  /** Its row in the catalogue so far, with records and skips of earlier commands. */
  readonly source: SourceRow;
  /** Text that is left, roughly; undefined: not known. */
  readonly textBytes: number | undefined;
  /** How many records it has left, bad ones among them; undefined: not known before it is read. */
  readonly records: number | undefined;
  /** The part of it that is fed; absent: all of it. */
  readonly piece?: Piece | undefined;
}

/** Whether it is certain, before it is read, that it holds no record. */
export function isKnownEmpty({ plan, records }: Feed): boolean {
  return records === 0 || (plan.kind === 'lines' && plan.plan.sizeBytes === 0);
}

/** Text bytes that are not in the index yet, roughly; undefined where those of one source are not known. */
export function estimateLeft(feeds: readonly Feed[]): number | undefined {
  let left = 0;
  for (const { textBytes, source } of feeds) {
    if (textBytes === undefined) return undefined;
    // Of a packed source more may have been read than its estimate says.
    left += source.endByte < textBytes ? textBytes - source.endByte : textBytes;
  }
  return left;
}
