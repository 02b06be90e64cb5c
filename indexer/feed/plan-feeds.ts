// Which sources are to be read: all that were named, but for what the index holds already.

import { distinctPlans, findRealPath, remoteOf } from '../../corpus/distinct-plans.ts';
import { type FeedPlan, nameOfPlan } from '../../corpus/plan-run.ts';
import { openRows } from '../../formats/rows/open-rows.ts';
import type { RowReader } from '../../formats/rows/row-reader.ts';
import { estimateTextBytes } from '../../input/compression/estimate-text.ts';
import { isEmpty } from '../../store/catalogue/empty-sources.ts';
import type { SourceRow } from '../../store/catalogue/source-row.ts';
import type { BuildOptions } from '../build-options.ts';
import { type Feed, isKnownEmpty, type LookOptions } from './feed.ts';
import { tellWaiting } from './judge-open-line.ts';
import { findRowsStanding } from './resume-rows.ts';
import { findStanding } from './resume-source.ts';

export interface FeedList {
  /** The sources to read, in order. */
  readonly feeds: readonly Feed[];
  /** Whether the index holds records of a source that was named. Where it does, the others may have none. */
  readonly holdsRecords: boolean;
  /** Records of these sources, and of those left out, that are in the index already. */
  readonly heldRecords: number;
  /** A source of which something is held, although one before it is not held whole. */
  readonly heldAfterGap: string | undefined;
}

/** The sources to read; says through `onEvent` which ones are left out. */
export async function planFeeds(
  plans: readonly FeedPlan[],
  stored: readonly SourceRow[],
  options: Pick<BuildOptions, 'again' | 'onEvent'> & { readonly signal: AbortSignal },
): Promise<FeedList> {
  const { again = false, onEvent, signal } = options;
  const feeds: Feed[] = [];
  let heldRecords = 0;
  let heldAfterGap: string | undefined;
  const find = sourceFinder(stored);
  const onRepeated = (name: string) => onEvent?.({ kind: 'source-skipped', name, repeated: true });
  let holdsRecords = false;
  let nextSource = (stored.at(-1)?.id ?? 0) + 1;
  for (const plan of again ? plans : distinctPlans(plans, onRepeated)) {
    signal.throwIfAborted();
    const name = nameOfPlan(plan);
    const realPath = findRealPath(plan);
    const look = await lookAt(plan, find(name, realPath, plan.epoch), { again, signal });
    const { standing } = look;
    const held = 'stored' in standing ? standing.stored : undefined;
    if (held !== undefined && !isEmpty(held)) {
      holdsRecords = true;
      heldRecords += held.records;
      if (!feeds.every(isKnownEmpty)) heldAfterGap ??= name;
    }
    if (standing.kind === 'whole') {
      onEvent?.({ kind: 'source-skipped', name });
      tellWaiting(standing.stored, onEvent);
      continue;
    }
    feeds.push({ plan, source: held ?? newSource(nextSource++, plan, realPath), ...look });
  }
  return { feeds, holdsRecords, heldRecords, heldAfterGap };
}

/** Looks it up in the catalogue; sources of rows are opened and checked, so that a bad one ends the command at once. */
async function lookAt(
  plan: FeedPlan,
  known: readonly SourceRow[],
  options: LookOptions,
): Promise<Pick<Feed, 'standing' | 'textBytes' | 'records'>> {
  if (plan.kind === 'lines') {
    const standing = await findStanding(plan.plan, known, options);
    const textBytes = standing.kind === 'whole' ? 0 : await estimateTextBytes(plan.plan);
    return { standing, textBytes, records: undefined };
  }
  const { spec } = plan;
  using reader = await openRows(spec, options.signal);
  reader.check(options.signal);
  const standing = await findRowsStanding({ spec, files: reader.files }, known, options);
  const records = reader.records - (standing.kind === 'part' ? standing.stored.lines : 0);
  const textBytes = reader.records === 0 ? 0 : estimateRows(reader);
  return { standing, textBytes: (textBytes * records) / Math.max(1, reader.records), records };
}

/** By a part at the start. */
export function estimateRows(reader: RowReader): number {
  const { end, bytes } = reader.batchEnd(0, 1 << 20);
  return Math.ceil((bytes / end) * reader.records);
}

/** Finds the rows of a source in the catalogue, in order: by its name or, however it was named, by its file. */
function sourceFinder(
  stored: readonly SourceRow[],
): (name: string, realPath: string | null, epoch: number) => readonly SourceRow[] {
  const byName = Map.groupBy(stored, ({ name }) => name);
  const byPath = Map.groupBy(stored, ({ realPath }) => realPath);
  return (name, realPath, epoch) => {
    const found = new Set(byName.get(name));
    if (realPath !== null) for (const source of byPath.get(realPath) ?? []) found.add(source);
    const ofEpoch = [...found].filter((source) => (source.epoch ?? 1) === epoch);
    return ofEpoch.sort((a, b) => a.id - b.id);
  };
}

/** The row of a source of which nothing is in. */
export function newSource(id: number, plan: FeedPlan, realPath: string | null): SourceRow {
  const { version } = remoteOf(plan) ?? {};
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
    ...(version !== undefined && { version }),
    ...(plan.epoch > 1 && { epoch: plan.epoch }),
    ...(plan.kind === 'rows' && { reading: plan.spec.reading }),
  };
}
