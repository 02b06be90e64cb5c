// The step that a record's field says, in one of the formats of `--step-format`.
//
// Steps are whole numbers from 1 on. A date is the number that its digits make in UTC, 19991231 or,
// with the time, 19991231235959: it reads as the date, and later dates are greater numbers.

/** How a field says a step. */
export const stepFormats = ['integer', 'digits', 'date', 'date-time'] as const;
export type StepFormat = (typeof stepFormats)[number];

interface Reading {
  /** For messages. */
  readonly expected: string;
  readonly read: (value: unknown) => number | undefined;
  /** After the format's name, in advice. */
  readonly remark?: string;
}

const readings: Readonly<Record<StepFormat, Reading>> = {
  integer: {
    expected: 'a step, a whole number from 1 on',
    read: (value) => (typeof value === 'number' ? value : undefined),
  },
  digits: {
    expected: 'a step, a whole number from 1 on, also as a string of digits',
    read: (value) => {
      if (typeof value === 'string' && /^\d+$/.test(value)) return Number(value);
      return typeof value === 'number' ? value : undefined;
    },
  },
  date: {
    expected: 'a date as the step, as in "1999-12-31" or "1999-12-31T23:59:59Z"',
    read: (value) => countDay(readDate(value)),
  },
  'date-time': {
    expected: 'a date with its time as the step, as in "1999-12-31T23:59:59Z"',
    read: (value) => {
      const date = readDate(value);
      const day = countDay(date);
      if (date === undefined || day === undefined) return undefined;
      const hours = date.getUTCHours() * 10_000;
      return day * 1_000_000 + hours + date.getUTCMinutes() * 100 + date.getUTCSeconds();
    },
    remark: ' (to the second; or date, to the day)',
  },
};

/** The step; undefined: the value says none in this format. */
export function readStep(value: unknown, format: StepFormat): number | undefined {
  const step = readings[format].read(plainValue(value));
  return step !== undefined && Number.isSafeInteger(step) && step >= 1 ? step : undefined;
}

/** What is expected of the field, for messages. */
export function expectStep(format: StepFormat): string {
  return readings[format].expected;
}

/** The format that would read the value, as advice that follows a message; else nothing. */
export function adviseFormat(value: unknown, field: string, asked: StepFormat): string {
  const plain = plainValue(value);
  const isTime = plain instanceof Date || (typeof plain === 'string' && plain.length > 10);
  const order: StepFormat[] = isTime
    ? ['date-time', 'integer', 'digits', 'date']
    : [...stepFormats];
  const format = order.find((one) => one !== asked && readStep(value, one) !== undefined);
  if (format === undefined) return '';
  const key = JSON.stringify({ steps: { field, format } });
  return `; --step-format ${format} reads it${readings[format].remark ?? ''}, in a run description ${key}`;
}

function readDate(value: unknown): Date | undefined {
  const date = typeof value === 'string' ? parseDate(value) : value;
  return date instanceof Date && !Number.isNaN(date.getTime()) ? date : undefined;
}

function countDay(date: Date | undefined): number | undefined {
  if (date === undefined) return undefined;
  return date.getUTCFullYear() * 10_000 + (date.getUTCMonth() + 1) * 100 + date.getUTCDate();
}

const dateForm =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:[Zz]|([+-])(\d\d):?(\d\d)?)?)?$/;

/** An ISO 8601 date, alone or with a time; without a zone it is in UTC. */
function parseDate(text: string): Date | undefined {
  const found = dateForm.exec(text);
  if (found === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
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
function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint8Array && value.length <= 64) {
    return Buffer.from(value.buffer, value.byteOffset, value.length).toString('latin1');
  }
  return value;
}
