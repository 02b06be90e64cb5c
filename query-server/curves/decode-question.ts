// The part `question` of a form -> a question that its schema allows.

import { IndexError } from '../../errors.ts';
import { CurvesQuestion } from '../../schemas/curves-request.ts';
import { describeRefusal, type Refusal } from '../http/describe-refusal.ts';
import { validatorCompiler } from '../http/validation.ts';

const validate = validatorCompiler({
  ...{ schema: CurvesQuestion, method: 'POST', url: '/v1/curves', httpPart: 'body' },
});

/** `given` is its JSON, or its value where the form's parser knew that it is JSON. */
export function decodeQuestion(given: unknown): CurvesQuestion {
  const value = typeof given === 'string' ? parse(given) : given;
  const isValid = validate(value) as unknown;
  if (isValid === true) return value as CurvesQuestion;
  const { errors } = validate as { readonly errors?: readonly Refusal[] };
  throw describeRefusal(errors ?? [], 'question');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new IndexError('not_json', 'the part question is not valid JSON', {}, error);
  }
}
