// Parser of option values that are times.

import { InvalidArgumentError } from 'commander';

/** A time of at least a second, as in 60, 90s, 2m or 1h; in milliseconds. */
export function parseDuration(value: string): number {
  const match = /^(\d+(?:\.\d+)?)(s|m|h)?$/i.exec(value);
  const seconds = { s: 1, m: 60, h: 3600 }[(match?.[2] ?? 's').toLowerCase()] ?? Number.NaN;
  const ms = Number(match?.[1]) * seconds * 1000;
  if (ms >= 1000 && ms <= 2 ** 31) return ms;
  throw new InvalidArgumentError(
    `Expected a time from 1s to 500h such as 60, 90s or 2m, found "${value}".`,
  );
}
