// Steps as amounts: the records, tokens, words and model tokens consumed by the end of each.

import type { Axis } from '../schemas/axis.ts';
import { type Consumed, nothingConsumed } from '../store/segment/record-amounts.ts';
import type { Snapshot } from '../store/snapshot.ts';

/** The amounts at each of `edges` (steps, in any order), so that any answer can be put on them. */
export function readAxis(snapshot: Snapshot, edges: readonly number[]): Axis {
  const consumed = edges.map((step) => consumedBy(snapshot, step));
  const hasModelTokens = consumedBy(snapshot, snapshot.lastStep).modelTokens > 0;
  return {
    edges: [...edges],
    records: consumed.map(({ records }) => records),
    tokens: consumed.map(({ tokens }) => tokens),
    words: consumed.map(({ words }) => words),
    model_tokens: hasModelTokens ? consumed.map(({ modelTokens }) => modelTokens) : null,
  };
}

/** A step may go on in the next segment, so the last segment that knows it has the final amounts. */
function consumedBy({ segments }: Snapshot, step: number): Consumed {
  for (let i = segments.length - 1; i >= 0; i--) {
    const consumed = segments[i]?.steps.consumedBy(step);
    if (consumed !== undefined) return consumed;
  }
  return nothingConsumed;
}
