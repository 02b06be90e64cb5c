// Text of a pair file -> its rows as objects: JSON lines, a JSON list, a SyntaxGym suite, CSV, TSV.
//
// Every row is counted or the file is refused, because evaluators know an example by its row.
// Which fields a pair is made of is decode-pairs.ts's business.

import { CsvError, type Info, parse as parseCsv } from 'csv-parse/sync';
import { IndexError } from '../errors.ts';
import { elementTexts } from './parse-exactly.ts';

export type PairFormat = 'jsonl' | 'json' | 'csv' | 'tsv';

export interface DecodedRow {
  readonly row: number;
  /** Where it is, for messages: "line 7". */
  readonly place: string;
  /** The object as JSON text. */
  readonly json: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * All rows of a file, in order. `file` is its name, for messages. Throws `not_json`,
 * `not_an_object`, `not_csv` and `source_empty` with file and line.
 */
export function decodeRows(text: string, file: string, format: PairFormat): DecodedRow[] {
  const content = text.startsWith('\ufeff') ? text.slice(1) : text;
  const rows = decoders[format](content, file);
  if (rows.length > 0) return rows;
  throw new IndexError('source_empty', `${file} holds no pair: expected at least one row`, {
    file,
  });
}

const decoders: Readonly<Record<PairFormat, (text: string, file: string) => DecodedRow[]>> = {
  jsonl: decodeLines,
  json: decodeJson,
  csv: (text, file) => decodeTable(text, file, ','),
  tsv: (text, file) => decodeTable(text, file, '\t'),
};

function decodeLines(text: string, file: string): DecodedRow[] {
  const lines = text.trimEnd().split('\n');
  if (lines.length === 1 && lines[0] === '') return [];
  return lines.map((line, row) => {
    const place = `line ${row + 1}`;
    const json = line.trim();
    if (json === '') {
      throw refusal(file, 'not_json', {
        place,
        found: 'is blank: expected a pair. Take the line out, since rows are known by their line',
      });
    }
    return { row, place, json, fields: objectOf(parseJson(json, file, place), file, place) };
  });
}

/** A list of pairs, a suite, or what is JSON lines in spite of its name. */
function decodeJson(text: string, file: string): DecodedRow[] {
  const start = text.trimStart();
  if (!start.startsWith('[') && !isOneObject(start)) return decodeLines(text, file);
  const value = parseJson(text, file, 'its text');
  if (Array.isArray(value)) {
    const texts = elementTexts(text);
    return value.map((element: unknown, row) => {
      const place = `element ${row + 1}`;
      return { row, place, json: texts[row] as string, fields: objectOf(element, file, place) };
    });
  }
  return decodeSuite(objectOf(value, file, 'its text'), file);
}

function isOneObject(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return !/\}\s*\n\s*\{/.test(text);
  }
}

/**
 * A SyntaxGym suite: `items`, each with named `conditions` of `regions`. An item becomes an object
 * with `item_number` and a field for each condition, the contents of its regions as one sentence.
 */
function decodeSuite(suite: Readonly<Record<string, unknown>>, file: string): DecodedRow[] {
  const items = suite['items'];
  if (!Array.isArray(items)) {
    // One pair on one line is JSON lines too.
    return [{ row: 0, place: 'line 1', json: JSON.stringify(suite), fields: suite }];
  }
  return items.map((item: unknown, row) => {
    const place = `item ${row + 1}`;
    const { item_number: number, conditions } = objectOf(item, file, place);
    const fields: Record<string, unknown> = { item_number: number ?? row + 1 };
    for (const condition of listOf(conditions, file, place)) {
      const { condition_name: name, regions } = objectOf(condition, file, place);
      const contents = listOf(regions, file, place).map(
        (region) => objectOf(region, file, place)['content'],
      );
      fields[String(name)] = joinRegions(contents.map(String));
    }
    return { row, place, json: JSON.stringify(fields), fields };
  });
}

/** Regions in a row, one space between; none before punctuation that a region begins with. */
function joinRegions(contents: readonly string[]): string {
  return contents
    .map((content) => content.trim())
    .filter((content) => content !== '')
    .join(' ')
    .replace(/ ([.,?!;:])/gu, '$1');
}

function decodeTable(text: string, file: string, delimiter: string): DecodedRow[] {
  let parsed: { info: Info; record: Record<string, string> }[];
  try {
    parsed = parseCsv(text, {
      columns: (names: string[]) => distinctNames(names, file),
      delimiter,
      info: true,
      // Sentences in tab-separated files often hold quotes that quote nothing.
      relax_quotes: delimiter === '\t',
    }) as unknown as typeof parsed;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error['lines'] ?? 0);
    throw refusal(file, 'not_csv', { place: `line ${line}`, found: `is no row: ${error.message}` });
  }
  return parsed.map(({ info, record }, row) => ({
    row,
    place: `line ${info.lines}`,
    json: JSON.stringify(record),
    fields: record,
  }));
}

function distinctNames(names: string[], file: string): string[] {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return names;
  throw refusal(file, 'not_csv', {
    place: 'line 1',
    found: `names the column ${JSON.stringify(twice)} twice: rename one of them`,
  });
}

function parseJson(text: string, file: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refusal(file, 'not_json', { place, found: `is no JSON: ${(error as Error).message}` });
  }
}

function objectOf(value: unknown, file: string, place: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw refusal(file, 'not_an_object', {
    place,
    found: 'is no object: expected one with the fields of a pair',
  });
}

function listOf(value: unknown, file: string, place: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw refusal(file, 'wrong_field_type', {
    place,
    found: 'is no item of a suite: expected lists of "conditions" and their "regions"',
  });
}

/** The error for a row that cannot be used. */
export function refusal(
  file: string,
  code: 'not_json' | 'not_an_object' | 'not_csv' | 'missing_field' | 'wrong_field_type',
  { place, found }: { readonly place: string; readonly found: string },
): IndexError {
  const line = /\d+$/.exec(place)?.[0];
  const details = { file, ...(line !== undefined && { line: Number(line) }) };
  return new IndexError(code, `${file}, ${place} ${found}`, details);
}
