// A run description from its file: JSON, then the schema, then which keys go together.
//
// Every error names the key, what is expected there and what was found. Nothing else is read here:
// whether the files hold what the description says is the readers' to check.

import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Value } from 'typebox/value';
import { describeExpected, showJson } from '../errors/expected-value.ts';
import { sentence } from '../errors/sentence.ts';
import { IndexError } from '../errors.ts';
import { Order } from '../formats/orders/order.ts';
import { ConsumedAmount, RunDescription, Steps, Truncate } from '../formats/run-description.ts';
import { parseJson } from '../input/lines/json-text.ts';
import { unreadable } from '../input/paths/unreadable.ts';
import { pointerBytes, requireData } from '../text/require-data.ts';
import { requireConsistent } from './require-consistent.ts';

/** A description and the folder that its paths are relative to. */
export interface Run {
  /** The description's file as it was named; undefined: it was given as flags. */
  readonly name: string | undefined;
  readonly description: RunDescription;
  readonly folder: string;
}

/** What messages call a description that was given as flags. */
export const optionsAsRun = 'the options';

/** Reads `path`; throws `input_not_found`, `source_unreadable`, `not_json` and `run_invalid`. */
export function readRun(path: string): Run {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (cause) {
    const solve = 'Name a JSON file that describes the run (docs/formats/README.md).';
    throw unreadable(path, cause, {
      doing: 'read the run description',
      special: { folder: { code: 'bad_argument', solve } },
    });
  }
  requireData(Buffer.from(text.slice(0, pointerBytes)), path);
  const value = parseJson(text, (fault, cause) => {
    const expected = 'a run description, a JSON object';
    const message = sentence({ where: path, expected, found: `text that is ${fault}` });
    return new IndexError('not_json', message, { file: path }, cause);
  });
  return { name: path, description: requireRun(value, path), folder: dirname(resolve(path)) };
}

/** The value as a run description; throws `run_invalid` with the key. `where` is for messages. */
export function requireRun(value: unknown, where: string): RunDescription {
  const refuse = (path: readonly string[], expected: string) =>
    invalid(value, { where, path, expected });
  if (!Value.Check(RunDescription, value)) {
    const { path, expected } = explain(firstError(value));
    throw refuse(path, expected);
  }
  requireConsistent(value, (key, expected) => {
    throw refuse(key.split('.'), expected);
  });
  return value;
}

type SchemaError = ReturnType<typeof Value.Errors>[number];

function firstError(value: unknown): SchemaError {
  const errors = Value.Errors(RunDescription, value);
  const one = errors.find(({ keyword }) => keyword !== 'boolean') ?? errors[0];
  if (one === undefined) throw new Error('no error in what is not a run description');
  // A value that may be of two types has an error for each, and one that is of both.
  const both = errors.find(({ keyword }) => keyword === 'anyOf');
  const isWithin = `${one.instancePath}/`.startsWith(`${both?.instancePath}/`);
  return both !== undefined && isWithin ? both : one;
}

function explain(error: SchemaError): { path: string[]; expected: string } {
  const path = error.instancePath.split('/').slice(1);
  switch (error.keyword) {
    case 'additionalProperties': {
      const [name = ''] = error.params.additionalProperties;
      return { path: [...path, name], expected: explainUnknown(path, name) };
    }
    case 'required':
      return {
        path: [...path, ...error.params.requiredProperties.slice(0, 1)],
        expected: 'a value',
      };
    case 'anyOf':
      return { path, expected: 'the name of a field, or a list of different names' };
    default:
      return { path, expected: describeExpected(error) };
  }
}

/** A key of `steps`, `order` or `truncate` that stands outside of them is a likely slip. */
function explainUnknown(path: readonly string[], name: string): string {
  const home = path.length > 0 ? undefined : parts.find(([, part]) => Object.hasOwn(part, name));
  return home === undefined
    ? `no such key, but ${namesAt(path)}`
    : `it inside "${home[0]}", as in {"${home[0]}":{"${name}":...}}`;
}

function namesAt(path: readonly string[]): string {
  const part = path.length > 0 ? parts.find(([name]) => name === path[0]) : undefined;
  if (path.length > 0 && part === undefined) return 'those of docs/formats/README.md';
  return `one of ${Object.keys(part?.[1] ?? RunDescription.properties).join(', ')}`;
}

const parts = [
  ['steps', Steps.properties],
  ['order', Order.properties],
  ['truncate', Truncate.properties],
  ['consumed', ConsumedAmount.properties],
] as const;

function valueAt(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const name of path) at = Object.getOwnPropertyDescriptor(Object(at), name)?.value;
  return at;
}

/** `order.files[1]`; of the description itself the empty string. */
function spellKey(path: readonly string[]): string {
  return path
    .map((name, i) => (/^\d+$/.test(name) ? `[${name}]` : i === 0 ? name : `.${name}`))
    .join('');
}

function invalid(
  value: unknown,
  { where, path, expected }: { where: string; path: readonly string[]; expected: string },
): IndexError {
  const key = spellKey(path);
  const solve = where.startsWith(optionsAsRun)
    ? 'Say it in a run description, with --run FILE.json (docs/formats/README.md).'
    : 'Fix the run description.';
  const place = key === '' ? where : `${where}: key ${key}`;
  const message = sentence({
    where: place,
    expected,
    found: showJson(valueAt(value, path), 60),
    solve,
  });
  return new IndexError('run_invalid', message, { file: where, key });
}
