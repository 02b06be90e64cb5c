// Parser of option values that are ranges: A:B, from A to B - 1.

import { InvalidArgumentError } from 'commander';

export interface NumberRange {
  readonly start: number;
  readonly end: number;
}

/** Numbers [start, end); the range holds one at least. */
export function parseRange(value: string): NumberRange {
  const match = /^(\d+):(\d+)$/.exec(value);
  const start = Number(match?.[1]);
  const end = Number(match?.[2]);
  if (match !== null && Number.isSafeInteger(end) && start < end) return { start, end };
  throw new InvalidArgumentError(
    `Expected A:B with A before B, as in 0:512, which is from 0 to 511; found "${value}".`,
  );
}
