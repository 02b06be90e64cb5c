// Checkpoints by name -> steps. A checkpoint says its step, or an amount that had been consumed by then.
//
// After so many words a model has finished the last step that lies whole within them.

import { IndexError } from '../errors.ts';
import { findFirst } from '../store/segment/find-first.ts';
import type { Consumed } from '../store/segment/record-amounts.ts';
import type { Segment } from '../store/segment/segment.ts';
import type { Snapshot } from '../store/snapshot.ts';
import type { Checkpoint } from './question.ts';

/** The amounts by which a checkpoint may be named, and what the index calls them. */
export const checkpointUnits = {
  records: 'records',
  tokens: 'tokens',
  words: 'words',
  model_tokens: 'modelTokens',
} as const satisfies Record<string, keyof Consumed>;

type CheckpointUnit = keyof typeof checkpointUnits;

/** An amount of one unit, from 0. */
export interface CheckpointAmount {
  readonly unit: CheckpointUnit;
  readonly amount: number;
}

export interface NamedCheckpoint {
  readonly name: string;
  /** A step, or an amount. */
  readonly at: number | CheckpointAmount;
}

/** Throws `bad_argument` for an amount of a unit that the index does not count. */
export function findCheckpoints(
  snapshot: Snapshot,
  checkpoints: readonly NamedCheckpoint[],
): Checkpoint[] {
  return checkpoints.map(({ name, at }) => {
    if (typeof at === 'number') return { name, step: at };
    const { lastStep } = snapshot;
    const total = snapshot.segments.at(-1)?.steps.end[checkpointUnits[at.unit]] ?? 0;
    if (total === 0 && lastStep > 0) throw amountNotCounted(name, at.unit);
    if (at.amount >= total) {
      return { name, step: lastStep, ...(at.amount > total && { isBeyond: true }) };
    }
    return { name, step: lastWholeStep(snapshot.segments, at) };
  });
}

/** The last step whose records are all within the amount, which is less than the whole; 0: none is. */
function lastWholeStep(
  segments: readonly Segment[],
  { unit: name, amount }: CheckpointAmount,
): number {
  const unit = checkpointUnits[name];
  const at = segments.findIndex(({ steps }) => steps.end[unit] > amount);
  const { amounts, records, steps } = segments[at] as Segment;
  const before = steps.end[unit] - amounts.by(records)[unit];
  const record = findFirst(records, (one) => before + amounts.by(one + 1)[unit] > amount);
  const cut = steps.stepOf(record);
  // The step that is cut may begin in an earlier segment.
  for (let i = at; i >= 0; i--) {
    const { steps } = segments[i] as Segment;
    const whole = steps.recordsBy(cut - 1);
    if (whole > 0) return steps.stepOf(whole - 1);
  }
  return 0;
}

/** `bad_argument` for a checkpoint in a unit that the index does not count. */
export function amountNotCounted(name: string, unit: string): IndexError {
  return new IndexError(
    'bad_argument',
    `the checkpoint ${JSON.stringify(name.slice(0, 40))} is given in ${unit}, which this index does not count: expected a step, or another unit`,
  );
}
