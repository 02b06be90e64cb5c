// Folders of lm-evaluation-harness with logged samples -> rows.
//
// A file is one task at one checkpoint; both sides of a split may be files of their own, also in one
// folder. Step and seed are in the path, the set in the file's name.

import { basename, dirname } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { badResult } from '../bad-result.ts';
import { findPlace, type PathPlace } from '../path-place.ts';
import type { ReadingJob, ResultFile, ResultFormat } from '../result-format.ts';
import { SampleReader, type SampleRows } from './read-sample-file.ts';
import { parseSampleName, type SampleName } from './sample-name.ts';
import { readInThreads } from './sample-pool.ts';

interface SampleFile extends ResultFile, SampleName, PathPlace {}

/** Less is read sooner than threads start. */
const threadsFromBytes = 64 << 20;

export const lmEvalResults: ResultFormat = {
  name: 'samples of lm-evaluation-harness',
  accepts: (path, head) =>
    parseSampleName(basename(path)) !== undefined || /^\s*\{[^\n]*"doc_id":/.test(head.toString()),
  read: readSamples,
};

async function readSamples(given: readonly ResultFile[], job: ReadingJob): Promise<void> {
  const { collector, options, signal } = job;
  const named = given.map((file) => describe(file, job));
  const { taken, older } = options.latest ? pickNewest(named) : { taken: named, older: [] };
  for (const { path } of older) job.onOlderFile(path);
  const files = taken.filter(({ task, bytes }) => {
    const isOfSplit = collector.knows(task);
    if (!isOfSplit) job.onBytes(bytes);
    return isOfSplit;
  });
  const onFile = (at: number, rows: SampleRows) => {
    const file = files[at];
    if (file === undefined) throw new Error(`rows of a file ${at} that was not given`);
    putRows(rows, file, job);
    job.onBytes(file.bytes);
  };
  const tasks = Map.groupBy(files.entries(), ([, { task }]) => task);
  const dealt = Array.from(tasks.values(), (task) => task.map(([at, { path }]) => ({ at, path })));
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total >= threadsFromBytes && dealt.length > 1) {
    await readInThreads({ tasks: dealt, metric: options.metric, signal, onFile });
    return;
  }
  const reader = new SampleReader(options.metric);
  for (const task of dealt) {
    reader.forget(options.metric);
    for (const { at, path } of task) {
      await nextTurn();
      signal?.throwIfAborted();
      onFile(at, await reader.read(path, signal));
    }
  }
}

function describe(file: ResultFile, { options }: ReadingJob): SampleFile {
  const name = parseSampleName(basename(file.path));
  if (name !== undefined) return { ...file, ...name, ...findPlace(file.path, options) };
  throw badResult(
    { file: file.path },
    'the file has lines of lm-evaluation-harness and another name, expected samples_TASK_DATE.jsonl, because the name holds the task. Rename it back.',
  );
}

/** Of the files of a task in a folder the one with the latest date; a name without one is oldest. */
function pickNewest(files: readonly SampleFile[]) {
  const groups = Map.groupBy(files, ({ path, task }) => JSON.stringify([dirname(path), task]));
  const taken = new Set(
    Array.from(groups.values(), (group) =>
      group.reduce((newest, one) => (one.date > newest.date ? one : newest)),
    ),
  );
  return {
    taken: files.filter((file) => taken.has(file)),
    older: files.filter((file) => !taken.has(file)),
  };
}

function putRows(
  { rows, lines, right, documents }: SampleRows,
  { path, task, step, seed }: SampleFile,
  { collector }: ReadingJob,
): void {
  const block = collector.block(task, seed, step);
  if (block === undefined) return;
  const place = (at: number) => ({ file: path, line: lines[at] ?? 0 });
  const where = `${block.examples.set}, step ${step}`;
  block.beginSource(path);
  for (const { at, document } of documents) {
    const row = rows[at] ?? 0;
    const mismatch = block.examples.findMismatch(row, document);
    if (mismatch === undefined) continue;
    throw badResult(
      place(at),
      `doc of row ${row} is not the pair of the split (${where}): ${mismatch}. Evaluate the pairs that the split was made of.`,
    );
  }
  for (const [at, row] of rows.entries()) {
    const fault = block.put(row, right[at] === 1);
    if (fault === undefined) continue;
    throw badResult(
      place(at),
      `${fault} (${where}). Where a task was run twice, leave out the older file, or take the newest of each task and folder with --latest.`,
    );
  }
}
