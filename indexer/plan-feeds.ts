// Which sources are to be read: all that were named, but for what the index holds already.

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
  const named = new Set<string>();
  const byName = Map.groupBy(rows, ({ name }) => name);
  let nextSource = (rows.at(-1)?.id ?? 0) + 1;
  for (const plan of plans) {
    signal.throwIfAborted();
    const standing = await standingOf(plan, byName.get(plan.name) ?? [], again, signal);
    const namedBefore = named.has(plan.name) && !again;
    named.add(plan.name);
    if (standing.kind === 'whole' || namedBefore) {
      onEvent?.({ kind: 'source-skipped', name: plan.name });
      continue;
    }
    if (standing.kind === 'part') {
      onEvent?.({ kind: 'source-resumed', name: plan.name, line: standing.row.lines });
    }
    if (standing.kind === 'changed') onEvent?.({ kind: 'source-changed', name: plan.name });
    const row = standing.kind === 'part' ? standing.row : newRow(nextSource++, plan.name);
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

function newRow(id: number, name: string): SourceRow {
  return {
    id,
    name,
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
