// A question of the library -> the question of exposure/, which has other names for some of it.

import type { Question } from '../exposure/question.ts';
import type { IndexQuestion } from './phrase-question.ts';

/** The question as exposure/ has it. */
export function readQuestion({ timeline, ...question }: IndexQuestion): Question {
  return { ...question, bins: timeline };
}
