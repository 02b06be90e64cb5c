// The step that a record's field says, in one of the formats of `--step-format`.
//
// Steps are whole numbers from 1 on. A date is the number that its digits make in UTC, 19991231 or,
// with the time, 19991231235959: it reads as the date, and later dates are greater numbers.

import type { StepFormat } from '../../schemas/run-formats.ts';

/** The step; undefined: the value says none in this format. */
export function readStep(value: unknown, format: StepFormat): number | undefined {
  const plain = plainOf(value);
  const step = stepIn(plain, format);
  return step !== undefined && Number.isSafeInteger(step) && step >= 1 ? step : undefined;
}

/** What is expected of the field, for messages. */
export const expectedSteps: Readonly<Record<StepFormat, string>> = {
  integer: 'a step, a whole number from 1 on',
  digits: 'a step, a whole number from 1 on, also as a string of digits',
  date: 'a date as the step, as in "1999-12-31" or "1999-12-31T23:59:59Z"',
  'date-time': 'a date with its time as the step, as in "1999-12-31T23:59:59Z"',
};

/** The format that would read the value, as advice that follows a message; else nothing. */
export function adviseFormat(value: unknown, field: string, asked: StepFormat): string {
  const plain = plainOf(value);
  const isTime = plain instanceof Date || (typeof plain === 'string' && plain.length > 10);
  const order: StepFormat[] = isTime
    ? ['date-time', 'integer', 'digits', 'date']
    : ['integer', 'digits', 'date', 'date-time'];
  const format = order.find((one) => one !== asked && readStep(value, one) !== undefined);
  if (format === undefined) return '';
  const key = JSON.stringify({ steps: { field, format } });
  const also = format === 'date-time' ? ' (to the second; or date, to the day)' : '';
  return `; --step-format ${format} reads it${also}, in a run description ${key}`;
}

function stepIn(value: unknown, format: StepFormat): number | undefined {
  if (format === 'integer' || format === 'digits') {
    if (typeof value === 'number') return value;
    const isDigits = format === 'digits' && typeof value === 'string' && /^\d+$/.test(value);
    return isDigits ? Number(value) : undefined;
  }
  const date = value instanceof Date ? value : typeof value === 'string' ? parseDate(value) : null;
  if (date === null || date === undefined || Number.isNaN(date.getTime())) return undefined;
  const day = date.getUTCFullYear() * 10_000 + (date.getUTCMonth() + 1) * 100 + date.getUTCDate();
  if (format === 'date') return day;
  const second = date.getUTCHours() * 10_000 + date.getUTCMinutes() * 100 + date.getUTCSeconds();
  return day * 1_000_000 + second;
}

const dateForm =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:[Zz]|([+-])(\d\d):?(\d\d)?)?)?$/;

/** An ISO 8601 date, alone or with a time; without a zone it is in UTC. */
function parseDate(text: string): Date | undefined {
  const found = dateForm.exec(text);
  if (found === null) return undefined;
  const [year, month, day, hour, minute, second] = found
    .slice(1, 7)
    .map((part) => Number(part ?? 0)) as [number, number, number, number, number, number];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  // Date.UTC takes years below 100 for those of the 20th century.
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const offset = 60 * Number(found[8] ?? 0) + Number(found[9] ?? 0);
  date.setUTCHours(hour, minute + (found[7] === '-' ? offset : -offset), second);
  return date;
}

/** Whole numbers as numbers, bytes of text as text. */
function plainOf(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint8Array && value.length <= 64) {
    return Buffer.from(value.buffer, value.byteOffset, value.length).toString('latin1');
  }
  return value;
}
