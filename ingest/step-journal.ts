// Which steps are taken, and when they are durable.
//
// A step is judged at once against those that were seen, and waits in memory until the next flush
// writes all that wait: one sync of the log and one of the table, however many requests there are.

import { causeMessage } from '../errors/cause.ts';
import { IndexError } from '../errors.ts';
import { describeWriteError } from '../store/files.ts';
import type { StepEntry } from './decode-step.ts';
import type { StepLog } from './step-log.ts';
import type { LogRange, StepTable } from './step-table.ts';

export interface Acceptance {
  readonly status: 'accepted' | 'duplicate';
  /** Resolves once the step is on disk; rejects with `records_not_stored`. */
  readonly durable: Promise<void>;
}

interface Flush {
  readonly entries: StepEntry[];
  readonly byStep: Map<string, StepEntry>;
  readonly done: PromiseWithResolvers<void>;
  bytes: number;
}

interface JournalOptions {
  readonly table: StepTable;
  readonly log: StepLog;
  /** Steps below it are committed, or in a feed. */
  readonly floor: number;
  /** How many steps behind the newest one a step may come, whatever is committed. */
  readonly stepWindow: number;
}

const settled = Promise.resolve();

export class StepJournal {
  #table: StepTable;
  #log: StepLog;
  #window: number;
  #floor: number;
  #newest: number;
  #waiting: Flush = newFlush();
  #dueBytes = 0;

  constructor({ table, log, floor, stepWindow }: JournalOptions) {
    this.#table = table;
    this.#log = log;
    this.#floor = floor;
    this.#window = stepWindow;
    this.#newest = Math.max(floor, table.newestStep());
    this.countDue();
  }

  /** The highest step that a commit may take now. */
  get lastDue(): number {
    return this.#newest - this.#window;
  }

  get newest(): number {
    return this.#newest;
  }

  /** Of steps that a commit may take and that no feed has. */
  get dueBytes(): number {
    return this.#dueBytes;
  }

  /** Of steps that the next flush writes. */
  get waitingBytes(): number {
    return this.#waiting.bytes;
  }

  /**
   * Takes a step, or knows it. Throws `step_conflict` where it has other records already, and
   * `step_backwards` for a new one below the steps that are committed.
   */
  accept(entry: StepEntry): Acceptance {
    const { run, step, digest } = entry;
    const key = `${step} ${run}`;
    const waiting = this.#waiting.byStep.get(key);
    const seen = waiting ?? this.#table.find(run, step);
    if (seen !== undefined) {
      if (Buffer.compare(seen.digest, digest) !== 0) throw conflict(entry, seen.records);
      const durable = waiting === undefined ? settled : this.#waiting.done.promise;
      return { status: 'duplicate', durable };
    }
    if (step < this.#floor) throw backwards(entry, this.#floor, this.#window);
    this.#waiting.entries.push(entry);
    this.#waiting.byStep.set(key, entry);
    this.#waiting.bytes += entry.lines.length;
    return { status: 'accepted', durable: this.#waiting.done.promise };
  }

  /** Writes what waits. What goes wrong is told to those who wait. */
  flush(): void {
    const flush = this.#waiting;
    if (flush.entries.length === 0) return;
    this.#waiting = newFlush();
    try {
      const ranges = this.#log.append(flush.entries);
      this.#insert(flush.entries, ranges);
    } catch (error) {
      flush.done.reject(notStored(error));
      return;
    }
    for (const { step } of flush.entries) this.#newest = Math.max(this.#newest, step);
    if (this.#window > 0) this.countDue();
    else this.#dueBytes += flush.bytes;
    flush.done.resolve();
  }

  #insert(entries: readonly StepEntry[], ranges: readonly LogRange[]): void {
    try {
      this.#table.insert(entries, ranges);
    } catch (error) {
      this.#log.takeBack();
      throw error;
    }
  }

  /** Steps up to this one are in a feed now. */
  raiseFloor(step: number): void {
    this.#floor = Math.max(this.#floor, step);
    this.countDue();
  }

  /** Looks up how much a commit may take. */
  countDue(): void {
    this.#dueBytes = this.#table.pendingBytes(this.lastDue);
  }
}

function newFlush(): Flush {
  const done = Promise.withResolvers<void>();
  done.promise.catch(() => {});
  return { entries: [], byStep: new Map(), done, bytes: 0 };
}

function conflict({ run, step, records, digest: _ }: StepEntry, had: number): IndexError {
  const count = had === 1 ? '1 record' : `${had} records`;
  const found =
    had === records
      ? `${count} that ${had === 1 ? 'differs' : 'differ in part'}`
      : `${count}, not ${records}`;
  return new IndexError(
    'step_conflict',
    `step ${step} of run ${JSON.stringify(run)} was sent before with ${found}: a step is taken once. Nothing of it was changed.`,
    { run, step },
  );
}

function backwards({ run, step }: StepEntry, floor: number, window: number): IndexError {
  const held =
    window === 0
      ? 'Send steps in order, or start the server with --step-window N to take steps that come up to N late'
      : `Steps may come up to ${window} late (--step-window)`;
  return new IndexError(
    'step_backwards',
    `step ${step} of run ${JSON.stringify(run)} comes after the commit of step ${floor}, and was not seen before: steps of the index never fall. ${held}.`,
    { run, step, expected: floor },
  );
}

/** The disk is full, or it fails. A bug is one here too: nothing that was not written is acknowledged. */
function notStored(error: unknown): IndexError {
  const described = describeWriteError(error, 'the log of records');
  return new IndexError(
    'records_not_stored',
    `the records were not taken, as they could not be written: ${causeMessage(described)}`,
    { retry_after: 5 },
    error,
  );
}
