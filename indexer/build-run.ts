// One command's work on an open catalogue: feeds the pool, and commits its results in rounds.
//
// A round is one range a worker, published in one transaction, or less where the last commit is long
// ago. What fails before a round's commit leaves nothing behind but files that the next writer removes.

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Corpus } from '../corpus/corpus.ts';
import { decodeOptions } from '../corpus/open-reading.ts';
import { allSkipped } from '../corpus/require-record.ts';
import type { RunEnd } from '../corpus/run-end.ts';
import { tellLeftOut } from '../corpus/tell-left-out.ts';
import { IndexError } from '../errors.ts';
import type { Catalogue } from '../store/catalogue/catalogue.ts';
import { segmentsFolder } from '../store/catalogue/file-names.ts';
import { leftOutSince } from '../store/catalogue/left-out.ts';
import { notConsumed } from '../store/catalogue/not-consumed.ts';
import { lastSegmentId, type SegmentRow } from '../store/catalogue/segment-row.ts';
import { type IndexSettings, resolutionOf } from '../store/catalogue/settings.ts';
import type { CatalogueSnapshot } from '../store/catalogue/tables.ts';
import type { FileOperations } from '../store/files.ts';
import type { IndexAnalyzer } from '../text/index-analyzer.ts';
import type { BuildOptions } from './build-options.ts';
import { BuildProgressMeter } from './build-progress.ts';
import { defaultMemoryBytes } from './default-memory.ts';
import { FacetLedger } from './facet-ledger.ts';
import { estimateLeft, type Feed } from './feed/feed.ts';
import { feedSources } from './feed/feed-sources.ts';
import type { FeedList } from './feed/plan-feeds.ts';
import { sumAmounts } from './index-amounts.ts';
import { removeUnnamed } from './index-folder.ts';
import { interrupted } from './interrupted.ts';
import { momentLimits, SegmentMerger } from './merge/segment-merger.ts';
import { type MemoryPlan, planMemory, planRangeBytes } from './plan-memory.ts';
import { SkipLedger } from './skip-ledger.ts';
import { SourceLedger } from './source-ledger.ts';
import { RangePool } from './workers/range-pool.ts';
import { RangeReaches } from './workers/range-reaches.ts';
import type { RangeResult } from './workers/range-state.ts';
import type { Sealed } from './workers/segment-messages.ts';

const defaultCommitEveryMs = 60_000;
/** How often it is looked whether a commit is due, where nothing else happens. */
const clockMs = 1000;

interface BuildTask {
  readonly catalogue: Catalogue;
  readonly settings: IndexSettings;
  /** The last commit; undefined for a new index. */
  readonly before: CatalogueSnapshot | undefined;
  readonly options: BuildOptions;
  readonly corpus: Corpus;
  readonly files: FileOperations;
  /** Where the run ends; undefined: all of it is fed. */
  readonly end: RunEnd | undefined;
}

/** One command's work on an open catalogue. */
export class BuildRun {
  #directory: string;
  #catalogue: Catalogue;
  #settings: IndexSettings;
  #before: CatalogueSnapshot | undefined;
  #options: BuildOptions;
  #corpus: Corpus;
  #files: FileOperations;
  #committed: { records: number; segments: number; step: number };
  #recordsBefore: number;
  #end: RunEnd | undefined;
  #sources = new SourceLedger([]);
  #skips = new SkipLedger();
  #facets: FacetLedger;
  /** Nothing is committed before a record is: where there is none, the index stays as it was. */
  #needsRecord = false;
  #hasCommitted = false;

  constructor({ catalogue, settings, before, options, corpus, files, end }: BuildTask) {
    this.#directory = catalogue.directory;
    this.#catalogue = catalogue;
    this.#settings = settings;
    this.#before = before;
    this.#options = options;
    this.#corpus = corpus;
    this.#files = files;
    this.#end = end;
    this.#committed = {
      records: sumAmounts(before).records,
      segments: before?.segments.length ?? 0,
      step: before?.segments.at(-1)?.lastStep ?? 0,
    };
    this.#recordsBefore = this.#committed.records;
    this.#facets = new FacetLedger(before?.segments ?? []);
  }

  async feed({ feeds, holdsRecords }: FeedList, signal: AbortSignal): Promise<void> {
    const { onEvent, rangeBytes } = this.#options;
    this.#sources = new SourceLedger(feeds);
    this.#needsRecord = !holdsRecords;
    const memory = this.#planMemory();
    const left = estimateLeft(feeds);
    onEvent?.({ kind: 'start', workers: memory.workers });
    const pool = this.#startPool(memory, left);
    const onAbort = () => pool.fail(interrupted(this.#committed.records));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    const stop = new AbortController();
    const reaches = new RangeReaches();
    const clock = setInterval(() => pool.checkClock(), clockMs);
    const onStop = () => pool.checkClock();
    this.#options.stop?.addEventListener('abort', onStop, { once: true });
    const feeding = feedSources(feeds, {
      ...{ pool, reaches, holdsRecords, onEvent, end: this.#end },
      rangeBytes: rangeBytes ?? planRangeBytes(memory, left),
      maxLineBytes: memory.maxLineBytes,
      signal: AbortSignal.any([signal, stop.signal]),
      decode: decodeOptions(this.#corpus),
      hasTokenizer: this.#corpus.reading.tokenizer !== undefined,
    }).catch((error: unknown) => {
      pool.fail(signal.aborted ? interrupted(this.#committed.records) : error);
    });
    let whole = false;
    try {
      await this.#commitRounds(pool, reaches, memory.workers);
      this.#requireRecord(feeds, reaches);
      whole = true;
      this.#tellEnd();
    } catch (error) {
      throw this.#withWhatStays(error);
    } finally {
      clearInterval(clock);
      this.#options.stop?.removeEventListener('abort', onStop);
      signal.removeEventListener('abort', onAbort);
      stop.abort();
      await pool.close(whole);
      await feeding;
      if (!whole) this.#removeUnnamed();
    }
    await this.#createMerger(memory, { signal })
      ?.mergeTiers()
      .catch((error: unknown) => {
        throw this.#withWhatStays(error);
      });
  }

  /** Says how much was not consumed, left out or changed, and whether there was anything to do. */
  #tellEnd(): void {
    const { onEvent } = this.#options;
    if (!this.#hasCommitted) onEvent?.({ kind: 'nothing-new', records: this.#committed.records });
    const sources = this.#sources.stored();
    for (const { source, dropped } of notConsumed(sources.map(({ now }) => now))) {
      onEvent?.({ kind: 'not-consumed', name: source, dropped });
    }
    const left = sources.map(({ before, now }) => {
      return { name: now.name, ...leftOutSince(before, now) };
    });
    tellLeftOut(left, onEvent);
  }

  /** An error after a commit of this command says that its records are in. */
  #withWhatStays(error: unknown): unknown {
    const added = this.#committed.records - this.#recordsBefore;
    if (!(error instanceof IndexError) || error.code === 'interrupted' || added === 0) return error;
    const message = `${error.message} ${added} records of this command had been committed and stay in the index; once that is fixed, the same command continues after them.`;
    return new IndexError(error.code, message, error.details, error);
  }

  /** After a failure there may be files of segments; those that stay the next writer removes. */
  #removeUnnamed(): void {
    try {
      removeUnnamed(this.#directory, this.#catalogue.snapshot(), this.#files);
    } catch {
      // The build's own error is the one to report.
    }
  }

  #planMemory(): MemoryPlan {
    const { memoryBytes = defaultMemoryBytes(), workers = availableParallelism() } = this.#options;
    return planMemory(memoryBytes, workers, this.#settings.tokenizer?.sizeBytes ?? 0);
  }

  /** `leftBytes`: text that is left, roughly. */
  #startPool(memory: MemoryPlan, leftBytes: number | undefined): RangePool {
    const { inline, onEvent, onBadRecord = 'fail', segmentSymbols, ...options } = this.#options;
    const { keepsThreads = false } = options;
    const { steps, reading } = this.#corpus;
    const { analyzer, storesText } = this.#settings;
    const directory = this.#directory;
    const end = this.#end;
    const recordsBefore = this.#committed.records;
    const totalRecords = end?.unit === 'records' ? end.amount - recordsBefore : undefined;
    const totals = { totalBytes: leftBytes, totalRecords };
    const progress = new BuildProgressMeter({ rule: steps, recordsBefore, ...totals, onEvent });
    return new RangePool({
      workers: memory.workers,
      worker: {
        ...{
          directory,
          analyzer: analyzer as IndexAnalyzer,
          storesText,
          resolution: resolutionOf(this.#settings),
          steps,
          reading,
          onBadRecord,
        },
        segmentSymbols: segmentSymbols ?? memory.segmentSymbols,
        segmentBytes: memory.segmentBytes,
      },
      queueBytes: memory.rangeBytes,
      before: {
        nextSegment: lastSegmentId(this.#before?.segments ?? []) + 1,
        consumed: sumAmounts(this.#before),
        lastStep: this.#committed.step,
      },
      onProgress: (done) => progress.report(done, this.#committed.step),
      commitEveryMs: options.commitEveryMs ?? defaultCommitEveryMs,
      ...{ stop: options.stop, keepsThreads },
      now: options.now ?? (() => performance.now()),
      ...(inline !== undefined && { inline }),
    });
  }

  async #commitRounds(pool: RangePool, reaches: RangeReaches, ranges: number): Promise<void> {
    let round: RangeResult[] = [];
    // Larger segments are merged at the end, when the memory of the build is free.
    const merger = this.#createMerger(momentLimits, { takeId: () => pool.takeSegmentId() });
    for await (const result of pool.results()) {
      round.push(result);
      const isPart = result.batches !== undefined;
      if (round.length < ranges && !isPart && !pool.isCommitDue) continue;
      this.#commit(round, reaches);
      if (this.#options.stop?.aborted === true) throw interrupted(this.#committed.records);
      await merger?.mergeTiers();
      pool.committed();
      round = [];
    }
    if (round.length > 0) this.#commit(round, reaches);
  }

  /** Commits what waited for a record, or throws `source_empty` where all records were skipped. */
  #requireRecord(feeds: readonly Feed[], reaches: RangeReaches): void {
    if (!this.#needsRecord) return;
    const { count, first } = this.#skips;
    if (first !== undefined) {
      throw allSkipped({ sources: feeds.map(({ source }) => source.name), count, first });
    }
    this.#needsRecord = false;
    this.#commit([], reaches);
  }

  /** Undefined where small segments stay as they are. */
  #createMerger(
    limits: Pick<MemoryPlan, 'segmentSymbols' | 'segmentBytes'>,
    { signal, takeId }: { readonly signal?: AbortSignal; readonly takeId?: () => number },
  ): SegmentMerger | undefined {
    const { merges = true, onEvent, segmentSymbols = limits.segmentSymbols } = this.#options;
    if (!merges) return undefined;
    return new SegmentMerger({
      ...{ catalogue: this.#catalogue, files: this.#files, signal, takeId },
      limits: { ...limits, segmentSymbols: Math.min(segmentSymbols, limits.segmentSymbols) },
      inline: this.#options.inline !== undefined,
      onMerged: (merged) => {
        this.#committed.segments = merged.segments;
        onEvent?.({ kind: 'merged', ...merged });
      },
    });
  }

  #commit(round: readonly RangeResult[], reaches: RangeReaches): void {
    const sealed = round.flatMap(({ segments }) => segments);
    this.#facets.add(sealed);
    for (const result of round) {
      this.#sources.add(reaches.take(result.range, result.batches), result.tallies);
      this.#skips.add(result);
    }
    if (sealed.length === 0 && this.#needsRecord) return;
    this.#needsRecord = false;
    const sources = this.#sources.takeTouched();
    // Nothing new: a run that ends where it ended before.
    if (sealed.length === 0 && sources.every((row) => this.#sources.isStored(row))) return;
    if (sealed.length > 0) this.#files.fsyncDirectory(join(this.#directory, segmentsFolder));
    const segments = sealed.map(segmentRow);
    const skipped = this.#skips.takeListed();
    const snapshot = this.#catalogue.commit(this.#settings, { segments, sources, skipped });
    this.#sources.store(sources);
    this.#hasCommitted = true;
    this.#committed.segments += segments.length;
    for (const { records, lastStep } of segments) {
      this.#committed.records += records;
      this.#committed.step = lastStep;
    }
    this.#options.onEvent?.({ kind: 'commit', snapshot, ...this.#committed });
  }
}

function segmentRow({ base, filled, ...rest }: Sealed): SegmentRow {
  const { records, tokens, words, modelTokens } = filled;
  const { firstStep, lastStep, sources, facets, index, text } = rest;
  const amounts = { firstRank: base.consumed.records, records, tokens, words, modelTokens };
  const listed = { sources, ...(facets !== undefined && { facets }) };
  return { id: base.id, ...amounts, firstStep, lastStep, ...listed, index, text };
}
