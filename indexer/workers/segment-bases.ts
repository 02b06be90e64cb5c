// Where each segment begins in the index: found in the order of the segments, from their amounts.

import { requireRisingStep } from '../../corpus/rising-step.ts';
import type { StepRule } from '../../corpus/step-rule.ts';
import { addAmounts, type Consumed } from '../../store/segment/record-amounts.ts';
import type { Filled, SegmentBase } from './segment-messages.ts';

/** Amounts of the index so far. */
export interface IndexBefore {
  readonly nextSegment: number;
  readonly consumed: Consumed;
  readonly lastStep: number;
}

export class SegmentBases {
  #steps: StepRule;
  #before: IndexBefore;

  constructor(steps: StepRule, before: IndexBefore) {
    this.#steps = steps;
    this.#before = before;
  }

  /** An id for a segment that is not of this build's records. */
  takeId(): number {
    const { nextSegment } = this.#before;
    this.#before = { ...this.#before, nextSegment: nextSegment + 1 };
    return nextSegment;
  }

  /** The base of the next segment. Throws `step_backwards` where it begins with an earlier step than the one before ended. */
  next(filled: Filled): SegmentBase {
    const { nextSegment, consumed, lastStep: before } = this.#before;
    const { ownSteps } = filled;
    if (ownSteps !== undefined && this.#steps.kind === 'field') {
      const { first: step, where } = ownSteps;
      requireRisingStep(this.#steps, { before, step, where: () => where });
    }
    this.#before = {
      nextSegment: nextSegment + 1,
      consumed: addAmounts(consumed, filled),
      lastStep: ownSteps?.last ?? before,
    };
    return { id: nextSegment, consumed };
  }
}
