// `--checkpoints`: steps on the command line, or a file of them. A file holds one step per line, a
// JSON array of steps, or a JSON object of names with steps or amounts: {"chck_10M":{"words":10000000}}.

import { readFile } from 'node:fs/promises';
import { causeCode } from '../../errors/cause.ts';
import { fileError } from '../../errors/file-error.ts';
import { sentence } from '../../errors/sentence.ts';
import { IndexError } from '../../errors.ts';
import { type CheckpointAmount, checkpointUnits } from '../../exposure/find-checkpoints.ts';
import { isObject } from '../../input/lines/json-text.ts';
import type { NamedCheckpoint } from '../questions/named-checkpoints.ts';

/**
 * The checkpoints as they are given; one without a name has its step for a name. Throws
 * `input_not_found`, `source_unreadable`, `not_json` and `bad_argument` with the line or element.
 */
export async function readCheckpoints(given: string): Promise<NamedCheckpoint[]> {
  const isList = /^[\d\s,]+$/.test(given);
  return isList ? decodeList(given) : decodeFile(await readText(given), given);
}

function decodeList(given: string): NamedCheckpoint[] {
  const parts = given.split(',').map((part) => part.trim());
  return parts.map((part) => nameStep(decodeStep(part, `--checkpoints ${given}`)));
}

function decodeFile(text: string, path: string): NamedCheckpoint[] {
  const checkpoints = /^\s*[[{]/.test(text) ? decodeJson(text, path) : decodeLines(text, path);
  if (checkpoints.length > 0) return checkpoints;
  throw new IndexError('bad_argument', `${path} does not hold a step: expected at least one`, {
    file: path,
  });
}

function decodeLines(text: string, path: string): NamedCheckpoint[] {
  return text.split(/\r?\n/).flatMap((line, i) => {
    return line.trim() === '' ? [] : [nameStep(decodeStep(line.trim(), `${path}:${i + 1}`))];
  });
}

function decodeJson(text: string, path: string): NamedCheckpoint[] {
  const kind = /^\s*\{/.test(text) ? 'object' : 'array';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const found = `${path} begins as a JSON ${kind} and is not valid JSON: ${error instanceof Error ? error.message : error}. Fix it, or write one step per line.`;
    throw new IndexError('not_json', found, { file: path }, error);
  }
  if (Array.isArray(value)) {
    return value.map((step, i) => nameStep(decodeNumber(step, `${path}, element ${i}`)));
  }
  return Object.entries(value ?? {}).map(([name, at]) => {
    const place = `${path}, checkpoint ${JSON.stringify(name.slice(0, 40))}`;
    return { name, at: isObject(at) ? decodeAmount(at, place) : decodeNumber(at, place) };
  });
}

function nameStep(step: number): NamedCheckpoint {
  return { name: String(step), at: step };
}

function decodeNumber(value: unknown, place: string): number {
  return decodeStep(typeof value === 'number' ? String(value) : value, place);
}

/** One amount of one unit. */
function decodeAmount(value: Readonly<Record<string, unknown>>, place: string): CheckpointAmount {
  const [[name, amount] = [], another] = Object.entries(value);
  const units = Object.keys(checkpointUnits);
  const unit = units.find((one) => one === name) as CheckpointAmount['unit'] | undefined;
  if (unit !== undefined && another === undefined && isCount(amount)) return { unit, amount };
  const expected = `one amount, a whole number from 0, as ${units.map((one) => `"${one}"`).join(', ')}`;
  const found = JSON.stringify(value).slice(0, 60);
  throw new IndexError('bad_argument', sentence({ where: place, expected, found }));
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function decodeStep(value: unknown, place: string): number {
  const step = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (Number.isSafeInteger(step)) return step;
  const found = JSON.stringify(typeof value === 'string' ? value.slice(0, 40) : value);
  const expected = 'a step, a whole number from 0';
  const message = sentence({ where: place, expected, found: found.slice(0, 42) });
  throw new IndexError('bad_argument', message);
}

async function readText(path: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    if (causeCode(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      throw new IndexError('not_utf8', `${path} is not UTF-8`, { file: path }, error);
    }
    throw fileError(error, {
      path,
      doing: 'read the steps of --checkpoints',
      special: {
        missing: { solve: 'Give steps separated by commas, or the path of a file of steps.' },
        'below-file': { code: 'source_unreadable' },
      },
    });
  }
}
