// Checkpoints of a model by name, as a list of them has them: by step, or by what was consumed until then.

import {
  type CheckpointAmount,
  findCheckpoints as findSteps,
} from '../../exposure/find-checkpoints.ts';
import { type OpenSnapshot, snapshotOf } from '../snapshots/open-snapshot.ts';
import type { FullQuestion } from './full-question.ts';

export interface NamedCheckpoint {
  readonly name: string;
  /** A step, or an amount of one unit, from 0. */
  readonly at: number | CheckpointAmount;
}

/** Their steps, for a question. Throws `bad_argument` for an amount of a unit that the index does not count. */
export function findCheckpoints(
  snapshot: OpenSnapshot,
  named: readonly NamedCheckpoint[],
): NonNullable<FullQuestion['checkpoints']> {
  return findSteps(snapshotOf(snapshot), named);
}
