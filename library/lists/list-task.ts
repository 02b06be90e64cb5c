// A batch of a list of phrases -> its answers as text. The same in every thread.

import type { Answered } from '../../schemas/answer.ts';
import type { Askable } from '../../schemas/askable.ts';
import type { PhrasePlan } from '../questions/phrase-plan.ts';

/** Phrases that are answered together. Plain data, which can be sent. */
export interface ListTask {
  readonly phrases: readonly Askable[];
  /** Where each blank phrase is in the list, by its place among the phrases. */
  readonly blank: ReadonlyMap<number, string>;
}

/** Answers as text, or its bytes in UTF-8. */
export type AnswerView = (answers: readonly Answered[]) => string | Uint8Array<ArrayBuffer>;

/** Answers a task, and shows the answers. */
export function makeListView(
  plan: PhrasePlan,
  view: AnswerView,
): (task: ListTask) => string | Uint8Array<ArrayBuffer> {
  return ({ phrases, blank }) => {
    const answers = plan.answerAll(phrases);
    if (blank.size === 0) return view(answers);
    return view(answers.map((answer, i) => nameBlankPhrase(answer, () => blank.get(i) ?? '')));
  };
}

/** The answer as it is, but for a blank phrase of a list: its error names the place in the list. */
export function nameBlankPhrase(answer: Answered, namePlace: () => string): Answered {
  if (!('error' in answer) || !('phrase' in answer) || answer.phrase.trim() !== '') return answer;
  const message = `${namePlace()}: the phrase is blank: expected at least one word, number or punctuation mark`;
  return { phrase: answer.phrase, error: { code: answer.error.code, message } };
}
