// Takes steps of records for an index, as its only writer: the work of one thread.
//
// DIR/ingest has the log, the spool and the table of steps. A step is acknowledged when it is durable,
// and is committed once, whenever the process is killed.

import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { causeMessage } from '../errors/cause.ts';
import { IndexError } from '../errors.ts';
import { defaultMemoryBytes } from '../indexer/default-memory.ts';
import { sumAmounts } from '../indexer/index-amounts.ts';
import { missingFolders, prepareDirectory, removeEmptyFolders } from '../indexer/index-folder.ts';
import { planMemory } from '../indexer/plan-memory.ts';
import { endThreads } from '../indexer/workers/build-threads.ts';
import type { IntakeEvent, IntakeStats, PlainError, RunState } from '../schemas/intake-answer.ts';
import { Catalogue } from '../store/catalogue/catalogue.ts';
import { ingestFolder } from '../store/catalogue/file-names.ts';
import { damagedCatalogue } from '../store/catalogue/sqlite-errors.ts';
import { assertLittleEndian } from '../store/codec.ts';
import { describeWriteError, type FileOperations, fileOperations } from '../store/files.ts';
import { Committer } from './committer.ts';
import { decodeStep, type StepEntry } from './decode-step.ts';
import { type IngestBuild, requireFeedable } from './feed-index.ts';
import type { IntakeOptions } from './intake-options.ts';
import { Spool, spoolNumber } from './spool.ts';
import { type Acceptance, StepJournal } from './step-journal.ts';
import { StepLog } from './step-log.ts';
import { StepTable } from './step-table.ts';

/** Bytes of steps that wait for a flush, above which a request waits for it. */
const maxFlushBytes = 8 << 20;
/** How long a request that was begun waits for a commit to make room. */
const maxWaitMs = 10_000;

interface OpenOptions extends IntakeOptions {
  readonly onEvent?: (event: IntakeEvent) => void;
  /** For tests: build in this thread, with these file operations. */
  readonly inline?: FileOperations;
}

interface RecordLimit {
  /** Of a line that the indexer reads. */
  readonly maxRecordBytes: number;
}

/** The parts of an intake, opened together. */
interface Parts {
  readonly catalogue: Catalogue;
  readonly table: StepTable;
  readonly log: StepLog;
  readonly spool: Spool;
  readonly made: readonly string[];
}

/** A step that was read, and what became of it. */
export interface TakenStep extends Acceptance {
  readonly entry: StepEntry;
}

type CountedStep = Pick<Acceptance, 'status'> & {
  readonly records: number;
  readonly bytes: number;
};

export class RecordIntake {
  #options: OpenOptions;
  #directory: string;
  #parts: Parts;
  #journal: StepJournal;
  #committer: Committer;
  #maxRecordBytes: number;
  #isFlushDue = false;
  #refused = new Map<string, number>();
  #counts = { steps: 0, duplicates: 0, records: 0, bytes: 0 };
  #commits = { commits: 0, commitsFailed: 0, commitSeconds: 0 };
  #committedStep: number;

  private constructor(directory: string, parts: Parts, options: OpenOptions & RecordLimit) {
    this.#directory = directory;
    this.#parts = parts;
    this.#options = options;
    const { catalogue, table, log, spool } = parts;
    const { build, stepWindow, commitEveryMs, maxPendingBytes, inline } = options;
    const files = inline ?? fileOperations;
    this.#committedStep = lastStepOf(catalogue);
    const floor = findFloor(table, catalogue);
    this.#journal = new StepJournal({ table, log, floor, stepWindow });
    this.#maxRecordBytes = options.maxRecordBytes;
    this.#committer = new Committer({
      ...{ catalogue, files, table, log, spool, commitEveryMs, journal: this.#journal },
      build: withInline(build, inline),
      soonBytes: Math.ceil(maxPendingBytes / 8),
      feedBytes: Math.ceil(maxPendingBytes / 2),
      onCommit: (outcome) => this.#noteCommit(outcome),
    });
  }

  /**
   * Opens or makes the index as its writer. Throws `index_busy`, and what an append throws whose steps are
   * a field `step`: `step_rule_mismatch`, `analyzer_mismatch`, `bad_argument`.
   */
  static async open(directory: string, options: OpenOptions): Promise<RecordIntake> {
    assertLittleEndian();
    const files = options.inline ?? fileOperations;
    const { memoryBytes = defaultMemoryBytes() } = options.build;
    const { maxLineBytes: maxRecordBytes } = planMemory(memoryBytes, 1);
    const made = missingFolders(directory);
    try {
      const parts = await openParts(directory, files, { made, options });
      return new RecordIntake(directory, parts, { ...options, maxRecordBytes });
    } catch (error) {
      removeEmptyFolders(made);
      throw describeWriteError(error, directory);
    }
  }

  /**
   * Takes the step of a line, once there is room. `isFirst` of a request does not wait for that. Undefined: a
   * blank line. Throws `ingest_behind`, and what `decodeStep` and the journal throw.
   */
  async take(bytes: Buffer, line: number, isFirst: boolean): Promise<TakenStep | undefined> {
    const entry = decodeStep(bytes, line, this.#maxRecordBytes);
    if (entry === undefined) return undefined;
    await this.#requireRoom(entry, isFirst);
    const acceptance = this.#journal.accept(entry);
    this.#planFlush();
    if (this.#journal.waitingBytes > maxFlushBytes) await acceptance.durable.catch(() => {});
    return { entry, ...acceptance };
  }

  /** A step is about to be acknowledged. */
  countTaken({ status, records, bytes }: CountedStep): void {
    if (status === 'duplicate') {
      this.#counts.duplicates++;
      return;
    }
    this.#counts.steps++;
    this.#counts.records += records;
    this.#counts.bytes += bytes;
  }

  countRefused(code: string): void {
    this.#refused.set(code, (this.#refused.get(code) ?? 0) + 1);
  }

  /** Commits what is due now; rejects with the reason where it cannot. */
  async commit(): Promise<void> {
    await this.#committer.commitDue();
    if (this.#committer.problem !== undefined) throw this.#committer.problem;
  }

  stats(): IntakeStats {
    return {
      ...this.#counts,
      ...this.#commits,
      refused: Object.fromEntries(this.#refused),
      uncommittedBytes: this.#uncommitted,
      committedStep: this.#committedStep,
    };
  }

  runs(): RunState[] {
    return this.#parts.table.runs();
  }

  /** Commits what is due, within `maxMs`, and closes. Nobody takes steps any more. */
  async close(maxMs: number): Promise<void> {
    this.#journal.flush();
    await this.#committer.close(maxMs);
    endThreads();
    const { table, catalogue, log, spool, made } = this.#parts;
    log.rotate();
    spool.close();
    const isUnused = table.newestStep() === 0;
    if (!isUnused && table.feed() === undefined) {
      table.sync();
      log.removeUnless(table.pendingLogs());
      spool.removeUnless(undefined);
    }
    table[Symbol.dispose]();
    if (isUnused) rmSync(join(this.#directory, ingestFolder), { recursive: true, force: true });
    if (isUnused) catalogue.discard();
    else catalogue.close();
    if (isUnused) removeEmptyFolders(made);
  }

  get #uncommitted(): number {
    return this.#journal.dueBytes + this.#journal.waitingBytes + this.#committer.feedBytes;
  }

  async #requireRoom(entry: StepEntry, isFirst: boolean): Promise<void> {
    const { maxPendingBytes } = this.#options;
    const end = performance.now() + maxWaitMs;
    // A step that is larger than the bound is taken where nothing else waits.
    const isFull = () =>
      this.#uncommitted > 0 && this.#uncommitted + entry.lines.length > maxPendingBytes;
    while (isFull()) {
      this.#committer.check();
      if (isFirst || performance.now() > end) throw this.#behind(entry);
      const pause = Promise.withResolvers<void>();
      const timer = setTimeout(pause.resolve, 1000);
      await Promise.race([this.#committer.nextAttempt, pause.promise]);
      clearTimeout(timer);
    }
  }

  #behind({ run, step }: StepEntry): IndexError {
    const { problem } = this.#committer;
    const why = problem === undefined ? '' : `; the last commit failed: ${causeMessage(problem)}`;
    const bytes = this.#options.maxPendingBytes;
    return new IndexError(
      'ingest_behind',
      `${this.#uncommitted} bytes of records wait for a commit, and at most ${bytes} may: send the step again in a moment${why}`,
      { retry_after: 1, run, step },
    );
  }

  /** The requests that have come meanwhile are read before. */
  #planFlush(): void {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    setImmediate(() => {
      this.#isFlushDue = false;
      this.#journal.flush();
      this.#committer.check();
    });
  }

  #noteCommit({ error, seconds }: { readonly error?: unknown; readonly seconds: number }): void {
    this.#commits.commitSeconds += seconds;
    if (error !== undefined) {
      this.#commits.commitsFailed++;
      this.#options.onEvent?.({ kind: 'commit-failed', error: plainError(error) });
      return;
    }
    this.#commits.commits++;
    this.#committedStep = lastStepOf(this.#parts.catalogue);
    this.#options.onEvent?.({ kind: 'committed', step: this.#committedStep, seconds });
  }
}

/** An error as data. A bug is one too: its message goes to the log of the server. */
export function plainError(error: unknown): PlainError {
  if (error instanceof IndexError) {
    const { code, message, details } = error;
    return { code, message, details };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'internal_error', message, details: {} };
}

function withInline(build: IntakeOptions['build'], inline?: FileOperations): IngestBuild {
  return inline === undefined ? build : { ...build, inline };
}

async function openParts(
  directory: string,
  files: FileOperations,
  { made, options }: { readonly made: readonly string[]; readonly options: OpenOptions },
): Promise<Parts> {
  prepareDirectory(directory, files);
  for (const path of made) files.fsyncDirectory(dirname(path));
  using owned = new DisposableStack();
  const catalogue = Catalogue.openForWriting(directory, files);
  const folder = join(directory, ingestFolder);
  // With records that wait it is an index, though it may have no commit.
  owned.defer(() => {
    if (existsSync(folder)) catalogue.close();
    else catalogue.discard();
  });
  const build = withInline(options.build, options.inline);
  await requireFeedable({ catalogue, files, build });
  files.makeDirectory(folder);
  files.fsyncDirectory(directory);
  const table = owned.use(new StepTable(folder));
  requireWhole(table, catalogue);
  const log = new StepLog(folder, files);
  const used = catalogue.sources().flatMap(({ name }) => spoolNumber(name) ?? []);
  const feed = table.feed();
  const next = used.reduce((max, one) => Math.max(max, one), feed?.spool ?? 0) + 1;
  const spool = new Spool(directory, files, next);
  restoreSteps(table, log, findFloor(table, catalogue));
  table.sync();
  log.removeUnless(table.pendingLogs());
  spool.removeUnless(feed?.spool);
  owned.move();
  return { catalogue, table, log, spool, made };
}

/**
 * Steps that the log has and the table does not, after a power cut. One below the floor was refused: those
 * that were acknowledged since the last feed are not.
 */
function restoreSteps(table: StepTable, log: StepLog, floor: number): void {
  for (const { entry, range } of log.read()) {
    if (entry.step < floor || table.find(entry.run, entry.step) !== undefined) continue;
    table.insert([entry], [range]);
  }
}

/** Steps below it are committed, or in a feed. */
function findFloor(table: StepTable, catalogue: Catalogue): number {
  return Math.max(lastStepOf(catalogue), table.feed()?.lastStep ?? 0);
}

function lastStepOf(catalogue: Catalogue): number {
  return catalogue.snapshot()?.segments.at(-1)?.lastStep ?? 0;
}

/** Steps would be known and not counted, where the index is not the one that they were committed to. */
function requireWhole(table: StepTable, catalogue: Catalogue): void {
  const expected = table.committedRecords();
  const found = sumAmounts(catalogue.snapshot()).records;
  if (found >= expected) return;
  throw damagedCatalogue(
    catalogue.path,
    `it has ${found} records, and ${expected} were committed from ${ingestFolder}/, so it is an older one. Restore both together`,
  );
}
