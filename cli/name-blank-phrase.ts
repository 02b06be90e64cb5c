// A blank line of a phrase list, or a blank phrase in it, has an error in its place that names it.

import type { Answer, Unanswerable } from '../schemas/answer.ts';

/** The answer as it is, but for a blank phrase at that place. */
export function nameBlankPhrase(
  answer: Answer | Unanswerable,
  placeOf: () => string,
): Answer | Unanswerable {
  if (!('error' in answer) || answer.phrase.trim() !== '') return answer;
  const message = `${placeOf()}: the phrase is blank: expected at least one word, number or punctuation mark`;
  return { phrase: answer.phrase, error: { code: answer.error.code, message } };
}
