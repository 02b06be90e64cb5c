// Parsers of option values that are numbers. What does not fit is a usage error that says what was
// expected.

import { availableParallelism } from 'node:os';
import { InvalidArgumentError } from 'commander';

const units: Readonly<Record<string, number>> = {
  '': 1,
  K: 2 ** 10,
  M: 2 ** 20,
  G: 2 ** 30,
  T: 2 ** 40,
};

/** A whole number from 1. */
export function parseCount(value: string): number {
  return wholeNumber(value, 1);
}

/** A whole number from 0. */
export function parseNumber(value: string): number {
  return wholeNumber(value, 0);
}

/** Threads or processes: a whole number from 1. Far more than the machine has cores would only stop it. */
export function parseParallelism(value: string): number {
  const number = wholeNumber(value, 1);
  const max = Math.max(16, 2 * availableParallelism());
  if (number <= max) return number;
  throw new InvalidArgumentError(
    `Expected a whole number from 1 to ${max}, found "${value}". This machine has ${availableParallelism()} cores; many more than that would stop it.`,
  );
}

/** A TCP port; 0 is any that is free. */
export function parsePort(value: string): number {
  const port = wholeNumber(value, 0);
  if (port <= 65_535) return port;
  throw new InvalidArgumentError(`Expected a port up to 65535, found "${value}".`);
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

/** Bytes, as in 512M, 4G or 1.5G. */
export function parseBytes(value: string): number {
  const match = /^(\d+(?:\.\d+)?)([KMGT]?)(?:i?B)?$/i.exec(value);
  const bytes = Number(match?.[1]) * (units[(match?.[2] ?? '').toUpperCase()] ?? Number.NaN);
  if (Number.isSafeInteger(Math.floor(bytes)) && bytes > 0) return Math.floor(bytes);
  throw new InvalidArgumentError(
    `Expected an amount of memory such as 512M or 4G, found "${value}".`,
  );
}

function wholeNumber(value: string, min: number): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && Number.isSafeInteger(number) && number >= min) return number;
  throw new InvalidArgumentError(`Expected a whole number from ${min}, found "${value}".`);
}
