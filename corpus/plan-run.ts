// From a run description to what is fed, in order: sources of lines, or of rows.
//
// A source is the unit that an interrupted build continues: a file, or all files of a run where an order goes
// over them or where they are one stream. Several epochs are the same sources over again.

import { statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { IndexError } from '../errors.ts';
import type { NamedOrder, RowsSpec } from '../formats/rows/row-reader.ts';
import { unreadable } from '../input/bytes/raw-bytes.ts';
import type { NamedPath } from '../input/paths/named-path.ts';
import { type PlanOptions, planSources, type SourcePlan } from '../input/paths/plan-sources.ts';
import type { Order, RunDescription } from '../schemas/run.ts';
import { type LineFormat, lineFormats } from '../schemas/run-formats.ts';
import type { Run } from './read-run.ts';

export type FeedPlan =
  | { readonly kind: 'lines'; readonly plan: SourcePlan; readonly epoch: number }
  | { readonly kind: 'rows'; readonly spec: RowsSpec; readonly epoch: number };

/** Throws `input_not_found`, `shard_missing`, `bad_argument`, `run_invalid` and `source_unreadable`. */
export async function planRun(run: Run, onFolders?: PlanOptions['onFolders']): Promise<FeedPlan[]> {
  const { description } = run;
  requireBeside(run);
  const once = isLineFormat(description.format)
    ? await planLines(run, { format: description.format, onFolders })
    : await planRows(run, onFolders);
  const plans: FeedPlan[] = [];
  for (let epoch = 1; epoch <= (description.epochs ?? 1); epoch++) {
    for (const plan of once) plans.push({ ...plan, epoch });
  }
  const isStream = once.some((one) => one.kind === 'lines' && one.plan.sizeBytes === undefined);
  if (isStream && (description.epochs ?? 1) > 1 && description.files.includes('-')) {
    throw new IndexError('run_invalid', 'key epochs: standard input can be read only once');
  }
  return plans;
}

/** The name of the source, as its row in the catalogue has it. */
export function nameOfPlan(plan: FeedPlan): string {
  return plan.kind === 'lines' ? plan.plan.name : plan.spec.name;
}

export function isLineFormat(format: string): format is LineFormat {
  return (lineFormats as readonly string[]).includes(format);
}

/** The file or folder that the description names, as it is shown and where it is. */
export function placeOf(run: Run, file: string): NamedPath {
  const name = run.name === undefined || isAbsolute(file) ? file : join(dirname(run.name), file);
  return { name, path: resolve(run.folder, file) };
}

/** The files besides those of records have to be there too: the tokenizer and the order. */
function requireBeside(run: Run): void {
  const { tokenizer, order } = run.description;
  const named = (order?.files ?? []).map((file, i) => ({ file, key: `order.files[${i}]` }));
  for (const [set, files] of (order?.datasets ?? []).entries()) {
    for (const [i, file] of files.entries())
      named.push({ file, key: `order.datasets[${set}][${i}]` });
  }
  if (tokenizer !== undefined) named.push({ file: tokenizer, key: 'tokenizer' });
  for (const { file, key } of named) {
    const place = placeOf(run, file);
    try {
      statSync(place.path);
    } catch (cause) {
      throw explain(run, key, unreadable(place.name, cause));
    }
  }
}

/** What stands before a message: nothing where the description was given as flags. */
function whereOf({ name }: Run, key: string): string {
  return name === undefined ? '' : `${name}: key ${key}: `;
}

/** The error with run description and key before it, and the path as it was resolved. */
function explain(run: Run, key: string, error: unknown): unknown {
  if (!(error instanceof IndexError)) return error;
  const { code, message, details, cause } = error;
  const { source, found } = details;
  const path = resolve(String(source ?? found));
  const isFolder = key.startsWith('files') && isFolderFormat(run.description.format);
  const one = isFolder ? 'a folder at' : 'a file at';
  const what = source === undefined ? 'files that match' : one;
  const relative =
    run.name === undefined ? 'the working directory' : "the run description's folder";
  const missing = `expected ${what} ${path}, found none. Paths there are relative to ${relative}: fix the path, or put the file there.`;
  return new IndexError(
    code,
    `${whereOf(run, key)}${code === 'input_not_found' ? missing : message}`,
    { ...details, file: run.name ?? null, key, path },
    cause,
  );
}

async function planLines(
  run: Run,
  options: PlanOptions & { readonly format: LineFormat },
): Promise<FeedPlan[]> {
  const { files, separator, quoting } = run.description;
  const names = files.map((file) => (isNoFile(file) ? file : placeOf(run, file).name));
  const plans = await planSources(names, options).catch((error) => {
    const { source, found } = (error as IndexError).details ?? {};
    const i = names.indexOf(String(source ?? found));
    throw i < 0 ? error : explain(run, `files[${i}]`, error);
  });
  return plans.map((plan) => ({
    kind: 'lines',
    plan: {
      ...plan,
      ...(separator !== undefined && { separator }),
      ...(quoting !== undefined && { quoting }),
    },
    epoch: 1,
  }));
}

function isNoFile(name: string): boolean {
  return name === '-' || /^https?:\/\//i.test(name);
}

async function planRows(run: Run, onFolders: PlanOptions['onFolders']): Promise<FeedPlan[]> {
  const { description } = run;
  const { format, order, files } = description;
  const data = isFolderFormat(format)
    ? files.map((file, i) => planFolder(run, file, `files[${i}]`))
    : format === 'megatron'
      ? files.map((file, i) => planPrefix(run, file, `files[${i}]`))
      : await planFiles(run, onFolders);
  const hasOrder = order !== undefined && order.kind !== 'none';
  const isOneStream = format === 'pythia-rows' || format === 'nanogpt';
  if (order?.kind === 'gpt-dataset' && data.length > 1) {
    throw new IndexError(
      'run_invalid',
      'key files: a gpt-dataset has one path, because its order is of one data set; an order of kind gpt-blend blends several',
    );
  }
  const planned = hasOrder ? placeOrder(run, order) : undefined;
  const spec = (paths: readonly NamedPath[]): FeedPlan => ({
    kind: 'rows',
    epoch: 1,
    spec: { name: nameOf(paths), run: description, data: paths, order: planned },
  });
  return hasOrder || isOneStream ? [spec(data)] : data.map((path) => spec([path]));
}

function placeOrder(run: Run, { files = [], datasets, ...order }: Order): NamedOrder {
  const placeAll = (names: readonly string[]) => names.map((file) => placeOf(run, file));
  return {
    ...order,
    files: placeAll(files),
    ...(datasets !== undefined && { datasets: datasets.map(placeAll) }),
  };
}

function nameOf(paths: readonly NamedPath[]): string {
  const first = paths[0]?.name ?? '';
  return paths.length < 2 ? first : `${first} and ${paths.length - 1} more`;
}

function isFolderFormat(format: RunDescription['format']): boolean {
  return format === 'arrow' || format === 'mds';
}

/** A dataset's folder, or the file in it that says what is there. */
function planFolder(run: Run, file: string, key: string): NamedPath {
  refuseStreams(run, file);
  const isIndex = basename(file) === 'state.json' || basename(file) === 'index.json';
  const place = placeOf(run, isIndex ? dirname(file) : file);
  try {
    if (statSync(place.path).isDirectory()) return place;
  } catch (cause) {
    throw explain(run, key, unreadable(place.name, cause));
  }
  const { format } = run.description;
  throw new IndexError(
    'bad_argument',
    `${place.name} is a file: for format ${format} name the dataset's folder, in which ${format === 'mds' ? 'index.json' : 'state.json'} is`,
    { source: place.name },
  );
}

/** What stands before .bin and .idx. */
function planPrefix(run: Run, file: string, key: string): NamedPath {
  refuseStreams(run, file);
  const place = placeOf(run, file.replace(/\.(bin|idx)$/, ''));
  const missing = ['.idx', '.bin'].filter((extension) => {
    return statSync(`${place.path}${extension}`, { throwIfNoEntry: false }) === undefined;
  });
  if (missing.length === 0) return place;
  throw new IndexError(
    missing.length === 2 ? 'input_not_found' : 'shard_missing',
    `${whereOf(run, key)}no file at ${missing.map((extension) => `${place.path}${extension}`).join(' and ')}: format megatron takes the path without .bin and .idx, and both files have to be there`,
    { source: place.name, key },
  );
}

async function planFiles(run: Run, onFolders: PlanOptions['onFolders']): Promise<NamedPath[]> {
  const places: NamedPath[] = [];
  for (const [i, file] of run.description.files.entries()) {
    refuseStreams(run, file);
    const plans = await planSources([placeOf(run, file).name], { onFolders }).catch((error) => {
      throw explain(run, `files[${i}]`, error);
    });
    for (const { name, path, sizeBytes } of plans) {
      if (sizeBytes === undefined) throw noPosition(run, name);
      places.push({ name, path });
    }
  }
  return places;
}

function refuseStreams(run: Run, file: string): void {
  if (isNoFile(file)) throw noPosition(run, file);
}

function noPosition(run: Run, name: string): IndexError {
  return new IndexError(
    'bad_argument',
    `${name} cannot be read by position, as format ${run.description.format} needs it: expected a regular file; download or write it first`,
    { source: name },
  );
}
