// Text of a pair file -> its rows as objects: JSON lines, a JSON list, a SyntaxGym suite, CSV, TSV.
//
// Every row is counted or the file is refused, because evaluators know an example by its row.
// pair-fields.ts knows the fields of a pair. Rows come one at a time, in time that is linear in the
// text, so that the caller can let other work go on in between.

import { IndexError } from '../../errors.ts';
import type { Pause } from '../pause.ts';
import { decodeTable } from './decode-table.ts';
import { isObject, type JsonObject } from './is-object.ts';
import { jsonElements } from './json-elements.ts';
import type { DecodedRow, PairText } from './pair-text.ts';
import { respell } from './parse-exactly.ts';
import { parseJson, stringSource } from './parse-json.ts';
import { type RowPlace, refuseRow } from './refuse-row.ts';
import { requireShallow } from './require-shallow.ts';

/**
 * All rows of a file, in order. Throws `not_json`, `not_an_object`, `not_csv`, `source_empty` and
 * `wrong_field_type` (nested too deep) with file and line.
 */
export async function* decodeRows(
  { text, ...source }: PairText,
  pause: Pause,
): AsyncGenerator<DecodedRow, void, undefined> {
  const { file, format } = source;
  const content = text.startsWith('\ufeff') ? text.slice(1) : text;
  let isEmpty = true;
  const rows =
    format === 'csv' || format === 'tsv'
      ? decodeTable({ ...source, format, text: content }, pause)
      : (format === 'json' ? decodeJson : decodeLines)(content, file, pause);
  for await (const row of rows) {
    isEmpty = false;
    yield row;
  }
  if (!isEmpty) return;
  const found = `${file} holds no pair: expected at least one row`;
  throw new IndexError('source_empty', found, { file });
}

type Rows = AsyncGenerator<DecodedRow, void, undefined>;

async function* decodeLines(text: string, file: string, pause: Pause): Rows {
  const end = text.trimEnd().length;
  for (let start = 0, row = 0; start < end; row += 1) {
    const lineEnd = text.indexOf('\n', start);
    const next = lineEnd < 0 ? end : Math.min(lineEnd, end);
    const place = { file, place: `line ${row + 1}` };
    const json = text.slice(start, next).trim();
    if (json === '') {
      const found =
        'is blank: expected a pair. Take the line out, since rows are known by their line';
      throw refuseRow(place, 'not_json', found);
    }
    yield { row, ...place, json, fields: await readObject(json, place, pause) };
    start = next + 1;
  }
}

/** A list of pairs, a suite, or what is JSON lines in spite of its name. */
async function* decodeJson(text: string, file: string, pause: Pause): Rows {
  const isList = text.trimStart().startsWith('[');
  const found = await read(text, pause);
  if (!isList && !(await isOneObject(found, text, pause))) {
    yield* decodeLines(text, file, pause);
    return;
  }
  const whole = { file, place: 'its text' };
  const value = requireValue(found, whole);
  if (!Array.isArray(value)) {
    yield* decodeSuite(requireObject(value, whole), file);
    return;
  }
  let row = 0;
  for (const json of jsonElements(text)) {
    const place = { file, place: `element ${row + 1}` };
    const fields = await readObject(json, place, pause);
    yield { row, ...place, json: respell(json), fields };
    row += 1;
  }
}

async function isOneObject(found: Found, text: string, pause: Pause): Promise<boolean> {
  if ('value' in found) return typeof found.value === 'object';
  // Two objects on lines of their own are JSON lines, with an error in one of them.
  let looked = 0;
  for (let at = text.indexOf('}'); at >= 0; at = text.indexOf('}', at)) {
    let hasBreak = false;
    for (at += 1; isSpace(text, at); at += 1) {
      hasBreak ||= text.charCodeAt(at) === lineFeed;
      if (++looked % pieceLength === 0) await pause();
    }
    if (hasBreak && text.charAt(at) === '{') return false;
    if (++looked % pieceLength === 0) await pause();
  }
  return true;
}

const lineFeed = 0x0a;
/** UTF-16 code units that are looked at without a pause. */
const pieceLength = 16 << 10;

function isSpace(text: string, at: number): boolean {
  return at < text.length && text.charAt(at).trim() === '';
}

/**
 * A SyntaxGym suite: `items`, each with named `conditions` of `regions`. An item becomes an object
 * with `item_number` and a field for each condition, the contents of its regions as one sentence.
 */
function* decodeSuite(suite: JsonObject, file: string): Generator<DecodedRow> {
  const items = suite['items'];
  if (!Array.isArray(items)) {
    // One pair on one line is JSON lines too.
    yield { row: 0, file, place: 'line 1', json: JSON.stringify(suite), fields: suite };
    return;
  }
  for (const [row, item] of items.entries()) {
    const place = { file, place: `item ${row + 1}` };
    const { item_number: number, conditions } = requireObject(item, place);
    const fields: Record<string, unknown> = { item_number: number ?? row + 1 };
    for (const condition of requireList(conditions, place)) {
      const { condition_name: name, regions } = requireObject(condition, place);
      const contents = requireList(regions, place).map((region) =>
        String(requireObject(region, place)['content']),
      );
      fields[String(name)] = joinRegions(contents);
    }
    yield { row, ...place, json: JSON.stringify(fields), fields };
  }
}

/** Regions in a row, one space between; none before punctuation that a region begins with. */
function joinRegions(contents: readonly string[]): string {
  return contents
    .map((content) => content.trim())
    .filter((content) => content !== '')
    .join(' ')
    .replace(/ ([.,?!;:])/gu, '$1');
}

type Found = { readonly value: unknown } | { readonly fault: SyntaxError };

/** The value of a JSON text, or why it has none. */
async function read(text: string, pause: Pause): Promise<Found> {
  try {
    return { value: await parseJson(stringSource(text), pause) };
  } catch (error) {
    if (error instanceof SyntaxError) return { fault: error };
    throw error;
  }
}

function requireValue(found: Found, place: RowPlace): unknown {
  if ('value' in found) return found.value;
  throw refuseRow(place, 'not_json', `is not valid JSON: ${found.fault.message}`);
}

async function readObject(json: string, place: RowPlace, pause: Pause): Promise<JsonObject> {
  return requireObject(requireValue(await read(json, pause), place), place);
}

function requireObject(value: unknown, place: RowPlace): JsonObject {
  if (!isObject(value)) {
    const expected = 'is not an object: expected one with the fields of a pair';
    throw refuseRow(place, 'not_an_object', expected);
  }
  requireShallow(value, place);
  return value;
}

function requireList(value: unknown, place: RowPlace): unknown[] {
  if (Array.isArray(value)) return value;
  const expected = 'is not an item of a suite: expected lists of "conditions" and their "regions"';
  throw refuseRow(place, 'wrong_field_type', expected);
}
