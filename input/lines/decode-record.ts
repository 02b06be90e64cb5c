// A line of JSON to a record: the one decoder of records with fields.
//
// What is wrong with a line is given, not thrown: the batch says where the line is.

import type { DecodedRecord, LineContext, Refusal } from './decoded-record.ts';
import { adviseText, fieldJoint, readField, type TextField, textFields } from './field-path.ts';
import { explainJsonError, isObject, type JsonObject } from './json-text.ts';
import { maxFacetLength } from './max-facet-length.ts';
import { parsePythonJson } from './python-json.ts';
import { maxNesting } from './read-id.ts';
import { adviseFormat, expectStep, readStep } from './step-value.ts';

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
      const solve = line === 1 ? adviseFirstLine(json) : undefined;
      const found = `is not valid JSON: ${explainJsonError(json, cause)}`;
      return { code: 'not_json', found, ...(solve !== undefined && { solve }) };
    }
    const { textField, idField, stepField = idField, facetField = idField } = context.options;
    const named = [...textFields(textField), idField, stepField, facetField];
    const needed = named.find(python.hasNonFinite);
    if (needed !== undefined) {
      return {
        code: 'wrong_field_type',
        found: `has NaN or Infinity in the field ${quoteField(needed)}: expected a value that JSON has`,
      };
    }
    return decodeValue(python, line, context);
  }
  return decodeValue({ value, json }, line, context);
}

/** The record of a value that was parsed from `json`. */
export function decodeValue(
  { value, json }: { readonly value: unknown; readonly json: string },
  line: number,
  { options, readId, readFacet }: LineContext,
): DecodedRecord | Refusal {
  const { textField, idField, stepField, facetField, stepFormat = 'integer' } = options;
  if (!isObject(value)) {
    return {
      code: 'not_an_object',
      found: `is ${nameType(value)}: expected an object with the ${nameFields(textField)}`,
    };
  }
  const text = joinTexts(value, textField);
  if (typeof text !== 'string') return text;
  const saidStep = stepField === undefined ? undefined : readField(value, stepField);
  const step = stepField === undefined ? undefined : readStep(saidStep, stepFormat);
  if (stepField !== undefined && step === undefined) {
    const refusal = refuseField(value, stepField, expectStep(stepFormat));
    const advice = adviseFormat(saidStep, stepField, stepFormat);
    const found = `${refusal.found}${advice}`;
    return { ...refusal, found, ...(saidStep === undefined && { missing: 'step' }) };
  }
  const id = readId(value, json);
  if (id === undefined) return tooDeep(value, idField);
  const facet = readFacet === undefined ? undefined : readFacet(value, json);
  if (facet === undefined && facetField !== undefined) return tooDeep(value, facetField);
  if (facet !== undefined && facet !== null && facet.length > maxFacetLength) {
    return {
      code: 'wrong_field_type',
      found: `has ${facet.length} characters in the field ${quoteField(facetField ?? '')}: expected a facet of ${maxFacetLength} at most`,
    };
  }
  const said = { ...(facetField !== undefined && { facet: (facet ?? 'null').toWellFormed() }) };
  if (text.isWellFormed() && (id === null || id.isWellFormed())) {
    return { text, id, step, line, repaired: false, ...said };
  }
  return {
    text: text.toWellFormed(),
    id: id === null ? null : id.toWellFormed(),
    step,
    line,
    repaired: true,
    ...said,
  };
}

/** A value that is not a string is kept as its spelling, which takes a stack. */
function tooDeep(value: JsonObject, field: string): Refusal {
  return {
    code: 'wrong_field_type',
    found: `has ${nameType(readField(value, field))} in the field ${quoteField(field)} and is nested more than ${maxNesting} levels deep: expected a string, or fewer levels`,
  };
}

/** A first line that is not JSON is mostly that of a file which has no JSON lines at all. */
function adviseFirstLine(firstLine: string): string | undefined {
  if (firstLine.trim() === '{') {
    return 'A record is one line: JSON over several lines is read only as an array of records';
  }
  if (/^\s*[{[]/.test(firstLine)) return undefined;
  const text = 'plain text with --format text, or by a name that ends in .txt';
  const table = (name: string) => `with --format ${name}, or by a name that ends in .${name}`;
  if (firstLine.includes('\t')) return `A table is read ${table('tsv')}; ${text}`;
  // Names between commas, without a space behind them.
  if (/,\S/.test(firstLine)) return `CSV is read ${table('csv')}; ${text}`;
  return `Expected JSON lines: ${text.replace(' with', ' is read with')}, CSV ${table('csv')} (TSV likewise)`;
}

/** The text of the field, or those of all fields, each of which has to hold one. */
function joinTexts(record: JsonObject, textField: TextField): string | Refusal {
  const texts: string[] = [];
  for (const field of textFields(textField)) {
    const text = readField(record, field);
    if (typeof text !== 'string') {
      const refusal = refuseField(record, field, 'a string, the text');
      const found = `${refusal.found}${adviseText(text, field)}`;
      return { ...refusal, found, ...(text === undefined && { missing: 'text' }) };
    }
    texts.push(text);
  }
  return texts.join(fieldJoint);
}

function nameFields(textField: TextField): string {
  const names = textFields(textField).map(quoteField);
  return names.length === 1 ? `field ${names[0]}` : `fields ${names.join(', ')}`;
}

function refuseField(record: JsonObject, field: string, expected: string): Refusal {
  const value = readField(record, field);
  if (value === undefined) {
    const names = Object.keys(record).slice(0, 8).map(quoteField).join(', ');
    return {
      code: 'missing_field',
      found: `has no field ${quoteField(field)} (expected ${expected}); it has ${names || 'no field'}`,
    };
  }
  const shown = typeof value === 'number' ? `the number ${value}` : nameType(value);
  return {
    code: 'wrong_field_type',
    found: `has ${shown} in the field ${quoteField(field)}: expected ${expected}`,
  };
}

function nameType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

export function quoteField(field: string): string {
  return JSON.stringify(field.length > 24 ? `${field.slice(0, 24)}...` : field);
}
