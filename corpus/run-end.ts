// Where a run ends: `consumed` of its description, as an amount of the index.
//
// The record with which the amount is reached is the last one that was fed. Amounts count from the
// start of the index, so that a command which goes on after an interruption ends at the same record.

import { fillStep } from '../store/segment/pace.ts';
import type { ConsumedPart, Corpus } from './corpus.ts';
import type { Reached } from './step-counter.ts';
import { findPace, type StepRule } from './step-rule.ts';

/**
 * How much of a batch is taken: the record with which the amount is reached is the last; of `step`,
 * the last one before a record of a later step.
 */
export interface TakeLimit {
  readonly unit: 'records' | 'words' | 'modelTokens' | 'step';
  readonly amount: number;
}

export interface RunEnd extends TakeLimit {
  /** The run is shorter unless there are more records, words, ... or a later step than this. */
  readonly moreThan: number;
  /** Records of the index that are not of this run. */
  readonly recordsBefore: number;
  readonly rule: StepRule;
  readonly asked: ConsumedPart;
  /** The run description, for messages. */
  readonly where: string;
}

/** Undefined: all of the corpus was fed. */
export function planRunEnd(
  { consumed: asked, steps: rule, where }: Corpus,
  recordsBefore = 0,
): RunEnd | undefined {
  if (asked === undefined) return undefined;
  const base = { rule, recordsBefore, where, asked };
  if (asked.key === 'records') {
    const amount = recordsBefore + asked.amount;
    return { ...base, unit: 'records', amount, moreThan: amount - 1 };
  }
  const step = asked.amount;
  const pace = findPace(rule);
  if (pace === undefined) return { ...base, unit: 'step', amount: step, moreThan: step - 1 };
  const moreThan = fillStep(pace, step - 1);
  return { ...base, unit: pace.unit, amount: fillStep(pace, step), moreThan };
}

/** Whether the next record, of whatever step, lies behind the end; not known of a `step`. */
export function isBehind({ unit, amount }: RunEnd, reached: Reached): boolean {
  return unit !== 'step' && reached[unit] >= amount;
}
