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
  const given = options.thresholds ?? [70, 75, 80, 85, 90];
  const thresholds = [...new Set(given)].sort((one, other) => one - other);
  const threshold = mainThreshold(options.threshold, thresholds);
  const filters = await readFilters(options.filters);
  const { requireFree } = await import('../splits/output/write-folder.ts');
  if (out !== undefined) await requireFree(out);
  const { makeCurves } = await import('../curves/sets/make-curves.ts');
  const { summariseOverSets } = await import('../curves/sets/over-sets.ts');
  return await unlessInterrupted(signal, async () => {
    const { split, results } = await readBoth(options);
    const made = await makeCurves(split, results, {
      ...{ thresholds, permutations, randomSeed, filters, threads: true },
      ...(signal !== undefined && { signal }),
      onProgress: async (progress) => {
        options.onProgress?.({ ...progress });
        await nextTurn(); // so that the signal is heard
      },
    });
    const summaries = summariseOverSets(made);
    if (out !== undefined) {
      const { writeCurves } = await import('../curves/output/write-curves.ts');
      await writeCurves(out, summaries, { thresholds, threshold, log: logSteps });
    }
    const { curveLine } = await import('../curves/output/curve-line.ts');
    // The keys of the line, whose type the layer below leaves open.
    return summaries.map((summary) => curveLine(summary, thresholds) as Curve);
  });
}

async function readBoth(options: CurvesOptions) {
  const { taskPrefix = 'blimp_', stepPattern, seedPattern, names, metric, signal } = options;
  const { readSplit } = await import('../curves/split/read-split.ts');
  const { readResults } = await import('../curves/results/read-results.ts');
  const { expandResults } = await import('../curves/results/expand-results.ts');
  const { pathPattern } = await import('../curves/results/path-pattern.ts');
  const reading = {
    taskPrefix,
    ...(stepPattern !== undefined && { stepPattern: pathPattern('stepPattern', stepPattern) }),
    ...(seedPattern !== undefined && { seedPattern: pathPattern('seedPattern', seedPattern) }),
    ...(names !== undefined && { names }),
    ...(metric !== undefined && { metric }),
    ...(options.latest === true && { latest: true }),
    ...(signal !== undefined && { signal }),
  };
  const split = await readSplit(options.split, { withCounts: false });
  const paths = await expandResults([options.results].flat());
  return { split, results: await readResults(paths, split, reading) };
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

async function readFilters(given: CurvesOptions['filters']) {
  const { noFilters, paperFilters } = await import('../curves/sets/filters.ts');
  if (given === false) return noFilters;
  checkOptions(given ?? {}, filterRules, 'curves: filters');
  return { ...paperFilters, ...given };
}
