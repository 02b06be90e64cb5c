// Numbers of a question within their limits.

import { IndexError } from '../errors.ts';

/** Throws `bad_argument` for a number that is not whole, or is below `min`. */
export function requireCount(what: string, value: number, min: number): void {
  if (Number.isSafeInteger(value) && value >= min) return;
  throw new IndexError('bad_argument', `${what} must be a whole number from ${min}, not ${value}`);
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
