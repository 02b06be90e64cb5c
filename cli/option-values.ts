// Parsers of option values. What does not fit is a usage error that says what was expected.

import { InvalidArgumentError } from 'commander';
import type { TextField } from '../input/lines/field-path.ts';

const units: Readonly<Record<string, number>> = {
  '': 1,
  K: 2 ** 10,
  M: 2 ** 20,
  G: 2 ** 30,
  T: 2 ** 40,
};

/** A name of a file, a folder or a field; an empty one is mostly a variable that is not set. */
export function parseName(value: string): string {
  if (value !== '') return value;
  throw new InvalidArgumentError('Expected a name, found an empty one: is a variable not set?');
}

/** A field, or several where the option is repeated: a name may hold commas. */
export function parseFields(value: string, before?: TextField): TextField {
  return before === undefined ? parseName(value) : [...[before].flat(), parseName(value)];
}

/** Names, comma-separated; may be given several times. */
export function parseNames(value: string, before: readonly string[] = []): string[] {
  return [...before, ...value.split(',').map((part) => parseName(part.trim()))];
}

/** A whole number from 1. */
export function parseCount(value: string): number {
  return wholeNumber(value, 1);
}

/** A whole number from 0. */
export function parseNumber(value: string): number {
  return wholeNumber(value, 0);
}

/** A TCP port; 0 is any that is free. */
export function parsePort(value: string): number {
  const port = wholeNumber(value, 0);
  if (port <= 65_535) return port;
  throw new InvalidArgumentError(`Expected a port up to 65535, found "${value}".`);
}

function wholeNumber(value: string, least: number): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && Number.isSafeInteger(number) && number >= least) return number;
  throw new InvalidArgumentError(`Expected a whole number from ${least}, found "${value}".`);
}

/** Steps, comma-separated; may be given several times. */
export function parseSteps(value: string, before: readonly number[] = []): number[] {
  const parts = value.split(',').map((part) => part.trim());
  if (parts.includes('')) {
    throw new InvalidArgumentError(
      `Expected steps separated by commas, without spaces, as in 100,1000; found "${value}".`,
    );
  }
  return [...before, ...parts.map(parseNumber)];
}

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

/** Bytes, as in 512M, 4G or 1.5G. */
export function parseBytes(value: string): number {
  const match = /^(\d+(?:\.\d+)?)([KMGT]?)(?:i?B)?$/i.exec(value);
  const bytes = Number(match?.[1]) * (units[(match?.[2] ?? '').toUpperCase()] ?? Number.NaN);
  if (Number.isSafeInteger(Math.floor(bytes)) && bytes > 0) return Math.floor(bytes);
  throw new InvalidArgumentError(
    `Expected an amount of memory such as 512M or 4G, found "${value}".`,
  );
}
