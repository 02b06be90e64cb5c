// Which sources are to be read: all that were named, but for what the index holds already.

import { realpathSync } from 'node:fs';
import { type FeedPlan, nameOfPlan } from '../../corpus/plan-run.ts';
import { IndexError } from '../../errors.ts';
import { openRows } from '../../formats/rows/open-rows.ts';
import type { RowReader } from '../../formats/rows/row-reader.ts';
import type { RowsSpec } from '../../formats/rows/rows-spec.ts';
import { estimateTextBytes } from '../../input/compression/estimate-text.ts';
import type { SourceRow } from '../../store/catalogue/catalogue.ts';
import { isEmpty } from '../../store/catalogue/empty-sources.ts';
import type { BuildOptions } from '../build-options.ts';
import type { Feed } from './feed-sources.ts';
import { standingOfRows } from './resume-rows.ts';
import { type SourceStanding, standingOf } from './resume-source.ts';

export interface FeedList {
  /** The sources to read, in order. */
  readonly feeds: readonly Feed[];
  /** Whether the index holds records of a source that was named. */
  readonly holdsRecords: boolean;
  /** Records of these sources, and of those left out, that are in the index already. */
  readonly heldRecords: number;
  /** A source of which something is held, although one before it is not held whole. */
  readonly heldAfterGap: string | undefined;
}

/** What is to be read; says through `onEvent` which sources are left out. */
export async function planFeeds(
  plans: readonly FeedPlan[],
  rows: readonly SourceRow[],
  options: Pick<BuildOptions, 'again' | 'onEvent'>,
  signal: AbortSignal,
): Promise<FeedList> {
  const { again = false, onEvent } = options;
  const feeds: Feed[] = [];
  let heldRecords = 0;
  let heldAfterGap: string | undefined;
  const rowsOf = rowFinder(rows);
  const onRepeated = (name: string) => onEvent?.({ kind: 'source-skipped', name, repeated: true });
  let holdsRecords = false;
  let nextSource = (rows.at(-1)?.id ?? 0) + 1;
  for (const plan of again ? plans : distinctPlans(plans, onRepeated)) {
    signal.throwIfAborted();
    const name = nameOfPlan(plan);
    const realPath = realPathOf(plan);
    const known = rowsOf(name, realPath, plan.epoch);
    const look = await lookAt(plan, known, again, signal);
    const { standing } = look;
    const held = 'row' in standing ? standing.row : undefined;
    if (held !== undefined && !isEmpty(held)) {
      holdsRecords = true;
      heldRecords += held.records;
      if (!feeds.every(isKnownEmpty)) heldAfterGap ??= name;
    }
    if (standing.kind === 'whole') {
      onEvent?.({ kind: 'source-skipped', name });
      if (held !== undefined) tellWaiting(held, onEvent);
      continue;
    }
    const row = held ?? newRow(nextSource++, plan, realPath);
    feeds.push({ plan, row, ...look });
  }
  return { feeds, holdsRecords, heldRecords, heldAfterGap };
}

/** Whether it is certain, before it is read, that it holds no record. */
export function isKnownEmpty({ plan, records }: Feed): boolean {
  return records === 0 || (plan.kind === 'lines' && plan.plan.sizeBytes === 0);
}

/** Says of a source that its last line is left out until it has its line feed. */
export function tellWaiting(
  { name, lines, openLine }: Pick<SourceRow, 'name' | 'lines' | 'openLine'>,
  onEvent: BuildOptions['onEvent'],
): void {
  if (openLine?.state !== 'waiting') return;
  onEvent?.({ kind: 'source-waiting', name, line: lines + 1, bytes: openLine.bytes });
}

/** The sources but for those named before in the same epoch, by this name or another of the same file. */
export function* distinctPlans(
  plans: readonly FeedPlan[],
  onRepeated: (name: string) => void,
): Generator<FeedPlan> {
  const named = new Set<string>();
  for (const plan of plans) {
    const name = nameOfPlan(plan);
    const keys = [name, realPathOf(plan) ?? name].map((key) => `${plan.epoch} ${key}`);
    const isRepeated = keys.some((key) => named.has(key));
    for (const key of keys) named.add(key);
    if (isRepeated) onRepeated(name);
    else yield plan;
  }
}

/** Text bytes of all sources, roughly; undefined where one of them cannot be told. */
export function estimateAll(feeds: readonly Feed[]): number | undefined {
  let total: number | undefined = 0;
  for (const { textBytes } of feeds) {
    total = total === undefined || textBytes === undefined ? undefined : total + textBytes;
  }
  return total;
}

interface Look {
  readonly standing: SourceStanding;
  readonly textBytes: number | undefined;
  readonly records: number | undefined;
}

/** What the catalogue knows of it; sources of rows are opened and checked, so that a bad one ends the command at once. */
async function lookAt(
  plan: FeedPlan,
  known: readonly SourceRow[],
  again: boolean,
  signal: AbortSignal,
): Promise<Look> {
  if (plan.kind === 'lines') {
    const standing = await standingOf(plan.plan, known, again, signal);
    const textBytes = standing.kind === 'whole' ? 0 : await estimateTextBytes(plan.plan);
    return { standing, textBytes, records: undefined };
  }
  using reader = await openRows(plan.spec);
  reader.check(signal);
  const standing = await standingOfRows(
    { spec: plan.spec, files: reader.files },
    known,
    again,
    signal,
  );
  const records = reader.records - (standing.kind === 'part' ? standing.row.lines : 0);
  const textBytes = reader.records === 0 ? 0 : estimateRows(reader);
  return { standing, textBytes: (textBytes * records) / Math.max(1, reader.records), records };
}

/** The error for a source of rows that holds none, where it is all of the corpus. */
export function noRecords({ name }: RowsSpec, { dropped }: RowReader): IndexError {
  const found = dropped === undefined ? '' : ` (not consumed: ${dropped})`;
  return new IndexError(
    'source_empty',
    `${name} holds no record: expected at least one${found}; name files that hold records, or fix the run description`,
    { source: name },
  );
}

/** By a part at the start. */
function estimateRows(reader: RowReader): number {
  const { end, bytes } = reader.batchEnd(0, 1 << 20);
  return Math.ceil((bytes / end) * reader.records);
}

/** Finds the rows of a source, in order: those of its name or, however it was named, of its file. */
function rowFinder(
  rows: readonly SourceRow[],
): (name: string, realPath: string | null, epoch: number) => readonly SourceRow[] {
  const byName = Map.groupBy(rows, ({ name }) => name);
  const byPath = Map.groupBy(rows, ({ realPath }) => realPath);
  return (name, realPath, epoch) => {
    const found = new Set(byName.get(name));
    if (realPath !== null) for (const row of byPath.get(realPath) ?? []) found.add(row);
    const ofEpoch = [...found].filter((row) => (row.epoch ?? 1) === epoch);
    return ofEpoch.sort((a, b) => a.id - b.id);
  };
}

/** Of what is one file. */
function realPathOf(plan: FeedPlan): string | null {
  if (plan.kind === 'rows') {
    const { data, isOneFile } = plan.spec;
    const [first] = data;
    return isOneFile && first !== undefined ? realpathSync(first.path) : null;
  }
  const { kind, path, sizeBytes } = plan.plan;
  return kind === 'file' && sizeBytes !== undefined ? realpathSync(path) : null;
}

function newRow(id: number, plan: FeedPlan, realPath: string | null): SourceRow {
  return {
    id,
    name: nameOfPlan(plan),
    realPath,
    sizeBytes: null,
    sha256: null,
    lines: 0,
    endByte: 0,
    endCrc: 0,
    records: 0,
    skipped: 0,
    repaired: 0,
    complete: false,
    ...(plan.epoch > 1 && { epoch: plan.epoch }),
    ...(plan.kind === 'rows' && { reading: plan.spec.reading }),
  };
}
