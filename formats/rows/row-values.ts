// Column values to the parts of a record, as JSON lines would have them.
//
// Messages name file, row and column, and quote nothing of the text.

import { isAscii, isUtf8 } from 'node:buffer';
import type { ErrorCode } from '../../errors.ts';
import { fieldJoint, type TextField, textFields } from '../../input/lines/field-path.ts';
import {
  adviseFormat,
  expectStep,
  readStep,
  type StepFormat,
} from '../../input/lines/step-value.ts';
import type { BadRecord } from '../lines/decode-batch.ts';
import { idsOfBytes, looksWider, type TokensColumn } from '../tokens/token-ids.ts';
import type { TextRow, TokenRow } from './row-reader.ts';

export interface RowFields {
  /** The column of the record: its text, or its ids with `tokens`; several are joined as texts. */
  readonly text: TextField;
  readonly tokens?: TokensColumn;
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
  /** Of the columns of the text, in order. */
  readonly texts: readonly unknown[];
  readonly id: unknown;
  readonly step: unknown;
}

/** The record, or what is wrong with it. */
export function recordOf(values: RowValues, fields: RowFields): TextRow | TokenRow | BadRecord {
  const { line } = values;
  const refuse = (code: ErrorCode, found: string): BadRecord => ({
    line,
    code,
    message: `${values.file}, row ${values.fileRow} ${found}`,
  });
  const columns = textFields(fields.text);
  const [column] = columns;
  const [value] = values.texts;
  const ids = fields.tokens === undefined ? undefined : idsOf(value, fields.tokens);
  if (fields.tokens !== undefined && ids === undefined) {
    return refuse(
      'wrong_field_type',
      `has ${nameIds(value)} in the column "${column}": expected a list of token ids`,
    );
  }
  if (ids !== undefined && value instanceof Uint8Array && looksWider(ids)) {
    return refuse(
      'wrong_field_type',
      `has every second id 0 in the column "${column}", as ids of twice the length have: expected ${fields.tokens?.dtype}; name the "dtype" that it has`,
    );
  }
  const texts = ids === undefined ? values.texts.map(textOf) : [''];
  const bad = texts.indexOf(undefined);
  if (bad >= 0) {
    const found = values.texts[bad];
    return found instanceof Uint8Array
      ? refuse('not_utf8', `is not UTF-8 in the column "${columns[bad]}"`)
      : refuse(
          'wrong_field_type',
          `has ${nameType(found)} in the column "${columns[bad]}": expected a string, the text`,
        );
  }
  const text = texts.join(fieldJoint);
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
        `has ${found} in the column "${fields.step}": expected ${expectStep(format)}${advice}`,
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
  return ids === undefined ? { line, text, id, step } : { line, ids, id, step };
}

/** undefined: none, or not whole ones. */
function idsOf(value: unknown, { dtype }: TokensColumn): Uint32Array | undefined {
  if (value instanceof Uint32Array) return value;
  return value instanceof Uint8Array && dtype !== undefined ? idsOfBytes(value, dtype) : undefined;
}

function nameIds(value: unknown): string {
  if (value === undefined) return 'a damaged array, or one of another type,';
  return value instanceof Uint8Array ? 'bytes that are not whole ids' : nameType(value);
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
  if (value instanceof Uint8Array) return 'bytes that are not UTF-8';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
