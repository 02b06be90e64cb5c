// From the files of a run description to what is read, in order: sources of lines, or of rows.
//
// A source is the unit that an interrupted build continues: a file, or all files of a run where an order goes
// over them or where they are one stream.

import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { IndexError } from '../errors.ts';
import type { NamedPath } from '../input/paths/named-path.ts';
import { isNoFile, type Looking } from '../input/paths/plan-paths.ts';
import { unreadable } from '../input/paths/unreadable.ts';
import type { ColumnFormat, LogFormat, TokenFormat } from './format.ts';
import { planSources, type SourcePlan } from './lines/source-plan.ts';
import {
  formatNamed,
  isLineFormat,
  type LineFormatName,
  numberedFormats,
  rowFormats,
} from './registry.ts';
import { type RowsSpec, specRows } from './rows/rows-spec.ts';
import type { RunDescription } from './run-description.ts';
import { explainMissing, nameKey, placeFile, type RunPlace } from './run-place.ts';

/** Plain data, so that it can go to a worker. */
export type DataPlan =
  | { readonly kind: 'lines'; readonly plan: SourcePlan }
  | { readonly kind: 'rows'; readonly spec: RowsSpec };

type RowFormat = ColumnFormat | LogFormat | TokenFormat;

/** A description, and where it stands. */
interface Described extends RunPlace {
  readonly description: RunDescription;
}

/** Throws `input_not_found`, `shard_missing`, `bad_argument`, `run_invalid` and `source_unreadable`. */
export function planData(run: Described, looking: Looking = {}): Promise<DataPlan[]> {
  const { format: name } = run.description;
  if (run.description.order?.kind === 'order-log') {
    return planRows(run, formatNamed(numberedFormats, name), looking);
  }
  if (isLineFormat(name)) return planLines(run, name, looking);
  return planRows(run, formatNamed(rowFormats, name), looking);
}

async function planLines(
  run: Described,
  format: LineFormatName,
  looking: Looking,
): Promise<DataPlan[]> {
  const { files, separator, quoting } = run.description;
  const names = files.map((file) => (isNoFile(file) ? file : placeFile(run, file).name));
  const lines = {
    format,
    ...(separator !== undefined && { separator }),
    ...(quoting !== undefined && { quoting }),
  };
  const plans = await planSources(names, { ...lines, ...looking }).catch((error) => {
    const { source, found } = (error as IndexError).details ?? {};
    const i = names.indexOf(String(source ?? found));
    throw i < 0 || isNoFile(names[i] ?? '')
      ? error
      : explainMissing(run, { key: `files[${i}]` }, error);
  });
  return plans.map((plan) => ({ kind: 'lines', plan }));
}

async function planRows(run: Described, format: RowFormat, looking: Looking): Promise<DataPlan[]> {
  const { description } = run;
  const { order, files } = description;
  const data: NamedPath[] = [];
  for (const [i, file] of files.entries()) {
    if (isNoFile(file) && (file === '-' || !readsRanges(format))) throw noPosition(run, file);
    for (const one of await planOne({ run, file, key: `files[${i}]` }, format, looking))
      data.push(one);
  }
  if (order?.kind === 'gpt-dataset' && data.length > 1) {
    throw new IndexError(
      'run_invalid',
      'key files: a gpt-dataset has one path, because its order is of one data set; an order of kind gpt-blend blends several',
    );
  }
  const hasOrder = order !== undefined && order.kind !== 'none';
  const isOneStream = 'isOneStream' in format && format.isOneStream === true;
  const sources = hasOrder || isOneStream ? [data] : data.map((path) => [path]);
  const place = (file: string) => placeFile(run, file);
  return sources.map((some) => ({
    kind: 'rows',
    spec: specRows(description, { data: some, place }),
  }));
}

/** Whether files of the format may lie in a store on the net. */
function readsRanges(format: RowFormat): boolean {
  return format.holds === 'text' && format.readsRanges === true;
}

/** An entry of `files`. */
interface Entry {
  readonly run: Described;
  readonly file: string;
  readonly key: string;
}

async function planOne(
  entry: Entry,
  { naming }: RowFormat,
  looking: Looking,
): Promise<NamedPath[]> {
  switch (naming.kind) {
    case 'folder':
      return [planFolder(entry, naming.index)];
    case 'prefix':
      return [planPrefix(entry, naming.endings)];
    case 'files':
      return planFiles(entry, looking);
  }
}

const indexes = rowFormats.flatMap(({ naming }) => (naming.kind === 'folder' ? naming.index : []));

/** A dataset's folder, or the file in it that says what is there. */
function planFolder({ run, file, key }: Entry, index: string): NamedPath {
  const place = placeFile(run, indexes.includes(basename(file)) ? dirname(file) : file);
  try {
    if (statSync(place.path).isDirectory()) return place;
  } catch (cause) {
    throw explainMissing(run, { key, kind: 'folder' }, unreadable(place.name, cause));
  }
  throw new IndexError(
    'bad_argument',
    `${place.name} is a file: for format ${run.description.format} name the dataset's folder, in which ${index} is`,
    { source: place.name },
  );
}

/** What stands before the two endings. */
function planPrefix({ run, file, key }: Entry, endings: readonly [string, string]): NamedPath {
  const ending = endings.find((one) => file.endsWith(one)) ?? '';
  const place = placeFile(run, file.slice(0, file.length - ending.length));
  const missing = endings.toReversed().filter((one) => {
    return statSync(`${place.path}${one}`, { throwIfNoEntry: false }) === undefined;
  });
  if (missing.length === 0) return place;
  throw new IndexError(
    missing.length === 2 ? 'input_not_found' : 'shard_missing',
    `${nameKey(run, key)}no file at ${missing.map((one) => `${place.path}${one}`).join(' and ')}: format ${run.description.format} takes the path without ${endings.join(' and ')}, and both files have to be there`,
    { source: place.name, key },
  );
}

async function planFiles({ run, file, key }: Entry, looking: Looking): Promise<NamedPath[]> {
  const isAddress = isNoFile(file);
  const name = isAddress ? file : placeFile(run, file).name;
  const plans = await planSources([name], { ...looking, byPosition: true }).catch((error) => {
    throw isAddress ? error : explainMissing(run, { key }, error);
  });
  return plans.map(({ name, path, sizeBytes, remote }) => {
    if (sizeBytes === undefined) throw noPosition(run, name);
    return { name, path, ...(remote !== undefined && { remote }) };
  });
}

function noPosition({ description }: Described, name: string): IndexError {
  return new IndexError(
    'bad_argument',
    `${name} cannot be read by position, as format ${description.format} needs it: expected a regular file; download or write it first`,
    { source: name },
  );
}
