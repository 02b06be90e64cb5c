// Builds or extends an index: sources -> ranges -> segments -> commits. The indexer's front door.
//
// Commits come in rounds, one range a worker, each in one transaction. What fails before a round's
// commit leaves nothing behind but files that the next writer removes.

import { existsSync, readdirSync, rmdirSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { IndexError } from '../errors.ts';
import {
  Catalogue,
  type CatalogueSnapshot,
  catalogueFile,
  type IndexSettings,
  type SegmentRow,
  type SourceRow,
  segmentsFolder,
} from '../store/catalogue.ts';
import { assertLittleEndian } from '../store/codec.ts';
import { describeWriteError, type FileOperations, fileOperations } from '../store/files.ts';
import { formatVersion } from '../store/page-format.ts';
import { Segment } from '../store/segment.ts';
import { type Consumed, nothingConsumed } from '../store/step-table.ts';
import { type AnalyzerName, analyzerVersion, runtimeUnicode } from '../text/analyzer.ts';
import { type Feed, feedSources, interrupted, type SourceReach } from './feed-sources.ts';
import { planMemory, planRangeBytes } from './plan-memory.ts';
import type { Sealed, SkippedRecord } from './range-messages.ts';
import { type PoolProgress, RangePool, type RangeResult } from './range-pool.ts';
import { standingOf } from './resume-source.ts';
import {
  estimateTextBytes,
  planSources,
  type SourceFormat,
  type SourcePlan,
} from './sources/plan-sources.ts';
import type { StepRule } from './step-rule.ts';

export interface BuildOptions {
  /** Paths, globs, `-`, urls; in training order. */
  readonly from: readonly string[];
  readonly format?: SourceFormat;
  readonly textField?: string;
  readonly idField?: string;
  /** Undefined: the index's own, or batches of 512 for a new one. */
  readonly stepRule?: StepRule;
  readonly analyzer?: AnalyzerName;
  readonly storesText?: boolean;
  readonly onBadRecord?: 'fail' | 'skip';
  readonly workers?: number;
  readonly memoryBytes?: number;
  /** Feed sources a second time that the index holds. */
  readonly again?: boolean;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: BuildEvent) => void;
  /** For tests: build in this thread, with these file operations. */
  readonly inline?: FileOperations;
  /** For tests: segments of at most so many symbols. */
  readonly segmentSymbols?: number;
  /** For tests: ranges that end with the batch that comes to so many bytes of text. */
  readonly rangeBytes?: number;
}

export type BuildEvent =
  | { kind: 'start'; workers: number }
  | { kind: 'source-skipped'; name: string }
  | { kind: 'source-resumed'; name: string; line: number }
  | { kind: 'source-changed'; name: string }
  | { kind: 'progress'; records: number; tokens: number; done: number | undefined }
  | { kind: 'commit'; snapshot: string; records: number; segments: number };

export interface BuildSummary {
  /** Of the index, after the command. */
  readonly records: number;
  readonly tokens: number;
  readonly steps: number;
  readonly skipped: number;
  readonly segments: number;
  readonly snapshot: string | null;
  readonly seconds: number;
}

export const defaultStepRule: StepRule = { batch_size: 512 };

export function defaultMemoryBytes(): number {
  return Math.min(4 * 2 ** 30, Math.floor(totalmem() / 2));
}

/**
 * Builds an index at `directory`, or appends to the one there. Resolves once all sources are
 * committed; rejects with an IndexError, the index then standing at its last commit.
 */
export async function buildIndex(directory: string, options: BuildOptions): Promise<BuildSummary> {
  assertLittleEndian();
  const started = performance.now();
  const signal = options.signal ?? new AbortController().signal;
  const plans = await planSources(options.from, formatOption(options.format));
  const files = options.inline ?? fileOperations;
  const missing = missingFolders(directory);
  try {
    prepareDirectory(directory, files);
    using catalogue = Catalogue.openForWriting(directory);
    try {
      await extendIndex(catalogue, plans, { ...options, signal }, files);
      return summarise(catalogue, started);
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
  plans: readonly SourcePlan[],
  options: BuildOptions & { readonly signal: AbortSignal },
  files: FileOperations,
): Promise<void> {
  const { directory } = catalogue;
  const before = catalogue.snapshot();
  const settings = planSettings(before, options);
  const rows = catalogue.sources();
  removeUnnamed(directory, before, files);
  const feeds: Feed[] = [];
  let nextSource = (rows.at(-1)?.id ?? 0) + 1;
  const named = new Set<string>();
  for (const plan of plans) {
    const standing =
      options.again === true
        ? ({ kind: 'new' } as const)
        : await standingOf(plan, rows, options.signal);
    const namedBefore = named.has(plan.name) && options.again !== true;
    named.add(plan.name);
    if (standing.kind === 'whole' || namedBefore) {
      options.onEvent?.({ kind: 'source-skipped', name: plan.name });
      continue;
    }
    if (standing.kind === 'part') {
      options.onEvent?.({ kind: 'source-resumed', name: plan.name, line: standing.row.lines });
    }
    if (standing.kind === 'changed') {
      options.onEvent?.({ kind: 'source-changed', name: plan.name });
    }
    const row = standing.kind === 'part' ? standing.row : newRow(nextSource++, plan.name);
    feeds.push({ plan, standing, row });
  }
  if (feeds.length === 0) return;
  const run = new BuildRun(directory, catalogue, settings, before, options, files);
  await run.feed(feeds, options.signal);
}

function formatOption(format: SourceFormat | undefined): { format?: SourceFormat } {
  return format === undefined ? {} : { format };
}

/** One command's work on an open catalogue. */
class BuildRun {
  #directory: string;
  #catalogue: Catalogue;
  #settings: IndexSettings;
  #before: CatalogueSnapshot | undefined;
  #options: BuildOptions;
  #files: FileOperations;
  #rows = new Map<number, SourceRow>();
  #progress = { bytes: 0, records: 0, tokens: 0, sealedTokens: 0 };
  #totalBytes: number | undefined;
  #committed: { records: number; segments: number };

  constructor(
    directory: string,
    catalogue: Catalogue,
    settings: IndexSettings,
    before: CatalogueSnapshot | undefined,
    options: BuildOptions,
    files: FileOperations,
  ) {
    this.#directory = directory;
    this.#catalogue = catalogue;
    this.#settings = settings;
    this.#before = before;
    this.#options = options;
    this.#files = files;
    this.#committed = {
      records: before?.segments.reduce((sum, { records }) => sum + records, 0) ?? 0,
      segments: before?.segments.length ?? 0,
    };
  }

  async feed(feeds: readonly Feed[], signal: AbortSignal): Promise<void> {
    const options = this.#options;
    for (const { row } of feeds) this.#rows.set(row.id, row);
    const memory = planMemory(
      options.memoryBytes ?? defaultMemoryBytes(),
      options.workers ?? availableParallelism(),
    );
    this.#totalBytes = await estimateAll(feeds);
    options.onEvent?.({ kind: 'start', workers: memory.workers });
    const stop = new AbortController();
    const stopping = AbortSignal.any([signal, stop.signal]);
    const pool = this.#startPool(memory);
    const onAbort = () => pool.fail(interrupted(this.#committed.records));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    const reaches = new Map<number, SourceReach[]>();
    const feeding = feedSources(feeds, pool, reaches, {
      rangeBytes: options.rangeBytes ?? planRangeBytes(memory, this.#totalBytes),
      maxLineBytes: memory.maxLineBytes,
      signal: stopping,
    }).catch((error: unknown) => {
      pool.fail(signal.aborted ? interrupted(this.#committed.records) : error);
    });
    let whole = false;
    try {
      await this.#commitRounds(pool, reaches, memory.workers);
      whole = true;
    } finally {
      signal.removeEventListener('abort', onAbort);
      stop.abort();
      await pool.close();
      await feeding;
      if (!whole) this.#removeUnnamed();
    }
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
    const { textField = 'text', idField = 'id', onBadRecord = 'fail', inline } = this.#options;
    const settings = this.#settings;
    return new RangePool({
      workers: memory.workers,
      worker: {
        directory: this.#directory,
        analyzer: settings.analyzer as AnalyzerName,
        storesText: settings.storesText,
        textField,
        idField,
        stepRule: settings.run['steps'] as StepRule,
        onBadRecord,
        segmentSymbols: this.#options.segmentSymbols ?? memory.segmentSymbols,
        segmentBytes: memory.segmentBytes,
      },
      queueBytes: memory.queueBytes,
      before: {
        nextSegment: (this.#before?.segments.at(-1)?.id ?? 0) + 1,
        consumed: consumedBy(this.#directory, this.#before),
        lastStep: this.#before?.segments.at(-1)?.lastStep ?? 0,
      },
      onProgress: (done) => this.#report(done),
      ...(inline !== undefined && { inline }),
    });
  }

  async #commitRounds(
    pool: RangePool,
    reaches: Map<number, SourceReach[]>,
    ranges: number,
  ): Promise<void> {
    let round: RangeResult[] = [];
    for await (const result of pool.results()) {
      round.push(result);
      if (round.length < ranges) continue;
      this.#commit(round, reaches);
      round = [];
    }
    if (round.length > 0) this.#commit(round, reaches);
  }

  #commit(round: readonly RangeResult[], reaches: Map<number, SourceReach[]>): void {
    const sealed = round.flatMap(({ segments }) => segments);
    const skipped = round.flatMap(({ skipped }): readonly SkippedRecord[] => skipped);
    const touched = new Set<number>();
    for (const { range, tallies } of round) {
      for (const reach of reaches.get(range) ?? []) {
        const row = this.#rows.get(reach.id) as SourceRow;
        const { records, skipped, repaired } = row;
        this.#rows.set(reach.id, { ...reach, records, skipped, repaired });
        touched.add(reach.id);
      }
      reaches.delete(range);
      for (const { source, records, skipped, repaired } of tallies) {
        const row = this.#rows.get(source) as SourceRow;
        this.#rows.set(source, {
          ...row,
          records: row.records + records,
          skipped: row.skipped + skipped,
          repaired: row.repaired + repaired,
        });
        touched.add(source);
      }
    }
    const sources = [...touched].map((id) => this.#rows.get(id) as SourceRow);
    if (sealed.length > 0) this.#files.fsyncDirectory(join(this.#directory, segmentsFolder));
    const segments = sealed.map(segmentRow);
    const snapshot = this.#catalogue.commit(this.#settings, { segments, sources, skipped });
    this.#committed.segments += segments.length;
    for (const { records } of segments) this.#committed.records += records;
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
    this.#options.onEvent?.({ kind: 'progress', records, tokens, done });
  }
}

/** Text bytes of all sources, roughly; undefined where one of them cannot be told. */
async function estimateAll(feeds: readonly Feed[]): Promise<number | undefined> {
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

/** The index's own settings, which an append must not contradict, or those of a new index. */
function planSettings(before: CatalogueSnapshot | undefined, options: BuildOptions): IndexSettings {
  if (before === undefined) {
    return {
      format: formatVersion,
      analyzer: options.analyzer ?? 'words',
      analyzerVersion,
      unicode: runtimeUnicode,
      storesText: options.storesText ?? true,
      run: {
        text_field: options.textField ?? 'text',
        id_field: options.idField ?? 'id',
        steps: options.stepRule ?? defaultStepRule,
      },
    };
  }
  const { settings } = before;
  if (options.analyzer !== undefined && options.analyzer !== settings.analyzer) {
    throw mismatch('analyzer_mismatch', 'analyzer', settings.analyzer, options.analyzer);
  }
  if (settings.analyzerVersion !== analyzerVersion) {
    const found = `version ${settings.analyzerVersion}`;
    throw mismatch('analyzer_mismatch', 'analyzer', found, `version ${analyzerVersion}`);
  }
  const rule = JSON.stringify(settings.run['steps']);
  const wanted = JSON.stringify(options.stepRule);
  if (wanted !== undefined && wanted !== rule) {
    throw mismatch('step_rule_mismatch', 'step rule', rule, wanted);
  }
  if (options.storesText !== undefined && options.storesText !== settings.storesText) {
    const say = (stores: boolean) => (stores ? 'with texts' : 'without texts (--no-text)');
    throw mismatch('bad_argument', 'form', say(settings.storesText), say(options.storesText));
  }
  return settings;
}

function mismatch(
  code: 'analyzer_mismatch' | 'step_rule_mismatch' | 'bad_argument',
  what: string,
  has: string,
  wanted: string,
): IndexError {
  return new IndexError(
    code,
    `the index has the ${what} ${has}, this command asks for ${wanted}. An append keeps the index's own: leave the option out, or build another index.`,
    { found: wanted, expected: has },
  );
}

/** Makes the folders; refuses a folder that holds something else. */
function prepareDirectory(directory: string, files: FileOperations): void {
  if (!existsSync(join(directory, catalogueFile)) && existsSync(directory)) {
    const ours = /^(segments|writer\.lock.*|catalogue\.sqlite.*)$/;
    const other = listDirectory(directory).find((name) => !ours.test(name));
    if (other !== undefined) {
      throw new IndexError(
        'not_an_index',
        `${directory} is not an index and not empty: it holds "${other}". Name a new or empty folder, or the folder of an index.`,
        { path: directory },
      );
    }
  }
  try {
    files.makeDirectory(join(directory, segmentsFolder));
  } catch (error) {
    throw describeWriteError(error, directory);
  }
}

function listDirectory(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTDIR') throw error;
    throw new IndexError(
      'not_an_index',
      `${directory} is a file, not the folder of an index. Name a new or empty folder.`,
      { path: directory },
      error,
    );
  }
}

/** Removes segment files that the catalogue does not name: an earlier writer's leavings. */
function removeUnnamed(
  directory: string,
  snapshot: CatalogueSnapshot | undefined,
  files: FileOperations,
): void {
  const named = new Set<string>();
  for (const { index, text } of snapshot?.segments ?? []) {
    named.add(index.name);
    if (text !== null) named.add(text.name);
  }
  for (const name of files.list(join(directory, segmentsFolder))) {
    if (!named.has(`${segmentsFolder}/${name}`))
      files.remove(join(directory, segmentsFolder, name));
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

/** The folders on the way to `directory`, itself first, that are not there. */
function missingFolders(directory: string): string[] {
  const missing: string[] = [];
  for (let path = resolve(directory); !existsSync(path); path = dirname(path)) missing.push(path);
  return missing;
}

function removeEmptyFolders(folders: readonly string[]): void {
  for (const folder of folders) {
    try {
      rmdirSync(folder);
    } catch {
      return; // it is in use
    }
  }
}

function summarise(catalogue: Catalogue, started: number): BuildSummary {
  const snapshot = catalogue.snapshot();
  const segments = snapshot?.segments ?? [];
  const sum = (key: 'records' | 'tokens') => segments.reduce((total, row) => total + row[key], 0);
  return {
    records: sum('records'),
    tokens: sum('tokens'),
    steps: segments.at(-1)?.lastStep ?? 0,
    skipped: catalogue.sources().reduce((total, { skipped }) => total + skipped, 0),
    segments: segments.length,
    snapshot: snapshot?.name ?? null,
    seconds: Math.round(performance.now() - started) / 1000,
  };
}
