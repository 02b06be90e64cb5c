// Which step consumes a record: one after the other, or all those of a segment at once.
//
// A record belongs to the step in whose share the amount before it falls, whatever its own amount.

import { countWords } from './count-words.ts';
import { requireRisingStep } from './rising-step.ts';
import type { RunRecord } from './shape-record.ts';
import { findPace, findStep, type Pace } from './step-pace.ts';
import type { StepRule } from './step-rule.ts';

/** Amounts of an index or of a walk so far, and the step of its last record, or 0. */
export interface Reached {
  readonly records: number;
  readonly words: number;
  readonly modelTokens: number;
  readonly lastStep: number;
}

export interface StepEnd {
  readonly step: number;
  /** Records of the segment up to the end of the step, at least one more than at the end before. */
  readonly end: number;
}

/** Amounts of a segment by which its steps are counted. */
interface SegmentAmounts {
  readonly records: number;
  /** Words and model tokens of the segment by the end of each of its records. */
  readonly words: Uint32Array;
  readonly modelTokens: Uint32Array;
  /** The steps that the records say, where they do. */
  readonly own: Iterable<StepEnd>;
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
    const { records, words, modelTokens, lastStep } = this.#reached;
    const step = this.#findStep(record);
    if (this.#rule.kind === 'field') {
      requireRisingStep(this.#rule, { before: lastStep, step, where });
    }
    this.#reached = {
      records: records + 1,
      words: words + (this.#pace?.unit === 'words' ? countWords(record).words : 0),
      modelTokens: modelTokens + (record.modelTokens ?? 0),
      lastStep: step,
    };
    return step;
  }

  /** Passes over records, which no later step depends on. */
  pass(records: number): void {
    this.#reached = { ...this.#reached, records: this.#reached.records + records };
  }

  #findStep({ step }: RunRecord): number {
    if (this.#pace !== undefined) {
      return findStep(this.#pace, this.#reached[this.#pace.unit]).step;
    }
    if (step === undefined) throw new Error('a record without a step got through');
    return step;
  }

  /** The steps of a segment that follows, without a look at each record where records are counted. */
  *ends({ records, words, modelTokens, own }: SegmentAmounts): Generator<StepEnd> {
    if (this.#pace === undefined) {
      yield* own;
      return;
    }
    const { unit } = this.#pace;
    const before = this.#reached[unit];
    const amounts = unit === 'words' ? words : modelTokens;
    const amountBy = (end: number) => before + (unit === 'records' ? end : (amounts[end - 1] ?? 0));
    for (let start = 0; start < records; ) {
      const { step, full } = findStep(this.#pace, amountBy(start));
      let end = unit === 'records' ? Math.min(records, full - before) : start + 1;
      while (end < records && amountBy(end) < full) end++;
      yield { step, end };
      start = end;
    }
  }
}

const nothing = { records: 0, words: 0, modelTokens: 0 };
