// Builds or extends an index: sources -> ranges -> segments -> commits. The indexer's front door.

import { dirname } from 'node:path';
import type { Corpus } from '../corpus/corpus.ts';
import { readCorpus } from '../corpus/read-corpus.ts';
import { allEmpty } from '../corpus/require-record.ts';
import { IndexError } from '../errors.ts';
import type { FoldersLeftOut } from '../input/paths/plan-paths.ts';
import { Catalogue } from '../store/catalogue/catalogue.ts';
import { assertLittleEndian } from '../store/codec.ts';
import { describeWriteError, type FileOperations, fileOperations } from '../store/files.ts';
import { runtimeUnicode } from '../text/index-analyzer.ts';
import type { BuildOptions, BuildSummary } from './build-options.ts';
import { BuildRun } from './build-run.ts';
import { defaultMemoryBytes } from './default-memory.ts';
import type { Feed } from './feed/feed.ts';
import { planFeeds } from './feed/plan-feeds.ts';
import { sumAmounts } from './index-amounts.ts';
import {
  missingFolders,
  prepareDirectory,
  removeEmptyFolders,
  removeUnnamed,
  requireIngested,
} from './index-folder.ts';
import { interrupted, interruptedBefore } from './interrupted.ts';
import { planEnd } from './plan-end.ts';
import { planMemory } from './plan-memory.ts';
import { planSettings } from './plan-settings.ts';
import { summariseIndex } from './summarise-index.ts';

export type { BuildEvent, BuildOptions, BuildSummary } from './build-options.ts';

/**
 * Builds an index at `directory`, or appends to the one there. Resolves once all sources are
 * committed; rejects with an IndexError, the index then standing at its last commit.
 */
export async function buildIndex(directory: string, options: BuildOptions): Promise<BuildSummary> {
  assertLittleEndian();
  const started = performance.now();
  // Refused before anything is read, also where there is nothing to do.
  planMemory(options.memoryBytes ?? defaultMemoryBytes(), 1);
  const signal = options.signal ?? new AbortController().signal;
  const onFolders = (left: FoldersLeftOut) => {
    options.onEvent?.({ kind: 'folders-left-out', ...left });
  };
  const corpus = await readCorpus(options, { onFolders, signal }).catch((error) => {
    throw error === signal.reason ? interruptedBefore() : error;
  });
  const files = options.inline ?? fileOperations;
  const missing = missingFolders(directory);
  try {
    prepareDirectory(directory, files);
    for (const path of missing) files.fsyncDirectory(dirname(path));
    using catalogue = Catalogue.openForWriting(directory, files);
    requireIngested(directory, files);
    try {
      await extendIndex({ catalogue, files }, corpus, { ...options, signal });
      return summariseIndex(catalogue, started);
    } catch (error) {
      if (!signal.aborted || error instanceof IndexError) throw error;
      throw interrupted(sumAmounts(catalogue.snapshot()).records);
    } finally {
      discardUnused(catalogue);
    }
  } catch (error) {
    throw describeWriteError(error, directory);
  } finally {
    removeEmptyFolders(missing);
  }
}

/**
 * Appends a corpus to the index of an open catalogue, which stays open. Rejects as `buildIndex`, and with
 * the reason of the signal.
 */
export async function extendIndex(
  { catalogue, files }: { readonly catalogue: Catalogue; readonly files: FileOperations },
  given: Corpus,
  options: BuildOptions & { readonly signal: AbortSignal },
): Promise<void> {
  const { directory } = catalogue;
  const { onEvent, signal } = options;
  const before = catalogue.snapshot();
  const { settings, corpus } = await planSettings(before?.settings, given, options);
  const { unicode } = settings;
  const { tokenizer } = corpus.reading;
  if (unicode !== runtimeUnicode) {
    onEvent?.({ kind: 'unicode-differs', index: unicode, runtime: runtimeUnicode });
  }
  const stored = catalogue.sources();
  removeUnnamed(directory, before, files);
  const planned = await planFeeds(corpus.sources, stored, options);
  const { feeds, holdsRecords } = planned;
  const sources = corpus.sources.length;
  if (sources > 0 && feeds.length === 0 && !holdsRecords) throw allEmpty(sources);
  const end = planEnd(planned, { before, corpus });
  if (feeds.length === 0) return;
  if (end?.isReached !== true) tellContinued(feeds, onEvent);
  if (tokenizer !== undefined) {
    // Loaded where a run has one, since the encoders take long to load.
    const { tellTokenizer } = await import('../corpus/load-tokenizer.ts');
    tellTokenizer(tokenizer, onEvent);
  }
  const task = { catalogue, settings, before, options, corpus, files, end: end?.end };
  await new BuildRun(task).feed(planned, signal);
}

/** Says of sources that are in the index in part where they are continued. */
function tellContinued(feeds: readonly Feed[], onEvent: BuildOptions['onEvent']): void {
  for (const { standing } of feeds) {
    if (standing.kind !== 'part' && standing.kind !== 'grown') continue;
    const { name, lines: line } = standing.stored;
    const kind = standing.kind === 'part' ? 'source-resumed' : 'source-continued';
    onEvent?.({ kind, name, line });
  }
}

/** Takes an index away in which nothing was committed; what cannot be removed harms nobody. */
function discardUnused(catalogue: Catalogue): void {
  try {
    catalogue.discard();
  } catch {
    // The build's own error is the one to report.
  }
}
