// A thread that answers batches of a list of phrases, on the commit that the command has open.

import { planQuestion } from '../../exposure/plan-question.ts';
import type { Question } from '../../exposure/question.ts';
import { type SharedCommit, Snapshot } from '../../store/snapshot.ts';
import { serveTasks } from '../../threads/serve-tasks.ts';
import { chooseView, type ListTask, makeListView, type ViewChoice } from './list-view.ts';

export interface ListWorkerOptions {
  readonly commit: SharedCommit;
  readonly question: Question;
  readonly choice: ViewChoice;
}

const encoder = new TextEncoder();

serveTasks<ListWorkerOptions, ListTask, Uint8Array<ArrayBuffer>>({
  async open({ commit, question, choice }) {
    const snapshot = Snapshot.openShared(commit);
    const plan = planQuestion(snapshot, question);
    const show = makeListView(snapshot, plan, await chooseView(plan, choice));
    return (task) => {
      const text = show(task);
      return typeof text === 'string' ? encoder.encode(text) : text;
    };
  },
  transfer: ({ buffer }) => [buffer],
});
