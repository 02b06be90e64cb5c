// Where a run ends: `consumed` of its description, as an amount of the index.
//
// The record with which the amount is reached is the last one that was fed. Amounts count from the
// start of the index, so that a command which goes on after an interruption ends at the same record.

import { IndexError } from '../errors.ts';
import type { ConsumedPart, Corpus } from './corpus.ts';
import type { Reached } from './step-counter.ts';
import { fillStep, findPace, findStep } from './step-pace.ts';
import type { StepRule } from './step-rule.ts';

/**
 * How much of a batch is taken: the record with which the amount is reached is the last; of `step`,
 * the last one before a record of a later step.
 */
export interface TakeLimit {
  readonly unit: 'records' | 'words' | 'modelTokens' | 'step';
  readonly amount: number;
}

export interface RunEnd extends TakeLimit {
  /** There have to be more records, words, ... or a later step than this, or the run is shorter. */
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

/** Throws `run_invalid` where the index already holds more than was consumed. */
export function requireNotPassed(end: RunEnd, reached: Reached): void {
  const { asked, recordsBefore, where } = end;
  const held = reached.records - recordsBefore;
  const { lastStep } = reached;
  const has = asked.key === 'records' ? held : lastStep;
  if (has <= asked.amount) return;
  const found =
    asked.key === 'records'
      ? `${held} records of this run are in the index already`
      : `the index is at step ${lastStep} already`;
  throw new IndexError(
    'run_invalid',
    `${where}: key consumed.${asked.key}: expected ${has} or more, because ${found}; found ${asked.amount}. An index does not forget records: build another one.`,
    { file: where, key: `consumed.${asked.key}`, found: asked.amount, expected: has },
  );
}

/** Throws `run_invalid` where all records were fed, and the run says that more were. */
export function requireEnough(end: RunEnd, reached: Reached): void {
  const has = end.unit === 'step' ? reached.lastStep : reached[end.unit];
  if (has > end.moreThan) return;
  const { asked, where } = end;
  const max =
    asked.key === 'records' ? reached.records - end.recordsBefore : countSteps(end, reached);
  const unit = max === 1 ? asked.key.slice(0, -1) : asked.key;
  throw new IndexError(
    'run_invalid',
    `${where}: key consumed.${asked.key}: expected ${max} or less, because there are only ${max} ${unit} in all; found ${asked.amount}. Fix the number, or add the files that are missing.`,
    { file: where, key: `consumed.${asked.key}`, found: asked.amount, expected: max },
  );
}

/** The error where even the first record lies behind the end. */
export function nothingConsumed({ asked, where }: RunEnd): IndexError {
  return new IndexError(
    'run_invalid',
    `${where}: key consumed.${asked.key}: expected the step of the first record or a later one, because a run without a record cannot be indexed; found ${asked.amount}. Fix the number, or name the right field of steps.`,
    { file: where, key: `consumed.${asked.key}`, found: asked.amount },
  );
}

/** The last step that was begun. */
function countSteps({ rule }: RunEnd, reached: Reached): number {
  const pace = findPace(rule);
  if (pace === undefined) return reached.lastStep;
  const amount = reached[pace.unit];
  return amount === 0 ? 0 : findStep(pace, amount - 1).step;
}
