// A feed -> a commit: the spool is a source of the index, and the indexer reads its new lines.
//
// The catalogue is open for as long as records are taken, so nobody else writes to the index. A feed that
// was committed, or in part, before the process was killed is fed again: the indexer knows its lines.

import type { Corpus } from '../corpus/corpus.ts';
import { readCorpus } from '../corpus/read-corpus.ts';
import { extendIndex } from '../indexer/build-index.ts';
import type { BuildOptions } from '../indexer/build-options.ts';
import { defaultMemoryBytes } from '../indexer/default-memory.ts';
import { sumAmounts } from '../indexer/index-amounts.ts';
import { SegmentMerger } from '../indexer/merge/segment-merger.ts';
import { planMemory } from '../indexer/plan-memory.ts';
import { planSettings } from '../indexer/plan-settings.ts';
import type { Catalogue } from '../store/catalogue/catalogue.ts';
import { ingestFolder } from '../store/catalogue/file-names.ts';
import type { FileOperations } from '../store/files.ts';
import { spoolName } from './spool.ts';
import type { Feed } from './step-table.ts';

/** How the index is built; an index that is there has its own settings. */
export type IngestBuild = Pick<
  BuildOptions,
  'analyzer' | 'storesText' | 'memoryBytes' | 'workers' | 'inline'
>;

interface FeedTask {
  readonly catalogue: Catalogue;
  readonly files: FileOperations;
  readonly build: IngestBuild;
}

/** Text for which one worker is enough. */
const bytesPerWorker = 16 << 20;
/** A feed is committed when all of it is read. */
const neverMs = 2 ** 31 - 1;

/** Throws what an append with these settings throws: another rule for steps, analyzer, or form. */
export async function requireFeedable({ catalogue, build }: FeedTask): Promise<void> {
  await planSettings(catalogue.snapshot()?.settings, await spoolCorpus(), build);
}

/** Commits the feed; resolves to the records of the index then. Throws as `buildIndex`. */
export async function feedIndex(
  { catalogue, files, build }: FeedTask,
  { spool, size, bytes }: Feed,
  { path, signal }: { readonly path: string; readonly signal: AbortSignal },
): Promise<number> {
  const { workers = 1 } = build;
  const corpus = await spoolCorpus({ name: spoolName(spool), path, sizeBytes: size });
  await extendIndex({ catalogue, files }, corpus, {
    ...build,
    workers: Math.min(workers, Math.ceil(bytes / bytesPerWorker)),
    commitEveryMs: neverMs,
    // They follow when the feed is known to be committed.
    merges: false,
    keepsThreads: true,
    signal,
  });
  return sumAmounts(catalogue.snapshot()).records;
}

/** Merges small segments. Rejects with the reason of the signal, and as a build does. */
export async function mergeSegments(
  { catalogue, files, build }: FeedTask,
  signal: AbortSignal,
): Promise<void> {
  const limits = planMemory(build.memoryBytes ?? defaultMemoryBytes(), build.workers ?? 1);
  const inline = build.inline !== undefined;
  await new SegmentMerger({ catalogue, files, limits, inline, signal }).mergeTiers();
}

interface SpoolFile {
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
}

/** Of JSON lines with a step each, under a name that does not say where the index lies. */
async function spoolCorpus(spool?: SpoolFile): Promise<Corpus> {
  const corpus = await readCorpus({
    ...{ textField: 'text', idField: 'id' },
    stepRule: { field: 'step' },
  });
  const kept = { ...corpus.kept, files: [ingestFolder] };
  if (spool === undefined) return { ...corpus, kept };
  const plan = { kind: 'file', format: 'jsonl', ...spool } as const;
  return { ...corpus, kept, sources: [{ kind: 'lines', plan, epoch: 1 }] };
}
