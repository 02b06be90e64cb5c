// Step and seed of a file of results, from the folders that it lies in.

import { basename, dirname, normalize, relative, resolve, sep } from 'node:path';
import { badResult } from './bad-result.ts';
import type { ResultOptions } from './result-format.ts';
import type { Seed } from './results.ts';

export interface PathPlace {
  readonly step: number;
  readonly seed: Seed;
}

/** Not inside of a longer word, and the number is not cut from something like `700k` or `1.5`. */
const stepNames =
  /(?<![a-z])(?:global[_-]?step|training[_-]?step|checkpoint|step|iteration|iter|ckpt)s?[_=-]?(\d+)(?![\da-z]|\.\d)/gi;
const seedNames = /(?<![a-z])seed[_=-]?(\d+)/gi;

type Patterns = Pick<ResultOptions, 'stepPattern' | 'seedPattern' | 'roots'>;

/** Throws `results_invalid` where the path does not say one step. */
export function findPlace(file: string, patterns: Patterns): PathPlace {
  const { seedPattern, roots } = patterns;
  return { step: findStep(file, patterns), seed: findSeed(file, seedPattern, roots) };
}

/** The seed that the folders or the file's own name have; null: none. */
export function findSeed(file: string, pattern?: RegExp, roots?: readonly string[]): Seed {
  const [found] = findNearest(splitPath(file, roots), pattern ?? seedNames);
  return found === undefined ? null : parseSeed(found);
}

/** Digits are a number, so that `seed1` and a column with 1 are the same seed. */
export function parseSeed(text: string): number | string {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : text;
}

function findStep(file: string, { stepPattern: pattern, roots }: Patterns): number {
  const parts = splitPath(file, roots);
  // A file's own name has a task and a date in it, which only the user knows to tell from a step.
  const found = findNearest(
    pattern === undefined ? parts.slice(0, -1) : parts,
    pattern ?? stepNames,
  );
  const steps = [...new Set(found.map(Number))];
  const [step] = steps;
  if (steps.length === 1 && step !== undefined && Number.isSafeInteger(step)) return step;
  if (step === undefined) {
    throw badResult(
      { file },
      pattern === undefined
        ? 'no folder in its path names a step, expected a name such as step700, checkpoint-700 or iter_0000700. Rename a folder, or say how the step is written with --step-pattern, such as --step-pattern "model-(\\d+)".'
        : `--step-pattern ${pattern.source} matches nothing in this path, expected a match with the step as its first group`,
    );
  }
  throw badResult(
    { file },
    steps.length > 1
      ? `a folder names several steps (${steps.join(', ')}), expected one. Say which one with --step-pattern.`
      : `the step in its path is ${JSON.stringify(found[0])}, expected a whole number from 0`,
  );
}

/** First groups of all matches in the last part that has any. */
function findNearest(parts: readonly string[], pattern: RegExp): string[] {
  const all = new RegExp(
    pattern.source,
    pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`,
  );
  for (const part of parts.toReversed()) {
    const found = Array.from(part.matchAll(all), (match) => match[1] ?? match[0]);
    if (found.length > 0) return found;
  }
  return [];
}

/** The folders and the name as they were given; where that is `.` or `..`, the folder's own name. */
function splitPath(file: string, roots: readonly string[] = []): string[] {
  const root = roots.find((folder) => file.startsWith(folder + sep));
  if (root !== undefined) return relative(root, file).split(sep);
  const parts = normalize(file)
    .split(sep)
    .filter((part) => part !== '');
  const isRelative = parts[0] === '..' || parts.length === 1;
  return isRelative ? [basename(dirname(resolve(file))), ...parts] : parts;
}
