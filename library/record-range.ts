// Which records are asked for: those of a step, of ranges, or those that satisfy a query.

import type { Rule } from './options/check-options.ts';
import { rules } from './options/rules.ts';

/** Exactly one of step, steps, rank and having. */
export interface RecordRange {
  /** The records of this step. */
  readonly step?: number | undefined;
  /** Those of the steps, or ranks, [start, end). */
  readonly steps?: readonly [start: number, end: number] | undefined;
  readonly rank?: readonly [start: number, end: number] | undefined;
  /** Those that satisfy this query. */
  readonly having?: string | undefined;
  /** With having: only records with step <= until. */
  readonly until?: number | undefined;
  /** Leave the texts out. */
  readonly withoutText?: boolean | undefined;
}

const pair: Rule = {
  expected: 'two whole numbers [start, end]',
  holds: (value) => rules.steps.holds(value) && Array.isArray(value) && value.length === 2,
};

export const recordRules: Readonly<Record<keyof RecordRange, Rule>> = {
  step: rules.number,
  steps: pair,
  rank: pair,
  having: rules.text,
  until: rules.number,
  withoutText: rules.flag,
};
