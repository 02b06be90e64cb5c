// Builds or extends an index: sources -> ranges -> segments -> commits. The indexer's front door.

import { dirname } from 'node:path';
import { planCorpus } from '../corpus/plan-corpus.ts';
import type { FeedPlan } from '../corpus/plan-run.ts';
import type { Run } from '../corpus/read-run.ts';
import { allEmpty } from '../corpus/require-record.ts';
import type { StepRule } from '../corpus/step-rule.ts';
import { IndexError } from '../errors.ts';
import { Catalogue, type CatalogueSnapshot } from '../store/catalogue/catalogue.ts';
import { countEmpty } from '../store/catalogue/empty-sources.ts';
import { leftOutOf, sumLeftOut } from '../store/catalogue/left-out.ts';
import { notConsumed } from '../store/catalogue/not-consumed.ts';
import { assertLittleEndian } from '../store/codec.ts';
import { describeWriteError, type FileOperations, fileOperations } from '../store/files.ts';
import { Snapshot } from '../store/snapshot.ts';
import { runtimeUnicode } from '../text/analyzer.ts';
import type { BuildOptions, BuildSummary } from './build-options.ts';
import { BuildRun } from './build-run.ts';
import { type Feed, interrupted } from './feed/feed-sources.ts';
import { planFeeds } from './feed/plan-feeds.ts';
import { countRecords } from './index-amounts.ts';
import {
  missingFolders,
  prepareDirectory,
  removeEmptyFolders,
  removeUnnamed,
} from './index-folder.ts';
import { planEnd } from './plan-end.ts';
import { planSettings } from './plan-settings.ts';

export type { BuildEvent, BuildOptions, BuildSummary } from './build-options.ts';

/**
 * Builds an index at `directory`, or appends to the one there. Resolves once all sources are
 * committed; rejects with an IndexError, the index then standing at its last commit.
 */
export async function buildIndex(directory: string, options: BuildOptions): Promise<BuildSummary> {
  assertLittleEndian();
  const started = performance.now();
  const signal = options.signal ?? new AbortController().signal;
  const { run, plans } = await planCorpus(options, (left) => {
    options.onEvent?.({ kind: 'folders-left-out', ...left });
  });
  const files = options.inline ?? fileOperations;
  const missing = missingFolders(directory);
  try {
    prepareDirectory(directory, files);
    for (const path of missing) files.fsyncDirectory(dirname(path));
    using catalogue = Catalogue.openForWriting(directory);
    try {
      await extendIndex(catalogue, { plans, run }, { ...options, signal }, files);
      return summarise(catalogue, started);
    } catch (error) {
      if (!signal.aborted || error instanceof IndexError) throw error;
      throw interrupted(countRecords(catalogue.snapshot()));
    } finally {
      discardUnused(catalogue);
    }
  } catch (error) {
    throw describeWriteError(error, directory);
  } finally {
    removeEmptyFolders(missing);
  }
}

async function extendIndex(
  catalogue: Catalogue,
  { plans, run }: { readonly plans: readonly FeedPlan[]; readonly run: Run | undefined },
  options: BuildOptions & { readonly signal: AbortSignal },
  files: FileOperations,
): Promise<void> {
  const before = catalogue.snapshot();
  const settings = await planSettings(before, options, run);
  const { unicode } = settings;
  if (unicode !== runtimeUnicode) {
    options.onEvent?.({ kind: 'unicode-differs', index: unicode, runtime: runtimeUnicode });
  }
  const rows = catalogue.sources();
  removeUnnamed(catalogue.directory, before, files);
  const rule = settings.run['steps'] as StepRule;
  const planned = await planFeeds(readByRule(plans, run, rule), rows, options, options.signal);
  if (plans.length > 0 && planned.feeds.length === 0 && !planned.holdsRecords) {
    throw allEmpty(plans.length);
  }
  const end = planEnd(planned, { directory: catalogue.directory, before, settings, run });
  const { feeds } = planned;
  if (feeds.length === 0) return;
  if (end?.isReached !== true) tellContinued(feeds, options.onEvent);
  if (settings.tokenizer !== undefined) {
    // Loaded where a run has one, since the encoders take long to load.
    const { tellTokenizer } = await import('../corpus/load-tokenizer.ts');
    tellTokenizer(settings.tokenizer, options.onEvent);
  }
  const task = { catalogue, settings, before, options, run, files, end: end?.end };
  await new BuildRun(task).feed(planned, options.signal);
}

/** Says of sources that are in the index in part where they are continued. */
function tellContinued(feeds: readonly Feed[], onEvent: BuildOptions['onEvent']): void {
  for (const { standing } of feeds) {
    if (standing.kind !== 'part' && standing.kind !== 'grown') continue;
    const { name, lines: line } = standing.row;
    const kind = standing.kind === 'part' ? 'source-resumed' : 'source-continued';
    onEvent?.({ kind, name, line });
  }
}

/** A description without steps leaves them to the index: its rows are read by the index's rule. */
function readByRule(plans: readonly FeedPlan[], run: Run | undefined, rule: StepRule): FeedPlan[] {
  return plans.map((plan) => {
    const isSaid = run?.description.steps !== undefined;
    if (isSaid || plan.kind === 'lines' || plan.spec.kind === 'ids') return plan;
    const { field: step, format: stepFormat = 'integer' } = rule;
    return { ...plan, spec: { ...plan.spec, fields: { ...plan.spec.fields, step, stepFormat } } };
  });
}

/** Takes an index away in which nothing was committed; what cannot be removed harms nobody. */
function discardUnused(catalogue: Catalogue): void {
  try {
    catalogue.discard();
  } catch {
    // The build's own error is the one to report.
  }
}

function countSteps(directory: string, committed: CatalogueSnapshot): number {
  using snapshot = Snapshot.openSegments(directory, committed);
  return snapshot.distinctSteps;
}

function summarise(catalogue: Catalogue, started: number): BuildSummary {
  const snapshot = catalogue.snapshot();
  const segments = snapshot?.segments ?? [];
  const sources = catalogue.sources();
  const dropped = notConsumed(sources);
  const sum = (key: 'records' | 'tokens') => segments.reduce((total, row) => total + row[key], 0);
  return {
    records: sum('records'),
    tokens: sum('tokens'),
    steps: segments.at(-1)?.lastStep ?? 0,
    first_step: segments[0]?.firstStep ?? 0,
    distinct_steps: snapshot === undefined ? 0 : countSteps(catalogue.directory, snapshot),
    ...sumLeftOut(sources.map(leftOutOf)),
    empty: sources.reduce((total, row) => total + countEmpty(row), 0),
    segments: segments.length,
    ...(dropped.length > 0 && { dropped }),
    snapshot: snapshot?.name ?? null,
    seconds: Math.round(performance.now() - started) / 1000,
  };
}
