// A split and results at checkpoints -> accuracy by exposure, and lags.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { IndexError } from '../errors.ts';
import type { Curve } from './answers/split.ts';
import { checkOptions } from './options/check-options.ts';
import { withNamesLater } from './options/name-options.ts';
import { listOf, rules } from './options/rules.ts';
import { unlessInterrupted } from './unless-interrupted.ts';

export interface CurvesOptions {
  /** The folder that splitPairs wrote. */
  readonly split: string;
  /** Results at checkpoints: files, folders, globs (docs/results.md). */
  readonly results: string | readonly string[];
  /** Accuracies in whole per cents at which the lag is measured ([70, 75, 80, 85, 90]). */
  readonly thresholds?: readonly number[] | undefined;
  /** The threshold of the figures (80, or the middle one). */
  readonly threshold?: number | undefined;
  /** Re-assignments of each test (1000). */
  readonly permutations?: number | undefined;
  /** Of the random numbers (0). */
  readonly seed?: number | undefined;
  /** Which sets are left out over sets; `false`: none. By default the paper's filters. */
  readonly filters?: false | CurveFilters | undefined;
  /** How a path names its step, and its seed, as the first group. */
  readonly stepPattern?: string | undefined;
  readonly seedPattern?: string | undefined;
  /** Prefix of the name of a set in a task (`blimp_`). */
  readonly taskPrefix?: string | undefined;
  /** JSON with steps and sets of the axes of an array. */
  readonly names?: string | undefined;
  /** Metric of lm-evaluation-harness (`acc`). */
  readonly metric?: string | undefined;
  /** Take the newest of several results of a task in one folder. */
  readonly latest?: boolean | undefined;
  /** Folder for tables, lines and figures; new or empty. */
  readonly out?: string | undefined;
  /** Steps of the figures on a logarithmic axis. */
  readonly logSteps?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Sets that are done, and of how many. */
  readonly onProgress?:
    | ((progress: { readonly done: number; readonly total: number }) => void)
    | undefined;
}

export interface CurveFilters {
  /** Per cent at the first checkpoint above which a set is left out (70). */
  readonly maxStart?: number;
  /** Per cent that a set has to reach (80). */
  readonly minBest?: number;
  /** Exposed examples that a set has to have (100). */
  readonly minExposed?: number;
}

const isPercent = (value: unknown) => rules.count.holds(value) && Number(value) <= 100;
const percent = { expected: 'whole per cents from 1 to 100', holds: isPercent };
const filterRules = { maxStart: percent, minBest: percent, minExposed: rules.number };
const curveRules = {
  split: rules.text,
  results: rules.texts,
  thresholds: listOf(percent),
  threshold: percent,
  permutations: rules.count,
  seed: rules.number,
  filters: {
    expected: 'false, or an object',
    holds: (value: unknown) => value === false || rules.object.holds(value),
  },
  stepPattern: rules.text,
  seedPattern: rules.text,
  taskPrefix: rules.anyText,
  names: rules.text,
  metric: rules.text,
  latest: rules.flag,
  out: rules.text,
  logSteps: rules.flag,
  signal: rules.signal,
  onProgress: rules.call,
};

/**
 * The curves of each set, seed and kind of split, as `firstseen curves --json` prints them. Rejects with
 * `split_invalid`, `results_invalid`, `input_not_found`, `output_exists`, `interrupted`.
 *
 * @example
 * const [curve] = await curves({ split: 'blimp-splits', results: 'results/step*' });
 */
export async function curves(options: CurvesOptions): Promise<Curve[]> {
  checkOptions(options, curveRules, 'curves');
  return await withNamesLater(() => makeAndWrite(options));
}

async function makeAndWrite(options: CurvesOptions): Promise<Curve[]> {
  const { out, permutations = 1000, seed: randomSeed = 0, signal, logSteps = false } = options;
  const { chooseFilters, makeCurvesOfSets, sortThresholds } = await import(
    './curves/curves-of-sets.ts'
  );
  const thresholds = sortThresholds(options.thresholds ?? [70, 75, 80, 85, 90]);
  const threshold = mainThreshold(options.threshold, thresholds);
  const filters = chooseFilters(checkFilters(options.filters));
  const { requireFreeFolder } = await import('./rows/output-folder.ts');
  await requireFreeFolder(out);
  return await unlessInterrupted(signal, async () => {
    const made = await makeCurvesOfSets(await readBoth(options), {
      ...{ thresholds, permutations, randomSeed, filters, threads: true },
      ...(signal !== undefined && { signal }),
      onProgress: async (progress) => {
        options.onProgress?.({ ...progress });
        await nextTurn(); // so that the signal is heard
      },
    });
    if (out !== undefined) await made.write(out, { threshold, log: logSteps });
    // The keys of the line, whose type the layer below leaves open.
    return made.lines().map((line) => line as Curve);
  });
}

async function readBoth(options: CurvesOptions) {
  const { taskPrefix, stepPattern, seedPattern, names, metric, signal } = options;
  const { readSplitResults } = await import('./curves/split-results.ts');
  return await readSplitResults(options.split, [options.results].flat(), {
    ...{ taskPrefix, stepPattern, seedPattern, signal },
    patternNames: { step: 'stepPattern', seed: 'seedPattern' },
    ...(names !== undefined && { names }),
    ...(metric !== undefined && { metric }),
    ...(options.latest === true && { latest: true }),
  });
}

function mainThreshold(asked: number | undefined, thresholds: readonly number[]): number {
  const usual = thresholds.includes(80) ? 80 : thresholds[thresholds.length >> 1];
  const found = asked ?? usual;
  if (found !== undefined && thresholds.includes(found)) return found;
  throw new IndexError(
    'bad_argument',
    `curves: threshold ${found}: expected one of thresholds ${thresholds.join(', ')}`,
  );
}

function checkFilters(given: CurvesOptions['filters']) {
  if (given === false) return { filters: false };
  checkOptions(given ?? {}, filterRules, 'curves: filters');
  return { ...given };
}
