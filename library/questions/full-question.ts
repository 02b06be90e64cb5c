// What the command line and the server ask of phrases: the question of a program, and what those two ask
// besides. The layers below have other names for some of it.

import { namedSteps, type Question } from '../../exposure/question.ts';
import type { IndexQuestion } from '../phrase-question.ts';

/** Steps that a question names, as remarks look at them. */
export interface AskedSteps
  extends Pick<IndexQuestion, 'at' | 'checkpoints' | 'lastAt' | 'recordsAt'> {
  /** Steps of the timeline, both included; those of the index by default. */
  readonly fromStep?: number | undefined;
  readonly toStep?: number | undefined;
}

/** Which exposures have contexts, and in which order. */
export interface ContextSteps {
  /** Only exposures with fromStep <= step <= toStep; all by default. */
  readonly fromStep?: number | undefined;
  readonly toStep?: number | undefined;
  /** From the last exposure back. */
  readonly lastFirst?: boolean | undefined;
}

export interface FullQuestion extends IndexQuestion, AskedSteps {
  readonly contextsIn?: ContextSteps | undefined;
}

/** The question as exposure/ has it. */
export function readQuestion({ timeline, ...question }: FullQuestion): Question {
  return { ...question, bins: timeline };
}

/** How many steps are named, each as often as it is. */
export function countNamedSteps(question: FullQuestion): number {
  return namedSteps(question).length;
}
