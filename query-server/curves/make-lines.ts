// Results of a folder and the examples of a split -> the lines that the command prints, and what was
// left out. Runs in a thread of its own, as its input is a client's.

import type { IndexError } from '../../errors.ts';
import { chooseFilters, makeCurvesOfSets } from '../../library/curves/curves-of-sets.ts';
import type { ReceivedSplit } from '../../library/curves/sent-split.ts';
import {
  findUnused,
  type ResultReading,
  readResultsOf,
} from '../../library/curves/split-results.ts';
import type { CurvesRemarks } from '../../schemas/curves-answer.ts';
import type { CurveJob, CurveProgress, MadeCurves } from './curve-messages.ts';
import { listRoots, withoutFolder } from './upload-folder.ts';

const progressMs = 100;
/** Of an array, unpacked: it is held whole. */
const maxArrayBytes = 1 << 30;

export async function makeLines(
  job: CurveJob,
  split: ReturnType<ReceivedSplit['finish']>,
  onProgress: (progress: CurveProgress) => void,
): Promise<MadeCurves> {
  const { question, folder } = job;
  const told = seldom(onProgress);
  const read = await readResultsOf(split, job.results, {
    ...decodeReading(job),
    onProgress: ({ readBytes, totalBytes }) =>
      told({ stage: 'reading', done: readBytes, total: totalBytes }),
  });
  const { permutations = 1000, seed: randomSeed = 0, filters } = question;
  const { max_start: maxStart, min_best: minBest, min_exposed: minExposed } = question;
  const curves = await makeCurvesOfSets(read, {
    thresholds: question.thresholds ?? [70, 75, 80, 85, 90],
    ...{ permutations, randomSeed },
    filters: chooseFilters({ filters, maxStart, minBest, minExposed }),
    onProgress: (progress) => told({ stage: 'testing', ...progress }),
  });
  const { thresholds } = curves;
  const lines = curves.lines().map((line) => JSON.stringify(line));
  return { thresholds, permutations, lines, remarks: withoutFolders(findUnused(read), folder) };
}

function decodeReading({ question, folder, names }: CurveJob): ResultReading {
  const { task_prefix, step_pattern, seed_pattern, metric, latest } = question;
  return {
    ...{ taskPrefix: task_prefix, roots: listRoots(folder), maxArrayBytes },
    // An empty pattern is none.
    ...{ stepPattern: step_pattern || undefined, seedPattern: seed_pattern || undefined },
    patternNames: { step: 'step_pattern', seed: 'seed_pattern' },
    ...(names !== undefined && { names }),
    ...(metric !== undefined && { metric }),
    ...(latest !== undefined && { latest }),
  };
}

/** Paths as the client gave them. */
function withoutFolders(unused: CurvesRemarks, folder: string): CurvesRemarks {
  const shown = (paths: readonly string[]) => paths.map((path) => withoutFolder(path, folder));
  const { ignored_files, older_files } = unused;
  return { ...unused, ignored_files: shown(ignored_files), older_files: shown(older_files) };
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
