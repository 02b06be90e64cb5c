// Where the steps of a segment end: its records cut at every change of step.

import {
  requireRisingStep,
  type StepPlace,
  type StepRule,
  stepOfRank,
} from '../corpus/step-rule.ts';
import type { Consumed } from '../store/segment/step-table.ts';
import { growingNumbers, growingWords } from './workers/growing-words.ts';

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
  add(step: number, place: StepPlace): void {
    if (this.#records === 0) this.firstWhere = place.where;
    else requireRisingStep(this.#last, step, place);
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

/** What the steps of a segment follow from, besides what came before it. */
export interface StepInput {
  readonly own: OwnSteps;
  /** Words and model tokens of the segment by the end of each of its records. */
  readonly words: Uint32Array;
  readonly modelTokens: Uint32Array;
}

/** The steps of a segment of so many records, before which `consumed` was. */
export function* stepEnds(
  rule: StepRule,
  consumed: Consumed,
  records: number,
  input: StepInput,
): Generator<StepEnd> {
  if (rule.field !== undefined) {
    yield* input.own.ends();
  } else if (rule.model_tokens !== undefined) {
    yield* budgetEnds(rule.model_tokens, consumed.modelTokens, input.modelTokens, records);
  } else if (rule.words !== undefined) {
    yield* budgetEnds(rule.words, consumed.words, input.words, records);
  } else {
    for (let start = 0; start < records; ) {
      const { step, endRank } = stepOfRank(rule, consumed.records + start);
      const end = Math.min(records, endRank - consumed.records);
      yield { step, end };
      start = end;
    }
  }
}

/** A record belongs to the step in whose budget the amount before it falls. */
function* budgetEnds(
  budget: number,
  before: number,
  amounts: Uint32Array,
  records: number,
): Generator<StepEnd> {
  let step = Math.floor(before / budget) + 1;
  for (let record = 1; record < records; record++) {
    const next = Math.floor((before + (amounts[record - 1] as number)) / budget) + 1;
    if (next !== step) yield { step, end: record };
    step = next;
  }
  if (records > 0) yield { step, end: records };
}
