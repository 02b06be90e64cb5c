// Which sources are to be read: all that were named, but for what the index holds already.

import { realpathSync } from 'node:fs';
import type { SourceRow } from '../store/catalogue.ts';
import type { BuildOptions } from './build-options.ts';
import type { Feed } from './feed-sources.ts';
import { standingOf } from './resume-source.ts';
import { estimateTextBytes, type SourcePlan } from './sources/plan-sources.ts';

/** The sources to read, in order; says through `onEvent` which are left out or gone on with. */
export async function planFeeds(
  plans: readonly SourcePlan[],
  rows: readonly SourceRow[],
  options: Pick<BuildOptions, 'again' | 'onEvent'>,
  signal: AbortSignal,
): Promise<Feed[]> {
  const { again = false, onEvent } = options;
  const feeds: Feed[] = [];
  const rowsOf = rowFinder(rows);
  const named = new Set<string>();
  let nextSource = (rows.at(-1)?.id ?? 0) + 1;
  for (const plan of plans) {
    signal.throwIfAborted();
    const realPath = realPathOf(plan);
    const known = rowsOf(plan.name, realPath);
    const standing = await standingOf(plan, known, again, signal);
    const namedBefore = (named.has(plan.name) || named.has(realPath ?? plan.name)) && !again;
    named.add(plan.name).add(realPath ?? plan.name);
    if (standing.kind === 'whole' || namedBefore) {
      onEvent?.({ kind: 'source-skipped', name: plan.name });
      continue;
    }
    if (standing.kind === 'part') {
      onEvent?.({ kind: 'source-resumed', name: plan.name, line: standing.row.lines });
    }
    if (standing.kind === 'changed') onEvent?.({ kind: 'source-changed', name: plan.name });
    const row = standing.kind === 'part' ? standing.row : newRow(nextSource++, plan.name, realPath);
    feeds.push({ plan, standing, row });
  }
  return feeds;
}

/** Text bytes of all sources, roughly; undefined where one of them cannot be told. */
export async function estimateAll(feeds: readonly Feed[]): Promise<number | undefined> {
  let total: number | undefined = 0;
  for (const { plan } of feeds) {
    const estimate = await estimateTextBytes(plan);
    total = total === undefined || estimate === undefined ? undefined : total + estimate;
  }
  return total;
}

/** Finds the rows of a source, in order: those of its name or, however it was named, of its file. */
function rowFinder(
  rows: readonly SourceRow[],
): (name: string, realPath: string | null) => readonly SourceRow[] {
  const byName = Map.groupBy(rows, ({ name }) => name);
  const byPath = Map.groupBy(rows, ({ realPath }) => realPath);
  return (name, realPath) => {
    const found = new Set(byName.get(name));
    if (realPath !== null) for (const row of byPath.get(realPath) ?? []) found.add(row);
    return [...found].sort((a, b) => a.id - b.id);
  };
}

function realPathOf({ kind, path, sizeBytes }: SourcePlan): string | null {
  return kind === 'file' && sizeBytes !== undefined ? realpathSync(path) : null;
}

function newRow(id: number, name: string, realPath: string | null): SourceRow {
  return {
    id,
    name,
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
  };
}
