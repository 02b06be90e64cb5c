// What may be asked of phrases besides count, first and last, and the limits of it.

import { IndexError } from '../errors.ts';

export interface Question {
  /** Steps S for "exposures with step <= S". */
  readonly at?: readonly number[] | undefined;
  /** Bins of a timeline; at most as many as there are steps. */
  readonly bins?: number | undefined;
  /** Steps of the timeline, both included; those of the index by default. */
  readonly fromStep?: number | undefined;
  readonly toStep?: number | undefined;
  /** Distinct records. */
  readonly records?: boolean | undefined;
  /** Contexts of the first so many exposures. */
  readonly contexts?: number | undefined;
}

/** Steps that a question may name: beyond any use, within memory. */
const maxSteps = 100_000;

/** Throws `bad_argument` for a number that is not whole, or is below `min`. */
export function requireCount(what: string, value: number, min: number): void {
  if (Number.isSafeInteger(value) && value >= min) return;
  throw new IndexError('bad_argument', `${what} must be a whole number from ${min}, not ${value}`);
}

/** Throws `bad_argument` for more steps than a question may name. */
export function requireSteps({ length }: readonly number[]): void {
  requireMax('steps to count by', length, maxSteps);
}

/** Throws `bad_argument` for more than `max`. */
export function requireMax(what: string, found: number, max: number): void {
  if (found <= max) return;
  throw new IndexError(
    'bad_argument',
    `found ${found} ${what}: expected ${max} at most. Ask for fewer.`,
    { found, expected: max },
  );
}
