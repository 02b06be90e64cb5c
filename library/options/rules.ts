// What values options may have.

import { IndexError } from '../../errors.ts';
import type { Rule } from './check-options.ts';

const isText = (value: unknown) => typeof value === 'string' && value !== '';
const isCount = (min: number) => (value: unknown) =>
  Number.isSafeInteger(value) && Number(value) >= min;
const isList = (of: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(of);
const isGroup = (value: unknown) =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'phrases' in value &&
  isList((phrase) => typeof phrase === 'string')(value.phrases);

export const rules = {
  text: { expected: 'a string that is not empty', holds: isText },
  /** Of an item. */
  id: {
    expected: 'a string or null',
    holds: (value) => value === null || typeof value === 'string',
  },
  /** An empty one too. */
  anyText: { expected: 'a string', holds: (value) => typeof value === 'string' },
  texts: {
    expected: 'a string, or an array of strings, not empty',
    holds: (value) =>
      isText(value) || (isList(isText)(value) && Array.isArray(value) && value.length > 0),
  },
  anyTexts: {
    expected: 'an array of strings',
    holds: isList((value) => typeof value === 'string'),
  },
  phrase: {
    expected: 'a string, or a group { name, phrases }',
    holds: (value) => typeof value === 'string' || isGroup(value),
  },
  flag: { expected: 'true or false', holds: (value) => typeof value === 'boolean' },
  number: { expected: 'a whole number from 0', holds: isCount(0) },
  count: { expected: 'a whole number from 1', holds: isCount(1) },
  steps: { expected: 'an array of whole numbers from 0', holds: isList(isCount(0)) },
  share: {
    expected: 'a number above 0 and at most 1',
    holds: (value) => typeof value === 'number' && value > 0 && value <= 1,
  },
  signal: { expected: 'an AbortSignal', holds: (value) => value instanceof AbortSignal },
  call: { expected: 'a function', holds: (value) => typeof value === 'function' },
  object: {
    expected: 'an object',
    holds: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  },
} as const satisfies Record<string, Rule>;

/** One of some words. */
export function oneOf(words: readonly string[]): Rule {
  return {
    expected: `one of ${words.join(', ')}`,
    holds: (value) => typeof value === 'string' && words.includes(value),
  };
}

/** Several values, each by a rule. */
export function listOf({ expected, holds }: Rule): Rule {
  return { expected: `an array, each of it ${expected}`, holds: isList(holds) };
}

const units: Readonly<Record<string, number>> = {
  '': 1,
  K: 2 ** 10,
  M: 2 ** 20,
  G: 2 ** 30,
  T: 2 ** 40,
};

/** Bytes of a number, or of a text such as `512M`, `4G` or `1.5G`; throws `bad_argument`. */
export function readBytes(value: number | string, name: string): number {
  const match = /^(\d+(?:\.\d+)?)([KMGT]?)(?:i?B)?$/i.exec(String(value));
  const unit = units[(match?.[2] ?? '').toUpperCase()] ?? Number.NaN;
  const bytes = Math.floor(Number(match?.[1]) * unit);
  if (Number.isSafeInteger(bytes) && bytes > 0) return bytes;
  throw new IndexError(
    'bad_argument',
    `${name}: expected bytes, as a number or as in "512M" or "4G", found ${JSON.stringify(value)}`,
  );
}
