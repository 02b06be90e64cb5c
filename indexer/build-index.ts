// Builds or extends an index: sources -> ranges -> segments -> commits. The indexer's front door.

import { dirname } from 'node:path';
import { IndexError } from '../errors.ts';
import { Catalogue } from '../store/catalogue.ts';
import { assertLittleEndian } from '../store/codec.ts';
import { countEmpty } from '../store/empty-sources.ts';
import { describeWriteError, type FileOperations, fileOperations } from '../store/files.ts';
import { runtimeUnicode } from '../text/analyzer.ts';
import type { BuildOptions, BuildSummary } from './build-options.ts';
import { BuildRun, countRecords } from './build-run.ts';
import { allEmpty, interrupted } from './feed-sources.ts';
import {
  missingFolders,
  prepareDirectory,
  removeEmptyFolders,
  removeUnnamed,
} from './index-folder.ts';
import { planCorpus } from './plan-corpus.ts';
import { planFeeds } from './plan-feeds.ts';
import type { FeedPlan } from './plan-run.ts';
import { planSettings } from './plan-settings.ts';
import type { Run } from './read-run.ts';

export type { BuildEvent, BuildOptions, BuildSummary } from './build-options.ts';

/**
 * Builds an index at `directory`, or appends to the one there. Resolves once all sources are
 * committed; rejects with an IndexError, the index then standing at its last commit.
 */
export async function buildIndex(directory: string, options: BuildOptions): Promise<BuildSummary> {
  assertLittleEndian();
  const started = performance.now();
  const signal = options.signal ?? new AbortController().signal;
  const { run, plans } = await planCorpus(options);
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
  const planned = await planFeeds(plans, rows, options, options.signal);
  if (planned.feeds.length === 0) {
    if (plans.length > 0 && !planned.holdsRecords) throw allEmpty(plans.length);
    return;
  }
  const building = new BuildRun({ catalogue, settings, before, options, run, files });
  await building.feed(planned, options.signal);
}

/** Takes an index away in which nothing was committed; what cannot be removed harms nobody. */
function discardUnused(catalogue: Catalogue): void {
  try {
    catalogue.discard();
  } catch {
    // The build's own error is the one to report.
  }
}

function summarise(catalogue: Catalogue, started: number): BuildSummary {
  const snapshot = catalogue.snapshot();
  const segments = snapshot?.segments ?? [];
  const sources = catalogue.sources();
  const sum = (key: 'records' | 'tokens') => segments.reduce((total, row) => total + row[key], 0);
  return {
    records: sum('records'),
    tokens: sum('tokens'),
    steps: segments.at(-1)?.lastStep ?? 0,
    skipped: sources.reduce((total, { skipped }) => total + skipped, 0),
    empty: sources.reduce((total, row) => total + countEmpty(row), 0),
    segments: segments.length,
    snapshot: snapshot?.name ?? null,
    seconds: Math.round(performance.now() - started) / 1000,
  };
}
