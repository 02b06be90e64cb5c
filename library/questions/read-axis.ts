// Steps as amounts: what was consumed by the end of each.

import { planEdges } from '../../exposure/plan-edges.ts';
import { readAxis } from '../../exposure/read-axis.ts';
import type { Axis } from '../../schemas/axis.ts';
import { type OpenSnapshot, snapshotOf } from '../snapshots/open-snapshot.ts';
import { type FullQuestion, readQuestion } from './full-question.ts';

/** The edges of a timeline of so many bins. Throws `bad_argument` for a range without a step. */
export function planAxis(
  snapshot: OpenSnapshot,
  question: Pick<FullQuestion, 'fromStep' | 'toStep'> & { readonly timeline: number },
): number[] {
  return planEdges({ ...readQuestion(question), bins: question.timeline }, snapshot);
}

/** The amounts at each of `edges`: steps, in any order. */
export function readIndexAxis(snapshot: OpenSnapshot, edges: readonly number[]): Axis {
  return readAxis(snapshotOf(snapshot), edges);
}
