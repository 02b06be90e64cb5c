// Plans of the questions that are asked again and again, kept for the newest snapshot.
//
// A timeline of 100 bins costs 100 searches in each segment's step table: more than its answer.

import type { FullQuestion } from '../../library/questions/full-question.ts';
import { PhrasePlan } from '../../library/questions/phrase-plan.ts';
import type { OpenSnapshot } from '../../library/snapshots/open-snapshot.ts';

/** Plans that are kept; the oldest goes. */
const maxPlans = 64;

export class QuestionPlans {
  #snapshot: OpenSnapshot | undefined;
  #plans = new Map<string, PhrasePlan>();

  /** The plan of a question; `key` is another one for every other question. */
  plan(snapshot: OpenSnapshot, key: string, question: () => FullQuestion): PhrasePlan {
    if (snapshot !== this.#snapshot) {
      this.#plans.clear();
      this.#snapshot = snapshot;
    }
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    const plan = new PhrasePlan(snapshot, question());
    const [oldest] = this.#plans.keys();
    if (oldest !== undefined && this.#plans.size >= maxPlans) this.#plans.delete(oldest);
    this.#plans.set(key, plan);
    return plan;
  }
}
