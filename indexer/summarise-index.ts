// What an index holds once a command has ended, as its summary says it.

import type { Catalogue } from '../store/catalogue/catalogue.ts';
import { countEmpty } from '../store/catalogue/empty-sources.ts';
import { leftOutOf, sumLeftOut } from '../store/catalogue/left-out.ts';
import { notConsumed } from '../store/catalogue/not-consumed.ts';
import { Snapshot } from '../store/snapshot.ts';
import type { BuildSummary } from './build-options.ts';

function countSteps(catalogue: Catalogue): number {
  using snapshot = Snapshot.openCommit(catalogue.committed());
  return snapshot.distinctSteps;
}

/** `started`: of `performance.now()`, when the command began. */
export function summariseIndex(catalogue: Catalogue, started: number): BuildSummary {
  const snapshot = catalogue.snapshot();
  const segments = snapshot?.segments ?? [];
  const sources = catalogue.sources();
  const dropped = notConsumed(sources);
  const facet = snapshot?.settings.facetField;
  const facets = new Set(segments.flatMap((row) => row.facets ?? []));
  const sum = (key: 'records' | 'tokens') => segments.reduce((total, row) => total + row[key], 0);
  return {
    records: sum('records'),
    tokens: sum('tokens'),
    steps: segments.at(-1)?.lastStep ?? 0,
    first_step: segments[0]?.firstStep ?? 0,
    distinct_steps: snapshot === undefined ? 0 : countSteps(catalogue),
    ...sumLeftOut(sources.map(leftOutOf)),
    empty: sources.reduce((total, row) => total + countEmpty(row), 0),
    segments: segments.length,
    ...(dropped.length > 0 && { dropped }),
    ...(facet !== undefined && { facet, facets: facets.size }),
    ...(facets.size === 1 && facets.has('null') && { facet_absent: true }),
    snapshot: snapshot?.name ?? null,
    seconds: Math.round(performance.now() - started) / 1000,
  };
}
