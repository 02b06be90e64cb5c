// Results of a folder and the examples of a split -> the lines that the command prints, and what was
// left out. Runs in a thread of its own, as its input is a client's.

import { curveLine } from '../../curves/output/curve-line.ts';
import { pathPattern } from '../../curves/results/path-pattern.ts';
import { readResults } from '../../curves/results/read-results.ts';
import type { ResultOptions } from '../../curves/results/result-format.ts';
import type { ReadResults } from '../../curves/results/results.ts';
import { type Filters, noFilters, paperFilters } from '../../curves/sets/filters.ts';
import { makeCurves } from '../../curves/sets/make-curves.ts';
import { summariseOverSets } from '../../curves/sets/over-sets.ts';
import type { SplitExamples } from '../../curves/split/split-examples.ts';
import type { IndexError } from '../../errors.ts';
import type { CurvesRemarks } from '../../schemas/curves-answer.ts';
import type { CurvesQuestion } from '../../schemas/curves-request.ts';
import type { CurveJob, CurveProgress, MadeCurves } from './curve-messages.ts';
import { listRoots, withoutFolder } from './upload-folder.ts';

const progressMs = 100;
/** Of an array, unpacked: it is held whole. */
const maxArrayBytes = 1 << 30;

export async function makeLines(
  job: CurveJob,
  split: SplitExamples,
  onProgress: (progress: CurveProgress) => void,
): Promise<MadeCurves> {
  const { question, folder } = job;
  const told = seldom(onProgress);
  const results = await readResults(job.results, split, {
    ...decodeResultOptions(job),
    onProgress: ({ readBytes, totalBytes }) =>
      told({ stage: 'reading', done: readBytes, total: totalBytes }),
  });
  const { permutations = 1000, seed: randomSeed = 0 } = question;
  const asked = question.thresholds ?? [70, 75, 80, 85, 90];
  const thresholds = [...new Set(asked)].sort((a, b) => a - b);
  const options = { thresholds, permutations, randomSeed, filters: decodeFilters(question) };
  const curves = await makeCurves(split, results, {
    ...options,
    onProgress: (progress) => told({ stage: 'testing', ...progress }),
  });
  const lines = summariseOverSets(curves).map((curve) =>
    JSON.stringify(curveLine(curve, thresholds)),
  );
  return { thresholds, permutations, lines, remarks: collectRemarks(results, split, folder) };
}

function decodeResultOptions({ question, folder, names }: CurveJob): ResultOptions {
  const { task_prefix, step_pattern, seed_pattern, metric, latest } = question;
  return {
    ...{ taskPrefix: task_prefix ?? 'blimp_', roots: listRoots(folder), maxArrayBytes },
    ...(step_pattern && { stepPattern: pathPattern('step_pattern', step_pattern) }),
    ...(seed_pattern && { seedPattern: pathPattern('seed_pattern', seed_pattern) }),
    ...(names !== undefined && { names }),
    ...(metric !== undefined && { metric }),
    ...(latest !== undefined && { latest }),
  };
}

function decodeFilters({
  filters = true,
  max_start,
  min_best,
  min_exposed,
}: CurvesQuestion): Filters {
  const base = filters ? paperFilters : noFilters;
  return {
    maxStart: max_start ?? base.maxStart,
    minBest: min_best ?? base.minBest,
    minExposed: min_exposed ?? base.minExposed,
  };
}

function collectRemarks(
  results: ReadResults,
  { sets }: SplitExamples,
  folder: string,
): CurvesRemarks {
  const found = new Set(results.runs.map(({ set }) => set));
  const shown = (paths: readonly string[]) => paths.map((path) => withoutFolder(path, folder));
  return {
    sets_without_results: [...sets.keys()].filter((set) => !found.has(set)),
    unknown_sets: [...results.unknownSets],
    dropped_rows: results.droppedRows,
    ignored_files: shown(results.ignoredFiles),
    older_files: shown(results.olderFiles),
    gaps: results.gaps.map((gap) => ({ ...gap, steps: [...gap.steps] })),
  };
}

/** An error of results as the client knows them: its own paths, and fields instead of options. */
export function describeResultError(
  { code, message, details }: IndexError,
  folder: string,
): Pick<IndexError, 'code' | 'message' | 'details'> {
  const shown = (text: string) => withoutFolder(text, folder);
  return {
    code,
    message: shown(message).replaceAll(optionNames, (_, name: string) => nameField(name)),
    details: Object.fromEntries(
      Object.entries(details).map(([key, value]) => [
        key,
        typeof value === 'string' ? shown(value) : value,
      ]),
    ),
  };
}

const optionNames = /--(step-pattern|seed-pattern|task-prefix|metric|latest|names)\b/g;

function nameField(option: string): string {
  return option === 'names' ? 'the part names' : option.replace('-', '_');
}

/** Calls on at most some times a second, so that messages cost nothing. */
function seldom(onProgress: (progress: CurveProgress) => void): typeof onProgress {
  let next = 0;
  return (progress) => {
    const now = performance.now();
    if (now < next && progress.done < progress.total) return;
    next = now + progressMs;
    onProgress(progress);
  };
}
