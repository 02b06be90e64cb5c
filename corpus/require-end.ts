// Errors of a `consumed` that the corpus or the index contradicts: the run would end before its first
// record, after its last one, or before the end of the index.

import { IndexError } from '../errors.ts';
import { findStep } from '../store/segment/pace.ts';
import type { RunEnd } from './run-end.ts';
import type { Reached } from './step-counter.ts';
import { findPace } from './step-rule.ts';

/** Throws `run_invalid` where the index already holds more than was consumed. */
export function requireNotPassed(end: RunEnd, reached: Reached): void {
  const { asked, recordsBefore, where } = end;
  const held = reached.records - recordsBefore;
  const { lastStep } = reached;
  const has = asked.key === 'records' ? held : lastStep;
  if (has <= asked.amount) return;
  const found =
    asked.key === 'records'
      ? `the index has ${held} of the records of this run already`
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
    `${where}: key consumed.${asked.key}: expected ${max} or less, because there ${max === 1 ? 'is' : 'are'} only ${max} ${unit} in all; found ${asked.amount}. Fix the number, or add the files that are missing.`,
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
