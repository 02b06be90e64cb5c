// Parsers of option values that are shares. What does not fit is a usage error that says what was expected.

import { InvalidArgumentError } from 'commander';
import type { TraceOptions } from '../../library/index-questions.ts';

type SpanLimit = NonNullable<TraceOptions['rarest']>;

/** A whole number from 1, or a percentage above 0 and up to 100. */
export function parseSpanLimit(value: string): SpanLimit {
  const [, digits, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(value) ?? [];
  const number = Number(digits);
  if (percent === '%' && number > 0 && number <= 100) return { share: number / 100 };
  if (percent === '' && Number.isSafeInteger(number) && number > 0) return number;
  throw new InvalidArgumentError(
    `Expected a whole number from 1, or a percentage such as 5%; found "${value}".`,
  );
}

/** Shares above 0 and up to 1, comma-separated; may be given several times. */
export function parseShares(value: string, before: readonly number[] = []): number[] {
  const shares = value.split(',').map((part) => {
    const share = Number(part);
    if (/^\s*\d*\.?\d+\s*$/.test(part) && share > 0 && share <= 1) return share;
    throw new InvalidArgumentError(
      `Expected shares above 0 and up to 1, separated by commas, as in 0.5,0.8; found "${value}".`,
    );
  });
  return [...before, ...shares];
}
