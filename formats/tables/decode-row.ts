// A row of a table, as the JSON array of its cells, to a record.

import { IndexError } from '../../errors.ts';
import { decodeValue, quoteField } from '../../input/lines/decode-record.ts';
import type {
  DecodedRecord,
  DecodeOptions,
  LineContext,
  Refusal,
} from '../../input/lines/decoded-record.ts';
import { textFields } from '../../input/lines/field-path.ts';
import { adviseColumn } from '../name-column.ts';
import { adviseJson } from './advise-json.ts';

/** A row of a table: cells are text, and a whole number in one may be a step. */
export function decodeTableRow(
  json: string,
  line: number,
  context: LineContext,
): DecodedRecord | Refusal | 'padding' | undefined {
  if (!json.startsWith('[')) return json === '' ? undefined : 'padding';
  const { columns, options } = context;
  const cells: string[] = JSON.parse(json);
  if (cells.length !== columns.length) {
    const count = cells.length === 1 ? '1 cell' : `${cells.length} cells`;
    return {
      code: 'not_csv',
      found: `has ${count}: expected ${columns.length}, as many as the header has columns`,
    };
  }
  const { textField, idField, stepField, facetField, stepFormat = 'integer' } = options;
  const record: Record<string, string> = Object.create(null);
  for (const name of [...textFields(textField), idField, stepField, facetField]) {
    const cell = name === undefined ? undefined : cells[columns.indexOf(name)];
    if (name !== undefined && cell !== undefined) record[name] = cell;
  }
  const format = stepFormat === 'integer' ? 'digits' : stepFormat;
  return decodeValue({ value: record, json }, line, {
    ...context,
    options: { ...options, stepFormat: format },
  });
}

const maxNames = 40;

/** Throws `missing_field` where a table lacks the column of the text, the step or the facet. */
export function requireColumns(
  source: string,
  columns: readonly string[],
  { textField, stepField, facetField }: DecodeOptions,
): void {
  const missing = [...textFields(textField), stepField, facetField].find(
    (name) => name !== undefined && !columns.includes(name),
  );
  if (missing === undefined) return;
  const names = columns.slice(0, maxNames).map(quoteField).join(', ');
  const more = columns.length > maxNames ? ` and ${columns.length - maxNames} more` : '';
  const separator = columns.length === 1 ? /[;\t|]/.exec(columns[0] ?? '')?.[0] : undefined;
  const tabs = ' It is separated by tabs: --format tsv reads it.';
  const others = ` It is separated by "${separator}": write it with commas or tabs first.`;
  const json = adviseJson(columns[0] ?? '');
  const table = separator === undefined ? '' : separator === '\t' ? tabs : others;
  const advice = json === '' ? table : ` ${json}`;
  throw new IndexError(
    'missing_field',
    `${source} has no column ${quoteField(missing)}; the header names ${names}${more}.${advice} ${adviseColumn(missing, { text: textField, step: stepField })}; the first line has to be the header.`,
    { file: source, field: missing },
  );
}
