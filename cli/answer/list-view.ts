// A batch of a list of phrases -> its answers as text. The same function in every thread.

import { answerPhrases } from '../../exposure/answer-phrases.ts';
import type { QuestionPlan } from '../../exposure/plan-question.ts';
import type { Askable } from '../../schemas/askable.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { jsonView, nameBlankPhrase, type View } from '../commands/question.ts';

/** Phrases that are answered together. Plain data, which can be sent. */
export interface ListTask {
  readonly phrases: readonly Askable[];
  /** Where each blank phrase is in the list, by its place among the phrases. */
  readonly blank: ReadonlyMap<number, string>;
}

/** How answers are shown. */
export interface ViewChoice {
  readonly json: boolean;
  readonly asksTimeline: boolean;
}

/** Loads what shows tables only where one is asked for. */
export async function chooseView(
  plan: QuestionPlan,
  { json, asksTimeline }: ViewChoice,
): Promise<View> {
  if (json) return jsonView;
  return (await import('../show/show-answers.ts')).tableView(plan, asksTimeline);
}

/** Answers a task, and shows the answers. */
export function makeListView(
  snapshot: Snapshot,
  plan: QuestionPlan,
  view: View,
): (task: ListTask) => string | Uint8Array<ArrayBuffer> {
  return ({ phrases, blank }) => {
    const answers = answerPhrases(snapshot, plan, phrases);
    if (blank.size === 0) return view(answers);
    return view(answers.map((answer, i) => nameBlankPhrase(answer, () => blank.get(i) ?? '')));
  };
}
