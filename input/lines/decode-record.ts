// One line of a batch to a record: JSON, text, or a row of a table.
//
// What is wrong with a line is given, not thrown: the batch says where the line is.

import { type ErrorCode, IndexError } from '../../errors.ts';
import { explainJsonError } from './explain-json-error.ts';
import { adviseText, fieldJoint, fieldOf, type TextField, textFields } from './field-path.ts';
import { parsePythonJson } from './python-json.ts';
import { deepestNesting, type IdReader } from './read-id.ts';
import { adviseFormat, expectStep, readStep, type StepFormat } from './step-value.ts';

export interface DecodedRecord {
  text: string;
  id: string | null;
  step: number | undefined;
  line: number;
  /** A lone surrogate in a JSON escape became U+FFFD. */
  repaired: boolean;
}

export interface DecodeOptions {
  textField: TextField;
  idField: string;
  stepField: string | undefined;
  /** How that field says a step; by default as a whole number. */
  stepFormat?: StepFormat;
}

export interface LineContext {
  options: DecodeOptions;
  readId: IdReader;
  /** Of a table; without one there are none. */
  columns: readonly string[];
}

export type MissingField = 'text' | 'step';

/** `missing`: what the missing field would say; absent: no field is missing. */
export type Refusal = { code: ErrorCode; found: string; missing?: MissingField };

/** `padding`: the header of a table, or a line with which a row of it goes on. undefined: a blank line. */
export type LineDecoder = (
  line: string,
  number: number,
  context: LineContext,
) => DecodedRecord | Refusal | 'padding' | undefined;

/** undefined: a blank line. */
export function decodeJsonLine(
  json: string,
  line: number,
  context: LineContext,
): DecodedRecord | Refusal | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    if (json.trim() === '') return undefined;
    const python = parsePythonJson(json);
    if (python === undefined) {
      const hint = line === 1 ? hintOf(json) : '';
      return {
        code: 'not_json',
        found: `is not valid JSON: ${explainJsonError(json, cause)}${hint}`,
      };
    }
    const { textField, idField, stepField = idField } = context.options;
    const needed = [...textFields(textField), idField, stepField].find(python.hasNonFinite);
    if (needed !== undefined) {
      return {
        code: 'wrong_field_type',
        found: `has NaN or Infinity in the field ${quote(needed)}: expected a value that JSON has`,
      };
    }
    return decodeValue(python, line, context);
  }
  return decodeValue({ value, json }, line, context);
}

function decodeValue(
  { value, json }: { readonly value: unknown; readonly json: string },
  line: number,
  { options, readId }: LineContext,
): DecodedRecord | Refusal {
  const { textField, idField, stepField, stepFormat = 'integer' } = options;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return {
      code: 'not_an_object',
      found: `is ${nameType(value)}: expected an object with the ${nameFields(textField)}`,
    };
  }
  const record = value as Record<string, unknown>;
  const text = textOf(record, textField);
  if (typeof text !== 'string') return text;
  const said = stepField === undefined ? undefined : fieldOf(record, stepField);
  const step = stepField === undefined ? undefined : readStep(said, stepFormat);
  if (stepField !== undefined && step === undefined) {
    const refusal = refuseField(record, stepField, expectStep(stepFormat));
    const advice = adviseFormat(said, stepField, stepFormat);
    const found = `${refusal.found}${advice}`;
    return { ...refusal, found, ...(said === undefined && { missing: 'step' }) };
  }
  const id = readId(record, json);
  if (id === undefined) {
    return {
      code: 'wrong_field_type',
      found: `has ${nameType(fieldOf(record, idField))} in the field ${quote(idField)} and is nested more than ${deepestNesting} levels deep: expected a string, or fewer levels`,
    };
  }
  if (text.isWellFormed() && (id === null || id.isWellFormed())) {
    return { text, id, step, line, repaired: false };
  }
  return {
    text: text.toWellFormed(),
    id: id === null ? null : id.toWellFormed(),
    step,
    line,
    repaired: true,
  };
}

/** A first line that is not JSON is mostly that of a file which has no JSON lines at all. */
function hintOf(firstLine: string): string {
  if (firstLine.trim() === '{') {
    return '; a record is one line: JSON over several lines is read only as an array of records';
  }
  if (/^\s*[{[]/.test(firstLine)) return '';
  return '; plain text is read with --format text, or by a name that ends in .txt, and CSV with --format csv, or by a name that ends in .csv (TSV likewise)';
}

/** A row of a table: cells are text, and a whole number in one may be a step. */
export function decodeTableRow(
  json: string,
  line: number,
  context: LineContext,
): DecodedRecord | Refusal | 'padding' | undefined {
  if (!json.startsWith('[')) return json === '' ? undefined : 'padding';
  const { columns, options } = context;
  const cells = JSON.parse(json) as string[];
  if (cells.length !== columns.length) {
    const count = cells.length === 1 ? '1 cell' : `${cells.length} cells`;
    return {
      code: 'not_csv',
      found: `has ${count}: expected ${columns.length}, as many as the header has columns`,
    };
  }
  const { textField, idField, stepField, stepFormat = 'integer' } = options;
  const record: Record<string, string> = Object.create(null);
  for (const name of [...textFields(textField), idField, stepField]) {
    const cell = name === undefined ? undefined : cells[columns.indexOf(name)];
    if (name !== undefined && cell !== undefined) record[name] = cell;
  }
  const format = stepFormat === 'integer' ? 'digits' : stepFormat;
  return decodeValue({ value: record, json }, line, {
    ...context,
    options: { ...options, stepFormat: format },
  });
}

const mostNames = 40;

/** Throws `missing_field` where a table lacks the column of the text or of the step. */
export function requireColumns(
  source: string,
  columns: readonly string[],
  { textField, stepField }: DecodeOptions,
): void {
  const missing = [...textFields(textField), stepField].find(
    (name) => name !== undefined && !columns.includes(name),
  );
  if (missing === undefined) return;
  const names = columns.slice(0, mostNames).map(quote).join(', ');
  const more = columns.length > mostNames ? ` and ${columns.length - mostNames} more` : '';
  const separator = columns.length === 1 ? /[;\t|]/.exec(columns[0] ?? '')?.[0] : undefined;
  const tabs = ' It is separated by tabs: --format tsv reads it.';
  const others = ` It is separated by "${separator}": write it with commas or tabs first.`;
  const advice = separator === undefined ? '' : separator === '\t' ? tabs : others;
  const option = missing !== stepField ? '--text-field (text_field' : '--step-field (steps.field';
  throw new IndexError(
    'missing_field',
    `${source} has no column ${quote(missing)}; the header names ${names}${more}.${advice} Name the right column with ${option} in a run description); the first line has to be the header.`,
    { file: source, field: missing },
  );
}

export function decodeTextLine(
  raw: string,
  line: number,
  { options }: LineContext,
): DecodedRecord | Refusal | undefined {
  const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
  if (text.trim() === '') return undefined;
  if (options.stepField !== undefined) {
    return {
      code: 'missing_field',
      found: `is plain text and has no field ${quote(options.stepField)} that says its step`,
    };
  }
  return { text, id: null, step: undefined, line, repaired: false };
}

/** The text of the field, or those of all fields, each of which has to hold one. */
function textOf(record: Record<string, unknown>, textField: TextField): string | Refusal {
  const texts: string[] = [];
  for (const field of textFields(textField)) {
    const text = fieldOf(record, field);
    if (typeof text !== 'string') {
      const refusal = refuseField(record, field, 'a string, the text');
      const found = `${refusal.found}${adviseText(text, field)}`;
      return { ...refusal, found, ...(text === undefined && { missing: 'text' }) };
    }
    texts.push(text);
  }
  return texts.length === 1 ? (texts[0] as string) : texts.join(fieldJoint);
}

function nameFields(textField: TextField): string {
  const names = textFields(textField).map(quote);
  return names.length === 1 ? `field ${names[0]}` : `fields ${names.join(', ')}`;
}

function refuseField(record: Record<string, unknown>, field: string, expected: string): Refusal {
  const value = fieldOf(record, field);
  if (value === undefined) {
    const names = Object.keys(record).slice(0, 8).map(quote).join(', ');
    return {
      code: 'missing_field',
      found: `has no field ${quote(field)} (expected ${expected}); it has ${names || 'no field'}`,
    };
  }
  const shown = typeof value === 'number' ? `the number ${value}` : nameType(value);
  return {
    code: 'wrong_field_type',
    found: `has ${shown} in the field ${quote(field)}: expected ${expected}`,
  };
}

function nameType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function quote(field: string): string {
  return JSON.stringify(field.length > 24 ? `${field.slice(0, 24)}...` : field);
}
