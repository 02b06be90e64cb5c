// Where a run ends: `consumed` of its description, as an amount of the index.
//
// The record with which the amount is reached is the last one that was fed. Amounts count from the
// start of the index, so that a command which goes on after an interruption ends at the same record.

import { IndexError } from '../errors.ts';
import type { Run } from './read-run.ts';
import { endRankOfStep, type StepRule, stepOfRank } from './step-rule.ts';

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
  readonly least: number;
  /** Records of the index that are not of this run. */
  readonly recordsBefore: number;
  readonly rule: StepRule;
  readonly asked: { readonly key: 'records' | 'steps'; readonly amount: number };
  /** The run description, for messages. */
  readonly where: string;
}

/** What the index holds, with the last record's step. */
export interface Reached {
  readonly records: number;
  readonly words: number;
  readonly modelTokens: number;
  readonly lastStep: number | undefined;
}

/** Undefined: all of the run was fed. */
export function planRunEnd(
  { name, description }: Run,
  rule: StepRule,
  recordsBefore = 0,
): RunEnd | undefined {
  const { consumed } = description;
  if (consumed === undefined) return undefined;
  const base = { rule, recordsBefore, where: name ?? 'the options' };
  const { records, steps } = consumed;
  if (records !== undefined) {
    const amount = recordsBefore + records;
    const asked = { key: 'records', amount: records } as const;
    return { ...base, unit: 'records', amount, least: amount - 1, asked };
  }
  const step = steps as number;
  const asked = { key: 'steps', amount: step } as const;
  if (rule.field !== undefined) {
    return { ...base, unit: 'step', amount: step, least: step - 1, asked };
  }
  const budget = rule.words ?? rule.model_tokens;
  if (budget !== undefined) {
    const unit = rule.words === undefined ? 'modelTokens' : 'words';
    return { ...base, unit, amount: step * budget, least: (step - 1) * budget, asked };
  }
  const [least, amount] = [endRankOfStep(rule, step - 1), endRankOfStep(rule, step)];
  return { ...base, unit: 'records', amount, least, asked };
}

/** Whether the next record, of whatever step, lies behind the end; not known of a `step`. */
export function isBehind({ unit, amount }: RunEnd, reached: Reached): boolean {
  return unit !== 'step' && reached[unit] >= amount;
}

/** Throws `run_invalid` where the index already holds more than was consumed. */
export function requireNotPassed(end: RunEnd, reached: Reached): void {
  const { asked, recordsBefore, where } = end;
  const held = reached.records - recordsBefore;
  const lastStep = reached.lastStep ?? 0;
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
  const has = end.unit === 'step' ? (reached.lastStep ?? 0) : reached[end.unit];
  if (has > end.least) return;
  const { asked, where } = end;
  const most =
    asked.key === 'records' ? reached.records - end.recordsBefore : stepsIn(end, reached);
  const unit = most === 1 ? asked.key.slice(0, -1) : asked.key;
  throw new IndexError(
    'run_invalid',
    `${where}: key consumed.${asked.key}: expected ${most} or less, because there are only ${most} ${unit} in all; found ${asked.amount}. Fix the number, or add the files that are missing.`,
    { file: where, key: `consumed.${asked.key}`, found: asked.amount, expected: most },
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
function stepsIn({ rule, unit }: RunEnd, reached: Reached): number {
  if (unit === 'step') return reached.lastStep ?? 0;
  if (unit === 'records') {
    return reached.records === 0 ? 0 : stepOfRank(rule, reached.records - 1).step;
  }
  const budget = (rule.words ?? rule.model_tokens) as number;
  return Math.ceil(reached[unit] / budget);
}
