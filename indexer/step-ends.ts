// Where the steps of a segment end: its records cut at every change of step.

import { growingNumbers, growingWords } from './growing-words.ts';
import { requireRisingStep, type StepRule } from './step-rule.ts';

export interface StepEnd {
  readonly step: number;
  /** Local records consumed by the end of the step, at least one more than at the end before. */
  readonly end: number;
}

/** The steps that records say themselves, as runs of records of the same step. */
export class OwnSteps {
  #steps = growingNumbers();
  #ends = growingWords();
  #records = 0;
  #last = 0;
  /** Place of the first record, for messages. */
  firstWhere = '';

  /** Number of runs. */
  get length(): number {
    return this.#steps.length + (this.#records > 0 ? 1 : 0);
  }

  get first(): number {
    return this.#steps.length > 0 ? (this.#steps.words[0] as number) : this.#last;
  }

  get last(): number {
    return this.#last;
  }

  /** Takes the next record's step; throws `step_backwards` where it is below the one before. */
  add(step: number, where: string): void {
    if (this.#records === 0) this.firstWhere = where;
    else requireRisingStep(this.#last, step, where);
    if (this.#records > 0 && step !== this.#last) {
      this.#steps.push(this.#last);
      this.#ends.push(this.#records);
    }
    this.#last = step;
    this.#records++;
  }

  *ends(): Generator<StepEnd> {
    const ends = this.#ends.words;
    for (const [i, step] of this.#steps.words.entries()) yield { step, end: ends[i] as number };
    if (this.#records > 0) yield { step: this.#last, end: this.#records };
  }
}

/** The steps of a segment of so many records, the first of them at `firstRank`. */
export function* stepEnds(
  rule: StepRule,
  firstRank: number,
  records: number,
  own: OwnSteps,
): Generator<StepEnd> {
  if ('field' in rule) {
    yield* own.ends();
    return;
  }
  for (let start = 0; start < records; ) {
    const batch = Math.floor((firstRank + start) / rule.batch_size);
    const end = Math.min(records, (batch + 1) * rule.batch_size - firstRank);
    yield { step: batch + 1, end };
    start = end;
  }
}
