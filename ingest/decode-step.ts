// A line of a request -> a step: whose it is, and its records as the lines that the indexer reads.
//
// Equal records are written as equal bytes, however the request spells its JSON. The digest is the SHA-256 of those bytes.

import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import { showValue } from '../errors/expected-value.ts';
import { IndexError } from '../errors.ts';
import { readStepLines, type StepLines } from './step-lines.ts';

export interface StepEntry extends StepLines {
  /** Of `lines`: 32 bytes. */
  readonly digest: Uint8Array;
}

const maxRunLength = 200;
const maxStep = Number.MAX_SAFE_INTEGER - 1;

/** A line feed or another character that a log cannot show. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u001f\u007f]/;

/**
 * The step of one line; undefined for a blank one. `line` is its number, from 1 on. Throws `not_utf8`,
 * `not_json`, `not_an_object`, `bad_argument`, and `record_too_long` above `maxRecordBytes`.
 */
export function decodeStep(
  bytes: Buffer,
  line: number,
  maxRecordBytes: number,
): StepEntry | undefined {
  if (!isUtf8(bytes)) throw refuse(line, 'not_utf8', `line ${line} is not UTF-8`);
  const plain = readStepLines(bytes, maxRecordBytes);
  const read = plain ?? parseStep(bytes.toString(), line, maxRecordBytes);
  if (read === undefined) return undefined;
  requireRun(read.run, line);
  requireStep(read.step, line);
  return { ...read, digest: hash('sha256', read.lines, 'buffer') };
}

/** Reads any line; undefined for a blank one. */
function parseStep(json: string, line: number, maxRecordBytes: number): StepLines | undefined {
  if (json.trim() === '') return undefined;
  const { run, step, records } = readFields(parse(json, line), ['run', 'step', 'records'], line);
  requireRun(run, line);
  requireStep(step, line);
  if (!Array.isArray(records)) throw wrongKey(line, '"records"', 'a list of records', records);
  const texts = records.map((record: unknown, i) => {
    const text = recordLine(record, step, { line, at: `record ${i + 1}` });
    // A unit of UTF-16 takes three bytes at most.
    if (3 * text.length > maxRecordBytes && Buffer.byteLength(text) > maxRecordBytes) {
      const found = `line ${line}: record ${i + 1} takes more than ${maxRecordBytes} bytes`;
      throw refuse(line, 'record_too_long', `${found}: cut it, or give the server more --memory`);
    }
    return text;
  });
  return { run, step, records: texts.length, lines: Buffer.from(texts.join('')) };
}

function requireRun(run: unknown, line: number): asserts run is string {
  const isRun = typeof run === 'string' && run !== '' && run.length <= maxRunLength;
  if (isRun && !control.test(run) && run.isWellFormed()) return;
  throw wrongKey(line, '"run"', `a name of 1 to ${maxRunLength} characters`, run);
}

function requireStep(step: unknown, line: number): asserts step is number {
  if (typeof step === 'number' && Number.isSafeInteger(step) && step >= 1 && step <= maxStep)
    return;
  throw wrongKey(line, '"step"', 'a whole number from 1 on', step);
}

function parse(json: string, line: number): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    const found = `line ${line} is not valid JSON`;
    const expected = 'expected {"run":"r1","step":12,"records":[{"id":"a","text":"..."}]}';
    throw refuse(line, 'not_json', `${found}: ${expected} on one line`, error);
  }
}

/** The values of an object that has no keys but these. */
function readFields<Key extends string>(
  value: unknown,
  keys: readonly Key[],
  line: number,
  where = `line ${line}`,
): Partial<Record<Key, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const found = `${where}: expected an object, found ${showValue(value)}`;
    throw refuse(line, 'not_an_object', found);
  }
  const known: readonly string[] = keys;
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    const found = `${where} has no field ${JSON.stringify(unknown.slice(0, 60))}`;
    throw refuse(line, 'bad_argument', `${found}: expected only ${keys.join(', ')}`);
  }
  return value;
}

function recordLine(
  value: unknown,
  step: number,
  { line, at }: { readonly line: number; readonly at: string },
): string {
  const { id, text } = readFields(value, ['id', 'text'], line, `line ${line}: ${at}`);
  if (typeof text !== 'string') throw wrongKey(line, `${at}, "text"`, 'a text', text);
  const spelled = spellId(id);
  if (spelled === undefined) throw wrongKey(line, `${at}, "id"`, 'a text or a whole number', id);
  const said = spelled === null ? '' : `"id":${JSON.stringify(spelled)},`;
  return `{"step":${step},${said}"text":${JSON.stringify(text)}}\n`;
}

/** Null: there is none; undefined: it cannot be one. */
function spellId(id: unknown): string | null | undefined {
  if (typeof id === 'string') return id;
  if (id === undefined || id === null) return null;
  return typeof id === 'number' && Number.isSafeInteger(id) ? String(id) : undefined;
}

function wrongKey(line: number, key: string, expected: string, found: unknown): IndexError {
  const shown = found === undefined ? 'nothing' : showValue(found);
  const message = `line ${line}: ${key}: expected ${expected}, found ${shown}`;
  return refuse(line, 'bad_argument', message);
}

function refuse(
  line: number,
  code: ConstructorParameters<typeof IndexError>[0],
  message: string,
  cause?: unknown,
): IndexError {
  return new IndexError(code, message, { line }, cause);
}
