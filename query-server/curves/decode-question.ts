// The part `question` of a form -> a question that its schema allows.

import { IndexError } from '../../errors.ts';
import { CurvesQuestion } from '../../schemas/curves-request.ts';
import { describeRefusal } from '../http/describe-refusal.ts';
import { compileCheck, type ValueCheck } from '../http/validation.ts';

const isQuestion: ValueCheck<CurvesQuestion> = compileCheck<CurvesQuestion>(CurvesQuestion);

/** `given` is its JSON, or its value where the form's parser knew that it is JSON. */
export function decodeQuestion(given: unknown): CurvesQuestion {
  const value = typeof given === 'string' ? parse(given) : given;
  if (isQuestion(value)) return value;
  throw describeRefusal(isQuestion.errors ?? [], 'question');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new IndexError('not_json', 'the part question is not valid JSON', {}, error);
  }
}
