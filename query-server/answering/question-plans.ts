// Plans of the questions that are asked again and again, kept for the newest snapshot.
//
// A timeline of 100 bins costs 100 searches in each segment's step table: more than its answer.

import { planQuestion, type QuestionPlan } from '../../exposure/plan-question.ts';
import type { Question } from '../../exposure/question.ts';
import type { Snapshot } from '../../store/snapshot.ts';

/** Plans that are kept; the oldest goes. */
const maxPlans = 64;

export class QuestionPlans {
  #snapshot: Snapshot | undefined;
  #plans = new Map<string, QuestionPlan>();

  /** The plan of a question; `key` is another one for every other question. */
  plan(snapshot: Snapshot, key: string, question: () => Question): QuestionPlan {
    if (snapshot !== this.#snapshot) {
      this.#plans.clear();
      this.#snapshot = snapshot;
    }
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    const plan = planQuestion(snapshot, question());
    const [oldest] = this.#plans.keys();
    if (oldest !== undefined && this.#plans.size >= maxPlans) this.#plans.delete(oldest);
    this.#plans.set(key, plan);
    return plan;
  }
}
