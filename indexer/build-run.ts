// One command's work on an open catalogue: feeds the pool, and commits what comes back in rounds.
//
// A round is one range a worker, published in one transaction, or less where the last commit is long
// ago. What fails before a round's commit leaves nothing behind but files that the next writer removes.

import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { IndexError } from '../errors.ts';
import type { Truncate } from '../schemas/run.ts';
import {
  type Catalogue,
  type CatalogueSnapshot,
  type IndexSettings,
  type SegmentRow,
  type SourceRow,
  segmentsFolder,
} from '../store/catalogue.ts';
import type { FileOperations } from '../store/files.ts';
import { Segment } from '../store/segment.ts';
import { type Consumed, nothingConsumed } from '../store/step-table.ts';
import type { IndexAnalyzer } from '../text/analyzer.ts';
import type { BuildOptions } from './build-options.ts';
import { feedSources, interrupted } from './feed-sources.ts';
import { removeUnnamed } from './index-folder.ts';
import { estimateAll, type PlannedFeeds } from './plan-feeds.ts';
import { planMemory, planRangeBytes } from './plan-memory.ts';
import type { Sealed, SkippedRecord } from './range-messages.ts';
import { type PoolProgress, RangePool, type RangeResult } from './range-pool.ts';
import { RangeReaches } from './range-reaches.ts';
import type { Run } from './read-run.ts';
import { type StepRule, stepOfRank } from './step-rule.ts';

const defaultCommitEveryMs = 60_000;
/** How often it is looked whether a commit is due, where nothing else happens. */
const clockMs = 1000;

function defaultMemoryBytes(): number {
  const machine = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return Math.min(4 * 2 ** 30, Math.floor(machine / 2));
}

/** Records of a commit; none where nothing has been committed. */
export function countRecords(snapshot: CatalogueSnapshot | undefined): number {
  return snapshot?.segments.reduce((sum, { records }) => sum + records, 0) ?? 0;
}

export interface BuildTask {
  readonly catalogue: Catalogue;
  readonly settings: IndexSettings;
  /** The last commit; undefined for a new index. */
  readonly before: CatalogueSnapshot | undefined;
  readonly options: BuildOptions;
  /** Undefined: sources of lines, given as flags. */
  readonly run: Run | undefined;
  readonly files: FileOperations;
}

/** One command's work on an open catalogue. */
export class BuildRun {
  #directory: string;
  #catalogue: Catalogue;
  #settings: IndexSettings;
  #before: CatalogueSnapshot | undefined;
  #options: BuildOptions;
  #run: Run | undefined;
  #files: FileOperations;
  #rows = new Map<number, SourceRow>();
  #progress = { bytes: 0, records: 0, tokens: 0, sealedTokens: 0 };
  #totalBytes: number | undefined;
  #committed: { records: number; segments: number; step: number };
  #recordsBefore: number;

  constructor({ catalogue, settings, before, options, run, files }: BuildTask) {
    this.#directory = catalogue.directory;
    this.#catalogue = catalogue;
    this.#settings = settings;
    this.#before = before;
    this.#options = options;
    this.#run = run;
    this.#files = files;
    this.#committed = {
      records: countRecords(before),
      segments: before?.segments.length ?? 0,
      step: before?.segments.at(-1)?.lastStep ?? 0,
    };
    this.#recordsBefore = this.#committed.records;
  }

  async feed({ feeds, holdsRecords }: PlannedFeeds, signal: AbortSignal): Promise<void> {
    const options = this.#options;
    for (const { row } of feeds) this.#rows.set(row.id, row);
    const memory = planMemory(
      options.memoryBytes ?? defaultMemoryBytes(),
      options.workers ?? availableParallelism(),
    );
    this.#totalBytes = estimateAll(feeds);
    options.onEvent?.({ kind: 'start', workers: memory.workers });
    const stop = new AbortController();
    const stopping = AbortSignal.any([signal, stop.signal]);
    const pool = this.#startPool(memory);
    const onAbort = () => pool.fail(interrupted(this.#committed.records));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    const reaches = new RangeReaches();
    const clock = setInterval(() => pool.checkClock(), clockMs);
    const feeding = feedSources(feeds, pool, reaches, {
      rangeBytes: options.rangeBytes ?? planRangeBytes(memory, this.#totalBytes),
      maxLineBytes: memory.maxLineBytes,
      holdsRecords,
      signal: stopping,
      onEvent: options.onEvent,
    }).catch((error: unknown) => {
      pool.fail(signal.aborted ? interrupted(this.#committed.records) : error);
    });
    let whole = false;
    try {
      await this.#commitRounds(pool, reaches, memory.workers);
      whole = true;
    } catch (error) {
      throw this.#withWhatStays(error);
    } finally {
      clearInterval(clock);
      signal.removeEventListener('abort', onAbort);
      stop.abort();
      await pool.close();
      await feeding;
      if (!whole) this.#removeUnnamed();
    }
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

  #startPool(memory: ReturnType<typeof planMemory>): RangePool {
    const { onBadRecord = 'fail', inline } = this.#options;
    const description = this.#run?.description;
    const settings = this.#settings;
    return new RangePool({
      workers: memory.workers,
      worker: {
        directory: this.#directory,
        analyzer: settings.analyzer as IndexAnalyzer,
        storesText: settings.storesText,
        textField: String(description?.text_field ?? settings.run['text_field'] ?? 'text'),
        idField: String(description?.id_field ?? settings.run['id_field'] ?? 'id'),
        stepRule: settings.run['steps'] as StepRule,
        tokenizer: settings.tokenizer,
        truncate: settings.run['truncate'] as Truncate | undefined,
        endOfDocument: description?.end_of_document,
        onBadRecord,
        segmentSymbols: this.#options.segmentSymbols ?? memory.segmentSymbols,
        segmentBytes: memory.segmentBytes,
      },
      queueBytes: memory.rangeBytes,
      before: {
        nextSegment: (this.#before?.segments.at(-1)?.id ?? 0) + 1,
        consumed: consumedBy(this.#directory, this.#before),
        lastStep: this.#before?.segments.at(-1)?.lastStep ?? 0,
      },
      onProgress: (done) => this.#report(done),
      commitEveryMs: this.#options.commitEveryMs ?? defaultCommitEveryMs,
      now: this.#options.now ?? (() => performance.now()),
      ...(inline !== undefined && { inline }),
    });
  }

  async #commitRounds(pool: RangePool, reaches: RangeReaches, ranges: number): Promise<void> {
    let round: RangeResult[] = [];
    for await (const result of pool.results()) {
      round.push(result);
      const isPart = result.batches !== undefined;
      if (round.length < ranges && !isPart && !pool.isCommitDue) continue;
      this.#commit(round, reaches);
      pool.committed();
      round = [];
    }
    if (round.length > 0) this.#commit(round, reaches);
  }

  #commit(round: readonly RangeResult[], reaches: RangeReaches): void {
    const sealed = round.flatMap(({ segments }) => segments);
    const skipped = round.flatMap(({ skipped }): readonly SkippedRecord[] => skipped);
    const touched = new Set<number>();
    for (const { range, batches, tallies } of round) {
      for (const reach of reaches.take(range, batches)) {
        const row = this.#rows.get(reach.id) as SourceRow;
        const { records, skipped, repaired, cut } = row;
        const counted = { records, skipped, repaired, ...(cut !== undefined && { cut }) };
        this.#rows.set(reach.id, { ...reach, ...counted });
        touched.add(reach.id);
      }
      for (const { source, records, skipped, repaired, cut } of tallies) {
        const row = this.#rows.get(source) as SourceRow;
        this.#rows.set(source, {
          ...row,
          records: row.records + records,
          skipped: row.skipped + skipped,
          repaired: row.repaired + repaired,
          ...((row.cut ?? 0) + cut > 0 && { cut: (row.cut ?? 0) + cut }),
        });
        touched.add(source);
      }
    }
    const sources = [...touched].map((id) => this.#rows.get(id) as SourceRow);
    if (sealed.length > 0) this.#files.fsyncDirectory(join(this.#directory, segmentsFolder));
    const segments = sealed.map(segmentRow);
    const snapshot = this.#catalogue.commit(this.#settings, { segments, sources, skipped });
    this.#committed.segments += segments.length;
    for (const { records, lastStep } of segments) {
      this.#committed.records += records;
      this.#committed.step = lastStep;
    }
    this.#options.onEvent?.({ kind: 'commit', snapshot, ...this.#committed });
  }

  /** Reading and analysing is half of the work, sorting and writing the other half. */
  #report(since: PoolProgress): void {
    const all = this.#progress;
    all.bytes += since.bytes;
    all.records += since.records;
    all.tokens += since.tokens;
    all.sealedTokens += since.sealedTokens;
    const { bytes, records, tokens, sealedTokens } = all;
    let done: number | undefined;
    if (this.#totalBytes !== undefined && this.#totalBytes > 0 && tokens > 0) {
      done = Math.min(1, ((bytes / this.#totalBytes) * (1 + sealedTokens / tokens)) / 2);
    }
    const step = this.#stepAfter(records);
    this.#options.onEvent?.({ kind: 'progress', records, tokens, bytes, done, step });
  }

  /** Where ranks do not say it, that of the last commit. */
  #stepAfter(records: number): number | undefined {
    const rule = this.#settings.run['steps'] as StepRule;
    if (rule.batch_size !== undefined || rule.schedule !== undefined) {
      return stepOfRank(rule, Math.max(0, this.#recordsBefore + records - 1)).step;
    }
    return this.#committed.step === 0 ? undefined : this.#committed.step;
  }
}

function segmentRow({ base, filled, firstStep, lastStep, index, text }: Sealed): SegmentRow {
  const { records, tokens, words } = filled;
  const firstRank = base.consumed.records;
  return { id: base.id, firstRank, records, tokens, words, firstStep, lastStep, index, text };
}

/** Amounts at the end of the last segment. */
function consumedBy(directory: string, before: CatalogueSnapshot | undefined): Consumed {
  const last = before?.segments.at(-1);
  if (last === undefined) return nothingConsumed;
  const { firstRank, records, index } = last;
  const path = join(directory, index.name);
  using segment = Segment.open(
    { firstRank, records, index: { ...index, path }, text: undefined },
    { mapFile: () => undefined, cacheBytes: 1 << 20 },
  );
  return segment.steps.entry(segment.steps.length - 1).end;
}
