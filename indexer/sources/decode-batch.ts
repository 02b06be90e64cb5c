// Batches of lines to records; runs in a worker, does no I/O, keeps nothing between calls.
//
// UTF-8 is checked once for the whole batch and line by line only if that fails. Every line that
// is not blank becomes a record or a bad record, in order. Messages name source and place and
// quote at most a few characters of the corpus.

import { isAscii, isUtf8 } from 'node:buffer';
import type { ErrorCode } from '../../errors.ts';
import type { StepFormat } from '../../schemas/run-formats.ts';
import { adviseFormat, expectedSteps, readStep } from '../step-value.ts';
import { explainJsonError } from './explain-json-error.ts';
import { adviseText, fieldOf } from './field-path.ts';
import { parsePythonJson } from './python-json.ts';
import { createIdReader, deepestNesting, type IdReader } from './read-id.ts';
import type { SourceBatch } from './source-batch.ts';

export interface DecodedRecord {
  text: string;
  id: string | null;
  step: number | undefined;
  line: number;
  /** A lone surrogate in a JSON escape became U+FFFD. */
  repaired: boolean;
}

export interface BadRecord {
  line: number;
  code: ErrorCode;
  message: string;
  /** What the missing field would say; absent: no field is missing. */
  missing?: MissingField;
}

export type MissingField = 'text' | 'step';

export interface DecodeOptions {
  textField: string;
  idField: string;
  stepField: string | undefined;
  /** How that field says a step; by default as a whole number. */
  stepFormat?: StepFormat;
}

/** Either function may return false to stop; anything else goes on. */
export interface RecordSink {
  onRecord(record: DecodedRecord): unknown;
  onBad(bad: BadRecord): unknown;
}

interface Context {
  place: string;
  options: DecodeOptions;
  readId: IdReader;
}

type Refusal = { code: ErrorCode; found: string; missing?: MissingField };

const lineFeed = 10;

/**
 * Tells the sink every line of the batch that is not blank, in order: as a record, or as a bad one
 * with its code (`record_too_long`, `not_utf8`, `not_json`, `not_an_object`, `missing_field`,
 * `wrong_field_type`). An empty batch tells nothing. Throws only what the sink throws.
 */
export function decodeBatch(
  batch: SourceBatch & { source: string },
  options: DecodeOptions,
  sink: RecordSink,
): void {
  const { bytes, oversized } = batch;
  const context = {
    place: `${batch.source}, ${batch.unit ?? 'line'}`,
    options,
    readId: createIdReader(options.idField),
  };
  for (const { line, byteLength } of oversized) {
    const found = `is ${byteLength} bytes long, which is more than fits into memory beside the index: split it, or allow more with --memory`;
    if (sink.onBad(describe(context, line, { code: 'record_too_long', found })) === false) return;
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const ascii = isAscii(bytes);
  const valid = ascii || isUtf8(bytes);
  const decodeLine = batch.encoding === 'json-lines' ? decodeJsonLine : decodeTextLine;
  const delimiter = batch.delimiter === undefined ? lineFeed : Buffer.from(batch.delimiter);
  const delimiterBytes = typeof delimiter === 'number' ? 1 : delimiter.length;
  let line = batch.firstLine;
  for (let start = 0; start < buffer.length; line++) {
    const feed = buffer.indexOf(delimiter, start);
    const end = feed < 0 ? buffer.length : feed;
    let decoded: DecodedRecord | Refusal | undefined;
    if (valid || isUtf8(buffer.subarray(start, end))) {
      const text = buffer.toString(ascii ? 'latin1' : 'utf8', start, end);
      decoded = decodeLine(text, line, context);
    } else {
      decoded = refuseBytes(buffer.subarray(start, end));
    }
    start = end + delimiterBytes;
    if (decoded === undefined) continue;
    const going =
      'code' in decoded ? sink.onBad(describe(context, line, decoded)) : sink.onRecord(decoded);
    if (going === false) return;
  }
}

/** undefined: a blank line. */
function decodeJsonLine(
  json: string,
  line: number,
  context: Context,
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
    const { textField, idField, stepField } = context.options;
    const needed = [textField, idField, stepField ?? textField].find(python.hasNonFinite);
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
  { options, readId }: Context,
): DecodedRecord | Refusal {
  const { textField, idField, stepField, stepFormat = 'integer' } = options;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return {
      code: 'not_an_object',
      found: `is ${nameType(value)}: expected an object with the field ${quote(textField)}`,
    };
  }
  const record = value as Record<string, unknown>;
  const text = fieldOf(record, textField);
  if (typeof text !== 'string') {
    const refusal = refuseField(record, textField, 'a string, the text');
    const found = `${refusal.found}${adviseText(text, textField)}`;
    return { ...refusal, found, ...(text === undefined && { missing: 'text' }) };
  }
  const said = stepField === undefined ? undefined : fieldOf(record, stepField);
  const step = stepField === undefined ? undefined : readStep(said, stepFormat);
  if (stepField !== undefined && step === undefined) {
    const refusal = refuseField(record, stepField, expectedSteps[stepFormat]);
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

/** A first line that is no JSON is mostly that of a file which has no JSON lines at all. */
function hintOf(firstLine: string): string {
  if (firstLine.trim() === '{') {
    return '; a record is one line: JSON over several lines is read only as an array of records';
  }
  if (/^\s*[{[]/.test(firstLine)) return '';
  return '; plain text is read with --format text, or by a name that ends in .txt, and CSV has to be made JSON lines first';
}

function decodeTextLine(
  raw: string,
  line: number,
  { options }: Context,
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

/** A bad sequence does not survive decoding and encoding: the first difference is its place. */
function refuseBytes(bytes: Buffer): Refusal {
  const again = Buffer.from(bytes.toString());
  const at = bytes.findIndex((byte, i) => byte !== again[i]);
  const byte = bytes.subarray(at, at + 1).toString('hex');
  return {
    code: 'not_utf8',
    found: `is not UTF-8: byte ${at} of the line is 0x${byte}; convert the file, for example with iconv -t UTF-8`,
  };
}

function describe({ place }: Context, line: number, { code, found, missing }: Refusal): BadRecord {
  const message = `${place} ${line} ${found}`;
  return { line, code, message, ...(missing !== undefined && { missing }) };
}

function nameType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function quote(field: string): string {
  return JSON.stringify(field.length > 24 ? `${field.slice(0, 24)}...` : field);
}
