// One command's work on an open catalogue: feeds the pool, and commits what comes back in rounds.
//
// A round is one range a worker, published in one transaction, or less where the last commit is long
// ago. What fails before a round's commit leaves nothing behind but files that the next writer removes.

import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Run } from '../corpus/read-run.ts';
import type { RunEnd } from '../corpus/run-end.ts';
import { type StepRule, stepReading } from '../corpus/step-rule.ts';
import { tellLeftOut } from '../corpus/tell-left-out.ts';
import { IndexError } from '../errors.ts';
import type { Truncate } from '../formats/run-description.ts';
import type { TextField } from '../input/lines/field-path.ts';
import {
  type Catalogue,
  type CatalogueSnapshot,
  type IndexSettings,
  type SegmentRow,
  type SourceRow,
  segmentsFolder,
} from '../store/catalogue/catalogue.ts';
import { leftOutSince } from '../store/catalogue/left-out.ts';
import { notConsumed } from '../store/catalogue/not-consumed.ts';
import type { FileOperations } from '../store/files.ts';
import type { IndexAnalyzer } from '../text/analyzer.ts';
import type { BuildOptions } from './build-options.ts';
import { BuildProgressMeter } from './build-progress.ts';
import { type Feed, feedSources, interrupted } from './feed/feed-sources.ts';
import { estimateAll, type FeedList } from './feed/plan-feeds.ts';
import { consumedBy, countRecords } from './index-amounts.ts';
import { removeUnnamed } from './index-folder.ts';
import { planMemory, planRangeBytes } from './plan-memory.ts';
import type { Sealed, SkippedRecord, WorkerOptions } from './workers/range-messages.ts';
import { RangePool } from './workers/range-pool.ts';
import { RangeReaches } from './workers/range-reaches.ts';
import type { RangeResult } from './workers/range-state.ts';

const defaultCommitEveryMs = 60_000;
/** How often it is looked whether a commit is due, where nothing else happens. */
const clockMs = 1000;

function defaultMemoryBytes(): number {
  const machine = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return Math.min(4 * 2 ** 30, Math.floor(machine / 2));
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
  #run: Run | undefined;
  #files: FileOperations;
  #rows = new Map<number, SourceRow>();
  /** Rows as they were before this command. */
  #fedBefore = new Map<number, SourceRow>();
  #committed: { records: number; segments: number; step: number };
  #recordsBefore: number;
  #end: RunEnd | undefined;
  /** Rows as the catalogue has them. */
  #stored = new Map<number, SourceRow>();
  #hasCommitted = false;

  constructor({ catalogue, settings, before, options, run, files, end }: BuildTask) {
    this.#directory = catalogue.directory;
    this.#catalogue = catalogue;
    this.#settings = settings;
    this.#before = before;
    this.#options = options;
    this.#run = run;
    this.#files = files;
    this.#end = end;
    this.#committed = {
      records: countRecords(before),
      segments: before?.segments.length ?? 0,
      step: before?.segments.at(-1)?.lastStep ?? 0,
    };
    this.#recordsBefore = this.#committed.records;
  }

  async feed({ feeds, holdsRecords }: FeedList, signal: AbortSignal): Promise<void> {
    const options = this.#options;
    for (const { row, standing } of feeds) {
      this.#rows.set(row.id, row);
      this.#fedBefore.set(row.id, row);
      if ('row' in standing) this.#stored.set(row.id, row);
    }
    const memory = planMemory(
      options.memoryBytes ?? defaultMemoryBytes(),
      options.workers ?? availableParallelism(),
      this.#settings.tokenizer?.sizeBytes ?? 0,
    );
    const totalBytes = estimateAll(feeds);
    options.onEvent?.({ kind: 'start', workers: memory.workers });
    const stop = new AbortController();
    const stopping = AbortSignal.any([signal, stop.signal]);
    const worker = this.#workerOptions(memory);
    const pool = this.#startPool(memory, worker, leftBytes(feeds, totalBytes));
    const onAbort = () => pool.fail(interrupted(this.#committed.records));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    const reaches = new RangeReaches();
    const clock = setInterval(() => pool.checkClock(), clockMs);
    const feeding = feedSources(feeds, pool, reaches, {
      rangeBytes: options.rangeBytes ?? planRangeBytes(memory, totalBytes),
      maxLineBytes: memory.maxLineBytes,
      holdsRecords,
      signal: stopping,
      onEvent: options.onEvent,
      end: this.#end,
      decode: { ...worker, ...stepReading(worker.stepRule) },
      hasTokenizer: worker.tokenizer !== undefined,
    }).catch((error: unknown) => {
      pool.fail(signal.aborted ? interrupted(this.#committed.records) : error);
    });
    let whole = false;
    try {
      await this.#commitRounds(pool, reaches, memory.workers);
      whole = true;
      this.#tellEnd();
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

  /** Says what was not consumed, left out or changed, and whether there was anything to do. */
  #tellEnd(): void {
    const { onEvent } = this.#options;
    if (!this.#hasCommitted) onEvent?.({ kind: 'nothing-new', records: this.#committed.records });
    const rows = [...this.#rows.values()].filter(({ id }) => this.#stored.has(id));
    for (const { source, dropped } of notConsumed(rows)) {
      onEvent?.({ kind: 'not-consumed', name: source, dropped });
    }
    const left = rows.map((row) => {
      return { name: row.name, ...leftOutSince(this.#fedBefore.get(row.id) as SourceRow, row) };
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

  #workerOptions(memory: ReturnType<typeof planMemory>): Omit<WorkerOptions, 'worker'> {
    const description = this.#run?.description;
    const settings = this.#settings;
    return {
      directory: this.#directory,
      analyzer: settings.analyzer as IndexAnalyzer,
      storesText: settings.storesText,
      textField: (description?.text_field ?? settings.run['text_field'] ?? 'text') as TextField,
      idField: String(description?.id_field ?? settings.run['id_field'] ?? 'id'),
      stepRule: settings.run['steps'] as StepRule,
      tokenizer: settings.tokenizer,
      truncate: settings.run['truncate'] as Truncate | undefined,
      endOfDocument: description?.end_of_document,
      onBadRecord: this.#options.onBadRecord ?? 'fail',
      segmentSymbols: this.#options.segmentSymbols ?? memory.segmentSymbols,
      segmentBytes: memory.segmentBytes,
    };
  }

  #startPool(
    memory: ReturnType<typeof planMemory>,
    worker: Omit<WorkerOptions, 'worker'>,
    leftBytes: number | undefined,
  ): RangePool {
    const { inline, onEvent } = this.#options;
    const rule = worker.stepRule;
    const recordsBefore = this.#recordsBefore;
    const end = this.#end;
    const totalRecords = end?.unit === 'records' ? end.amount - recordsBefore : undefined;
    const totals = { totalBytes: leftBytes, totalRecords };
    const progress = new BuildProgressMeter({ rule, recordsBefore, ...totals, onEvent });
    return new RangePool({
      workers: memory.workers,
      worker,
      queueBytes: memory.rangeBytes,
      before: {
        nextSegment: (this.#before?.segments.at(-1)?.id ?? 0) + 1,
        consumed: consumedBy(this.#directory, this.#before),
        lastStep: this.#before?.segments.at(-1)?.lastStep ?? 0,
      },
      onProgress: (done) => progress.report(done, this.#committed.step),
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
        const { records, skipped, repaired, cut, padding } = row;
        const counted = {
          ...{ records, skipped, repaired },
          ...(cut !== undefined && { cut }),
          ...(padding !== undefined && { padding }),
        };
        this.#rows.set(reach.id, { ...reach, ...counted });
        touched.add(reach.id);
      }
      for (const { source, records, skipped, repaired, cut, padding } of tallies) {
        const row = this.#rows.get(source) as SourceRow;
        this.#rows.set(source, {
          ...row,
          records: row.records + records,
          skipped: row.skipped + skipped,
          repaired: row.repaired + repaired,
          ...((row.cut ?? 0) + cut > 0 && { cut: (row.cut ?? 0) + cut }),
          ...((row.padding ?? 0) + padding > 0 && { padding: (row.padding ?? 0) + padding }),
        });
        touched.add(source);
      }
    }
    const sources = [...touched].map((id) => this.#rows.get(id) as SourceRow);
    // Nothing new: a run that ends where it ended before.
    const isStored = (row: SourceRow) => isDeepStrictEqual(this.#stored.get(row.id), row);
    if (sealed.length === 0 && sources.every(isStored)) return;
    if (sealed.length > 0) this.#files.fsyncDirectory(join(this.#directory, segmentsFolder));
    const segments = sealed.map(segmentRow);
    const snapshot = this.#catalogue.commit(this.#settings, { segments, sources, skipped });
    for (const row of sources) this.#stored.set(row.id, row);
    this.#hasCommitted = true;
    this.#committed.segments += segments.length;
    for (const { records, lastStep } of segments) {
      this.#committed.records += records;
      this.#committed.step = lastStep;
    }
    this.#options.onEvent?.({ kind: 'commit', snapshot, ...this.#committed });
  }
}

/** Of all the text what the index does not hold yet, roughly: of a packed source it may be nothing. */
function leftBytes(feeds: readonly Feed[], totalBytes: number | undefined): number | undefined {
  if (totalBytes === undefined) return undefined;
  return Math.max(1, totalBytes - feeds.reduce((sum, { row }) => sum + row.endByte, 0));
}

function segmentRow({ base, filled, firstStep, lastStep, index, text }: Sealed): SegmentRow {
  const { records, tokens, words } = filled;
  const firstRank = base.consumed.records;
  return { id: base.id, firstRank, records, tokens, words, firstStep, lastStep, index, text };
}
