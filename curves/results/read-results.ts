// Paths -> results of evaluation, joined with the examples of a split. The one place that knows all
// formats; the formats know how to read, and the collector what a row may be.

import { basename } from 'node:path';
import type { IndexError } from '../../errors.ts';
import type { SplitExamples } from '../split/split-examples.ts';
import { badResult } from './bad-result.ts';
import { findFiles } from './find-files.ts';
import { resultFormats } from './formats.ts';
import { parseSampleName } from './lm-eval/sample-name.ts';
import { readHead } from './open-bytes.ts';
import { ResultCollector } from './result-collector.ts';
import type { ReadingJob, ResultFile, ResultFormat, ResultOptions } from './result-format.ts';
import type { ReadResults, SetResults } from './results.ts';

interface ReadingRun {
  readonly signal?: AbortSignal;
  /** Told of the bytes of the files, as they are on disk. */
  readonly onProgress?: (progress: {
    readonly readBytes: number;
    readonly totalBytes: number;
  }) => void;
}

const headBytes = 4096;

/**
 * Reads all of `paths`: folders and files of any formats together. Throws `input_not_found`,
 * `source_unreadable`, `source_truncated`, `source_damaged`, and `results_invalid` where rows are
 * missing, there twice, of other pairs or not as the format has them.
 */
export async function readResults(
  paths: readonly string[],
  split: SplitExamples,
  { signal, onProgress, ...options }: ResultOptions & ReadingRun,
): Promise<ReadResults> {
  const { files, ignored } = await findFiles(paths, signal);
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const collector = new ResultCollector(split, options);
  const older: string[] = [];
  let readBytes = 0;
  const job: ReadingJob = {
    ...{ split, collector, options, signal },
    onBytes: (bytes) => {
      readBytes += bytes;
      onProgress?.({ readBytes, totalBytes });
    },
    onOlderFile: (path) => older.push(path),
  };
  for (const [format, own] of await groupByFormat(files)) await format.read(own, job);
  const results = collector.finish();
  return {
    ...results,
    ...{ files: files.length - older.length, ignoredFiles: ignored, olderFiles: older },
    gaps: findGaps(results.runs),
  };
}

function findGaps(runs: readonly SetResults[]): ReadResults['gaps'] {
  const all = [...new Set(runs.flatMap(({ steps }) => [...steps]))].sort((a, b) => a - b);
  return runs.flatMap(({ set, seed, steps }) => {
    if (steps.length === all.length) return [];
    const own = new Set(steps);
    return [{ set, seed, steps: all.filter((step) => !own.has(step)) }];
  });
}

async function groupByFormat(
  files: readonly ResultFile[],
): Promise<Map<ResultFormat, ResultFile[]>> {
  const groups = new Map<ResultFormat, ResultFile[]>();
  for (const file of files) {
    // A folder may hold thousands of samples; their names say enough.
    const isNamed = parseSampleName(basename(file.path)) !== undefined;
    const head = isNamed ? Buffer.alloc(0) : await readHead(file.path, headBytes);
    const format = resultFormats.find(({ accepts }) => accepts(file.path, head));
    if (format === undefined) throw unknownFormat(file.path, head);
    const group = groups.get(format) ?? [];
    group.push(file);
    groups.set(format, group);
  }
  return groups;
}

function unknownFormat(file: string, head: Buffer): IndexError {
  if (head.length === 0) return badResult({ file }, 'the file is empty, expected results');
  const isArray = /^\s*\[/.test(head.toString('latin1'));
  const found = isArray ? 'the file is a JSON array' : 'the format of the file is not known';
  return badResult(
    { file },
    `${found}, expected samples of lm-evaluation-harness, a table (.csv, .tsv, JSON lines, Parquet) or an array (.npy, .npz)`,
  );
}
