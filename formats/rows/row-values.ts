// Column values to the parts of a record, as JSON lines would have them.
//
// Messages name file, row and column, and quote nothing of the text.

import { isAscii, isUtf8 } from 'node:buffer';
import type { ErrorCode } from '../../errors.ts';
import { fieldJoint, type TextField, textFields } from '../../input/lines/field-path.ts';
import { maxFacetLength } from '../../input/lines/max-facet-length.ts';
import {
  adviseFormat,
  expectStep,
  readStep,
  type StepFormat,
} from '../../input/lines/step-value.ts';
import type { BadRecord } from '../lines/decode-batch.ts';
import { decodeBytes, looksWider, type TokensColumn } from '../tokens/token-ids.ts';
import type { TextRow, TokenRow } from './row-reader.ts';

export interface RowFields {
  /** The column of the record: its text, or its ids with `tokens`; several are joined as texts. */
  readonly text: TextField;
  readonly tokens?: TokensColumn;
  readonly id: string;
  readonly step: string | undefined;
  /** The column of facets; absent: none. */
  readonly facet?: string | undefined;
  /** How that column says a step; by default as a whole number. */
  readonly stepFormat?: StepFormat;
}

/** One row's values as a reader has them: bytes or string, number, bigint, null, ... */
interface RowValues {
  /** Row in the source, and in its file: both from 1 on. */
  readonly line: number;
  readonly fileRow: number;
  readonly file: string;
  /** Of the columns of the text, in order. */
  readonly texts: readonly unknown[];
  readonly id: unknown;
  readonly step: unknown;
  readonly facet?: unknown;
}

/** The record, or what is wrong with it. */
export function decodeRow(values: RowValues, fields: RowFields): TextRow | TokenRow | BadRecord {
  const { line } = values;
  const content =
    fields.tokens === undefined ? readText(values, fields) : readIds(values, fields.tokens, fields);
  if ('found' in content) return refuse(values, content);
  const step = readRowStep(values, fields);
  if (typeof step === 'object') return refuse(values, step);
  const id = readRowId(values.id);
  if (id === undefined) {
    return refuse(
      values,
      values.id instanceof Uint8Array
        ? { code: 'not_utf8', found: `is not UTF-8 in the column "${fields.id}"` }
        : wrongType(nameType(values.id), fields.id, 'a string or a number, the id'),
    );
  }
  if (fields.facet === undefined) return { line, ...content, id, step };
  const facet = readRowId(values.facet);
  if (facet === undefined) {
    const found = nameType(values.facet);
    return refuse(values, wrongType(found, fields.facet, 'a string or a number, the facet'));
  }
  if (facet !== null && facet.length > maxFacetLength) {
    const found = `${facet.length} characters`;
    return refuse(values, wrongType(found, fields.facet, `a facet of ${maxFacetLength} at most`));
  }
  return { line, ...content, id, step, facet: facet ?? 'null' };
}

interface Fault {
  readonly code: ErrorCode;
  /** Follows the place of the row. */
  readonly found: string;
}

function refuse({ line, file, fileRow }: RowValues, { code, found }: Fault): BadRecord {
  return { line, code, message: `${file}, row ${fileRow} ${found}` };
}

function wrongType(found: string, column: string | undefined, expected: string): Fault {
  return {
    code: 'wrong_field_type',
    found: `has ${found} in the column "${column}": expected ${expected}`,
  };
}

function readIds(
  { texts: [value] }: RowValues,
  { dtype }: TokensColumn,
  { text }: RowFields,
): { ids: Uint32Array } | Fault {
  const [column] = textFields(text);
  const ids = readIdArray(value, dtype);
  if (ids === undefined) return wrongType(nameIds(value), column, 'a list of token ids');
  if (!(value instanceof Uint8Array) || !looksWider(ids)) return { ids };
  return {
    code: 'wrong_field_type',
    found: `has every second id 0 in the column "${column}", as ids of twice the length have: expected ${dtype}; name the "dtype" that it has`,
  };
}

function readText(values: RowValues, fields: RowFields): { text: string } | Fault {
  const texts: string[] = [];
  for (const [i, value] of values.texts.entries()) {
    const text = readString(value);
    if (text !== undefined) {
      texts.push(text);
      continue;
    }
    const column = textFields(fields.text)[i];
    return value instanceof Uint8Array
      ? { code: 'not_utf8', found: `is not UTF-8 in the column "${column}"` }
      : wrongType(nameType(value), column, 'a string, the text');
  }
  return { text: texts.join(fieldJoint) };
}

function readRowStep(
  { step: value }: RowValues,
  { step: column, stepFormat = 'integer' }: RowFields,
): number | undefined | Fault {
  if (column === undefined) return undefined;
  const step = readStep(value, stepFormat);
  if (step !== undefined) return step;
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  const found = isNumber ? `the number ${value}` : nameStep(value);
  const advice = adviseFormat(value, column, stepFormat);
  return wrongType(found, column, `${expectStep(stepFormat)}${advice}`);
}

/** undefined: none, or not whole ones. */
function readIdArray(value: unknown, dtype: TokensColumn['dtype']): Uint32Array | undefined {
  if (value instanceof Uint32Array) return value;
  return value instanceof Uint8Array && dtype !== undefined ? decodeBytes(value, dtype) : undefined;
}

function nameIds(value: unknown): string {
  if (value === undefined) return 'a damaged array, or one of another type,';
  return value instanceof Uint8Array ? 'bytes that are not whole ids' : nameType(value);
}

/** undefined: no text. */
function readString(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!(value instanceof Uint8Array)) return undefined;
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.length);
  if (isAscii(bytes)) return bytes.toString('latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

/** null: none. undefined: nothing that has a JSON text. */
function readRowId(value: unknown): string | null | undefined {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return JSON.stringify(value);
  return readString(value);
}

function nameStep(value: unknown): string {
  if (value instanceof Date) return 'a date';
  return readString(value) === undefined ? nameType(value) : 'a string';
}

function nameType(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (value instanceof Uint8Array) return 'bytes that are not UTF-8';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
