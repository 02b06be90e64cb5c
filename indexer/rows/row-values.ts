// Column values to the parts of a record, as JSON lines would have them.
//
// Messages name file, row and column, and quote nothing of the text.

import { isAscii, isUtf8 } from 'node:buffer';
import type { ErrorCode } from '../../errors.ts';
import type { StepFormat } from '../../schemas/run-formats.ts';
import type { BadRecord } from '../sources/decode-batch.ts';
import { adviseFormat, expectedSteps, readStep } from '../step-value.ts';
import type { TextRow } from './row-reader.ts';

export interface RowFields {
  readonly text: string;
  readonly id: string;
  readonly step: string | undefined;
  /** How that column says a step; by default as a whole number. */
  readonly stepFormat?: StepFormat;
}

/** One row's values as a reader has them: bytes or string, number, bigint, null, ... */
export interface RowValues {
  /** Row in the source, and in its file: both from 1 on. */
  readonly line: number;
  readonly fileRow: number;
  readonly file: string;
  readonly text: unknown;
  readonly id: unknown;
  readonly step: unknown;
}

/** The record, or what is wrong with it. */
export function recordOf(values: RowValues, fields: RowFields): TextRow | BadRecord {
  const { line } = values;
  const refuse = (code: ErrorCode, found: string): BadRecord => ({
    line,
    code,
    message: `${values.file}, row ${values.fileRow} ${found}`,
  });
  const text = textOf(values.text);
  if (text === undefined) {
    return values.text instanceof Uint8Array
      ? refuse('not_utf8', `is not UTF-8 in the column "${fields.text}"`)
      : refuse(
          'wrong_field_type',
          `has ${nameType(values.text)} in the column "${fields.text}": expected a string, the text`,
        );
  }
  let step: number | undefined;
  if (fields.step !== undefined) {
    const format = fields.stepFormat ?? 'integer';
    step = readStep(values.step, format);
    if (step === undefined) {
      const isNumber = typeof values.step === 'number' || typeof values.step === 'bigint';
      const found = isNumber ? `the number ${values.step}` : nameStep(values.step);
      const advice = adviseFormat(values.step, fields.step, format);
      return refuse(
        'wrong_field_type',
        `has ${found} in the column "${fields.step}": expected ${expectedSteps[format]}${advice}`,
      );
    }
  }
  const id = idOf(values.id);
  if (id === undefined && values.id instanceof Uint8Array) {
    return refuse('not_utf8', `is not UTF-8 in the column "${fields.id}"`);
  }
  if (id === undefined) {
    return refuse(
      'wrong_field_type',
      `has ${nameType(values.id)} in the column "${fields.id}": expected a string or a number, the id`,
    );
  }
  return { line, text, id, step };
}

/** undefined: no text. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!(value instanceof Uint8Array)) return undefined;
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.length);
  if (isAscii(bytes)) return bytes.toString('latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

/** null: none. undefined: nothing that has a JSON text. */
function idOf(value: unknown): string | null | undefined {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return JSON.stringify(value);
  return textOf(value);
}

function nameStep(value: unknown): string {
  if (value instanceof Date) return 'a date';
  return textOf(value) === undefined ? nameType(value) : 'a string';
}

function nameType(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (value instanceof Uint8Array) return 'bytes that are no UTF-8';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
