// The question of a batch -> the question by steps: its checkpoints are found in the snapshot that answers.

import type { FullQuestion } from '../../library/questions/full-question.ts';
import { findCheckpoints } from '../../library/questions/named-checkpoints.ts';
import type { OpenSnapshot } from '../../library/snapshots/open-snapshot.ts';
import type { BatchQuestion } from './read-batch.ts';

/** Throws `bad_argument` for an amount of a unit that the index does not count. */
export function namedQuestion(
  snapshot: OpenSnapshot,
  { checkpoints, ...question }: BatchQuestion,
): FullQuestion {
  return { ...question, checkpoints: checkpoints && findCheckpoints(snapshot, checkpoints) };
}
