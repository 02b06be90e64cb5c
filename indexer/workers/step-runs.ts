// The steps that records say, as runs of records of the same step.

import type { StepEnd } from '../../corpus/step-counter.ts';
import { WordList } from '../../store/segment/word-list.ts';

export class StepRuns {
  #steps: number[] = [];
  #ends = new WordList();
  #records = 0;
  #last = 0;

  get length(): number {
    return this.#steps.length + (this.#records > 0 ? 1 : 0);
  }

  get first(): number {
    return this.#steps[0] ?? this.#last;
  }

  get last(): number {
    return this.#last;
  }

  /** Takes the next record's step. */
  add(step: number): void {
    if (this.#records > 0 && step !== this.#last) {
      this.#steps.push(this.#last);
      this.#ends.push(this.#records);
    }
    this.#last = step;
    this.#records++;
  }

  *ends(): Generator<StepEnd> {
    const ends = this.#ends.words;
    for (const [i, step] of this.#steps.entries()) yield { step, end: ends[i] as number };
    if (this.#records > 0) yield { step: this.#last, end: this.#records };
  }
}
