// Which step consumes a record, one after the other.

import { findStep, type Pace } from '../store/segment/pace.ts';
import { countWords } from './count-words.ts';
import { requireRisingStep } from './rising-step.ts';
import type { RunRecord } from './shape-record.ts';
import { findPace, type StepRule } from './step-rule.ts';

/** Amounts of an index or of a walk so far, and the step of its last record, or 0. */
export interface Reached {
  readonly records: number;
  readonly words: number;
  readonly modelTokens: number;
  readonly lastStep: number;
}

export class StepCounter {
  #rule: StepRule;
  #pace: Pace | undefined;
  #reached: Reached;

  /** `before`: amounts before the first record. */
  constructor(rule: StepRule, before: Omit<Reached, 'lastStep'> = nothing) {
    const { records, words, modelTokens } = before;
    this.#rule = rule;
    this.#pace = findPace(rule);
    this.#reached = { records, words, modelTokens, lastStep: 0 };
  }

  /** Amounts before the next record; words are counted only where steps are counted by them. */
  get reached(): Reached {
    return this.#reached;
  }

  /** Takes the next record and gives its step. Throws `step_backwards` where it falls; `where` names the record. */
  next(record: RunRecord, where: () => string): number {
    const { records, words, modelTokens } = this.#reached;
    const step = this.#findStep(record);
    this.#requireRising(step, where);
    this.#reached = {
      records: records + 1,
      words: words + (this.#pace?.unit === 'words' ? countWords(record).words : 0),
      modelTokens: modelTokens + (record.modelTokens ?? 0),
      lastStep: step,
    };
    return step;
  }

  /** Takes so many records that say this step. Throws as `next` does. */
  takeStep(step: number, records: number, where: () => string): void {
    this.#requireRising(step, where);
    this.pass(records);
    this.#reached = { ...this.#reached, lastStep: step };
  }

  /** Passes over records, which no later step depends on. */
  pass(records: number): void {
    this.#reached = { ...this.#reached, records: this.#reached.records + records };
  }

  #requireRising(step: number, where: () => string): void {
    if (this.#rule.kind !== 'field') return;
    requireRisingStep(this.#rule, { before: this.#reached.lastStep, step, where });
  }

  #findStep({ step }: RunRecord): number {
    if (this.#pace !== undefined) {
      return findStep(this.#pace, this.#reached[this.#pace.unit]).step;
    }
    if (step === undefined) throw new Error('a record without a step got through');
    return step;
  }
}

const nothing = { records: 0, words: 0, modelTokens: 0 };
