// A JSON file that says what the axes of an array of results are.
//
//   {"steps": [0, 100], "sets": ["wh_island"], "seed": 1}
//   {"axes": ["seed", "set", "step", "row", "score"], "seeds": [1, 2], ...}
//
// `checkpoints` is another word for `steps`; under `seeds` a seed may have steps of its own.

import { readFile } from 'node:fs/promises';
import { fileError } from '../../../errors/file-error.ts';
import { isObject, type JsonObject } from '../../../splits/pairs/is-object.ts';
import { badResult, quoted } from '../bad-result.ts';
import { findSeed, parseSeed } from '../path-place.ts';
import type { Seed } from '../results.ts';

const axisNames = ['seed', 'step', 'set', 'row', 'score'] as const;
export type Axis = (typeof axisNames)[number];

export interface ArrayNames {
  /** In the order of the array's; `score` is good, bad. */
  readonly axes: readonly Axis[];
  readonly sets: readonly string[];
  readonly steps: readonly number[];
  /** One where the array has no axis of them. */
  readonly seeds: readonly Seed[];
  /** Name of the array in a `.npz`; undefined: the only one, or `scores` or `correct`. */
  readonly array: string | undefined;
}

/**
 * `shape` and `path` are the array's: without `axes` they follow from the number of axes, and a seed
 * that the names do not have is taken from the path.
 */
interface NamedArray {
  readonly path: string;
  readonly dimensions: number;
  readonly seedPattern?: RegExp | undefined;
  readonly roots?: readonly string[] | undefined;
}

/** Throws `input_not_found`, `source_unreadable` and `results_invalid`. */
export async function readNamesFile(file: string): Promise<JsonObject> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw fileError(error, { path: file, doing: 'read' });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw badResult({ file }, `the file is not valid JSON: ${(error as Error).message}`, error);
  }
  if (isObject(value)) return value;
  throw badResult({ file }, 'the file is not a JSON object, expected one with sets and steps');
}

/** Throws `results_invalid`. `file` is the names' own, for messages. */
export function decodeNames(
  fields: JsonObject,
  file: string,
  { path, dimensions, seedPattern, roots }: NamedArray,
): ArrayNames {
  const axes = planAxes(fields, file, dimensions);
  const seeds = axes.includes('seed')
    ? requireList(fields, 'seeds', file).map((seed) => requireSeed(seed, file))
    : [
        fields['seed'] === undefined
          ? findSeed(path, seedPattern, roots)
          : requireSeed(fields['seed'], file),
      ];
  const sets = requireList(fields, 'sets', file);
  if (!sets.every(isName)) {
    const bad = sets.find((set) => !isName(set));
    throw badResult({ file }, `sets has ${quoted(bad)}, expected names`);
  }
  const { array } = fields;
  return {
    ...{ axes, seeds, sets, steps: listSteps(fields, file, seeds) },
    array: typeof array === 'string' ? array : undefined,
  };
}

function planAxes({ axes }: JsonObject, file: string, dimensions: number): Axis[] {
  if (axes === undefined) {
    const usual: Axis[] = ['step', 'set', 'row', 'score'];
    if (dimensions === 3 || dimensions === 4) return usual.slice(0, dimensions);
    throw badResult(
      { file },
      `the array has ${dimensions} axes, expected steps, sets, rows, and perhaps good and bad. Say in "axes" what they are, in order, out of ${axisNames.join(', ')}.`,
    );
  }
  const names: unknown[] = Array.isArray(axes) ? axes : [];
  const known = names.flatMap((name) => axisNames.filter((axis) => axis === name));
  const isWhole = ['step', 'set', 'row'].every((name) => names.includes(name));
  const isEach = names.length === dimensions && new Set(known).size === dimensions;
  if (isEach && isWhole) return known;
  throw badResult(
    { file },
    `axes is ${quoted(axes)}, expected the array's ${dimensions} axes, in order, out of ${axisNames.join(', ')}; step, set and row have to be there`,
  );
}

function requireSeed(seed: unknown, file: string): number | string {
  if (typeof seed === 'number' && Number.isSafeInteger(seed)) return seed;
  if (typeof seed === 'string' && seed !== '') return parseSeed(seed);
  throw badResult({ file }, `a seed is ${quoted(seed)}, expected a whole number or a name`);
}

function listSteps(fields: JsonObject, file: string, seeds: readonly Seed[]): number[] {
  const own = isObject(fields['seeds']) ? fields['seeds'][String(seeds[0])] : undefined;
  const from = [fields, own].find(
    (one) => isObject(one) && ('steps' in one || 'checkpoints' in one),
  );
  const holder = isObject(from) ? from : {};
  const name = 'steps' in holder ? 'steps' : 'checkpoints';
  if (!(name in holder)) {
    const ofSeeds = isObject(fields['seeds'])
      ? `; its seeds are ${Object.keys(fields['seeds']).join(', ')}, and the array's is ${seeds[0] ?? 'not known: add "seed"'}`
      : '';
    throw badResult({ file }, `the file has no steps, expected the list of checkpoints${ofSeeds}`);
  }
  const steps = requireList(holder, name, file);
  if (steps.every(isStep)) return steps;
  const bad = steps.find((step) => !isStep(step));
  throw badResult({ file }, `${name} has ${quoted(bad)}, expected whole numbers from 0`);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isStep(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** Each value once. */
function requireList(fields: JsonObject, name: string, file: string): unknown[] {
  const list = fields[name];
  if (!Array.isArray(list)) {
    throw badResult({ file }, `${name} is ${quoted(list)}, expected a list`);
  }
  const twice = list.find((value, i) => list.indexOf(value) !== i);
  if (twice === undefined) return list;
  throw badResult({ file }, `${name} has ${quoted(twice)} twice, expected each once`);
}
