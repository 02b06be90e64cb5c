// `--checkpoints`: steps on the command line, or a file of them. A file holds one step per line,
// or a JSON array; steps come back rising, each once.

import { readFile } from 'node:fs/promises';
import { causeCode } from '../../errors/cause.ts';
import { fileError } from '../../errors/file-error.ts';
import { sentence } from '../../errors/sentence.ts';
import { IndexError } from '../../errors.ts';

/** Throws `input_not_found`, `source_unreadable` and `bad_argument` with the line or element. */
export async function readCheckpoints(given: string): Promise<number[]> {
  const isList = /^[\d\s,]+$/.test(given);
  const steps = isList ? decodeList(given) : decodeFile(await readText(given), given);
  return [...new Set(steps)].sort((a, b) => a - b);
}

function decodeList(given: string): number[] {
  const parts = given.split(',').map((part) => part.trim());
  return parts.map((part) => decodeStep(part, `--checkpoints ${given}`));
}

function decodeFile(text: string, path: string): number[] {
  const steps = /^\s*\[/.test(text) ? decodeArray(text, path) : decodeLines(text, path);
  if (steps.length > 0) return steps;
  throw new IndexError('bad_argument', `${path} does not hold a step: expected at least one`, {
    file: path,
  });
}

function decodeLines(text: string, path: string): number[] {
  return text.split(/\r?\n/).flatMap((line, i) => {
    return line.trim() === '' ? [] : [decodeStep(line.trim(), `${path}:${i + 1}`)];
  });
}

function decodeArray(text: string, path: string): number[] {
  let values: readonly unknown[];
  try {
    values = JSON.parse(text);
  } catch (error) {
    const found = `${path} begins as a JSON array and is not valid JSON: ${error instanceof Error ? error.message : error}. Fix it, or write one step per line.`;
    throw new IndexError('not_json', found, { file: path }, error);
  }
  return values.map((value, i) => {
    return decodeStep(typeof value === 'number' ? String(value) : value, `${path}, element ${i}`);
  });
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
