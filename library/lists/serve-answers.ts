// The side of a thread that answers batches of a list of phrases, on the commit that its starter has open.

import { type SharedCommit, Snapshot } from '../../store/snapshot.ts';
import { serveTasks } from '../../threads/serve-tasks.ts';
import type { FullQuestion } from '../questions/full-question.ts';
import { type AskedParts, PhrasePlan } from '../questions/phrase-plan.ts';
import { OpenSnapshot } from '../snapshots/open-snapshot.ts';
import { type AnswerView, type ListTask, makeListView } from './list-task.ts';

/** What a thread is given. Plain data. */
export interface ListThread<Choice> {
  readonly commit: SharedCommit;
  readonly question: FullQuestion;
  /** How answers are shown. */
  readonly choice: Choice;
}

const encoder = new TextEncoder();

/** Answers what is sent to this thread; `chooseView` is the one of the thread that started it. */
export function serveAnswers<Choice>(
  chooseView: (parts: AskedParts, choice: Choice) => Promise<AnswerView>,
): void {
  serveTasks<ListThread<Choice>, ListTask, Uint8Array<ArrayBuffer>>({
    async open({ commit, question, choice }) {
      const plan = new PhrasePlan(new OpenSnapshot(Snapshot.openShared(commit)), question);
      const show = makeListView(plan, await chooseView(plan.parts, choice));
      return (task) => {
        const text = show(task);
        return typeof text === 'string' ? encoder.encode(text) : text;
      };
    },
    transfer: ({ buffer }) => [buffer],
  });
}
