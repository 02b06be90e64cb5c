// The main thread's side of a build: gives ranges to workers in turn, tells bases, keeps order.
//
// Range g goes to worker g mod n. A worker's segments come back in order of ranges, whatever order
// they were finished in. Bytes under way are bounded: `send` waits while too many are.

import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { IndexError } from '../errors.ts';
import { loadKernel } from '../native/kernel.ts';
import type { FileOperations } from '../store/files.ts';
import type { Consumed } from '../store/step-table.ts';
import type {
  Filled,
  FromWorker,
  RangePart,
  RowsPart,
  Sealed,
  SegmentBase,
  SkippedRecord,
  SourceTally,
  ToWorker,
  WorkerOptions,
} from './range-messages.ts';
import { RangeWorker } from './range-worker.ts';
import type { RowsSpec } from './rows/row-reader.ts';
import type { SourceBatch } from './sources/source-batch.ts';
import { requireRisingStep } from './step-rule.ts';

/** All that became of one range, or of its next batches. */
export interface RangeResult {
  readonly range: number;
  /** Batches of the range up to here; undefined: all. */
  readonly batches?: number;
  readonly segments: readonly Sealed[];
  readonly tallies: readonly SourceTally[];
  readonly skipped: readonly SkippedRecord[];
}

/** What was done since the last call. */
export interface PoolProgress {
  /** Text bytes, records and tokens read and analysed. */
  readonly bytes: number;
  readonly records: number;
  readonly tokens: number;
  /** Tokens of segments sorted and written. */
  readonly sealedTokens: number;
}

export interface RangePoolOptions {
  readonly workers: number;
  readonly worker: Omit<WorkerOptions, 'worker'>;
  readonly queueBytes: number;
  /** What the index holds already. */
  readonly before: {
    readonly nextSegment: number;
    readonly consumed: Consumed;
    readonly lastStep: number;
  };
  readonly onProgress: (done: PoolProgress) => void;
  /** After so long without a commit, a part of a range is made ready for one. */
  readonly commitEveryMs: number;
  readonly now: () => number;
  /** For tests: work in this thread, with these file operations. */
  readonly inline?: FileOperations;
}

interface RangeState {
  readonly worker: number;
  filled: Filled[];
  based: number; // how many of `filled` have got their base
  read: boolean;
  /** Batches taken since the last part. */
  taken: number;
  /** A part was asked for, and is not read yet. */
  isPartDue: boolean;
  parts: { readonly part: RangePart; readonly filled: number }[];
  sealed: Sealed[];
  sealedBefore: number; // those of `filled` whose files were given with a part
  done: boolean;
  tallies: SourceTally[];
  skipped: SkippedRecord[];
}

interface Peer {
  post(message: ToWorker, transfer?: ArrayBuffer[]): void;
  close(): Promise<unknown>;
}

export class RangePool {
  #options: RangePoolOptions;
  #peers: Peer[] = [];
  #ranges = new Map<number, RangeState>();
  #reading = 0; // the first range that is not wholly read
  #giving = 0; // the next range whose result is due
  #end: number | undefined; // number of ranges, once known
  #queued = 0;
  #consumed: Consumed;
  #nextSegment: number;
  #lastStep: number;
  #committedMs: number;
  #failure: unknown;
  #waiters = new Set<() => void>();

  constructor(options: RangePoolOptions) {
    this.#options = options;
    this.#consumed = options.before.consumed;
    this.#nextSegment = options.before.nextSegment;
    this.#lastStep = options.before.lastStep;
    this.#committedMs = options.now();
    for (let worker = 0; worker < options.workers; worker++) {
      const workerOptions = { ...options.worker, worker };
      this.#peers.push(
        options.inline === undefined
          ? this.#startThread(workerOptions)
          : this.#startInline(workerOptions, options.inline),
      );
    }
  }

  /** Sends a batch of a range, its buffer with it; waits while the queue is full. */
  async send(range: number, batch: SourceBatch, source: number, name: string): Promise<void> {
    await this.#until(() => this.#queued < this.#options.queueBytes);
    this.#queued += batch.bytes.length;
    const message: ToWorker = { kind: 'batch', range, batch, source, name };
    this.#peerOf(range).post(message, [batch.bytes.buffer]);
  }

  /** Tells every worker of a source of rows, before parts of it are sent. */
  openRows(source: number, spec: RowsSpec): void {
    for (const peer of this.#peers) peer.post({ kind: 'open-rows', source, spec });
  }

  /** Sends a part of a source of rows, which the worker reads itself; waits as `send` does. */
  async sendRows(range: number, rows: RowsPart, source: number): Promise<void> {
    await this.#until(() => this.#queued < this.#options.queueBytes);
    this.#queued += rows.bytes;
    this.#peerOf(range).post({ kind: 'rows', range, rows, source });
  }

  /** No more batches for this range. */
  endRange(range: number): void {
    this.#peerOf(range).post({ kind: 'end-range', range });
  }

  /** There are no ranges from `ranges` on. */
  finish(ranges: number): void {
    this.#end = ranges;
    this.#wakeAll();
  }

  /** Makes every wait throw `error`; the first failure is kept. */
  fail(error: unknown): void {
    this.#failure ??= error;
    this.#wakeAll();
  }

  /** Whether the last commit, or the start, is so long ago that what there is should be committed. */
  get isCommitDue(): boolean {
    return this.#options.now() - this.#committedMs >= this.#options.commitEveryMs;
  }

  /** All results given so far have been committed. */
  committed(): void {
    this.#committedMs = this.#options.now();
  }

  /**
   * Asks for a part of the first range that is not read whole, where a commit is due and none is
   * under way: of no other range could a part be committed. To be called now and then.
   */
  checkClock(): void {
    const range = this.#reading;
    if (range !== this.#giving || this.#end === range || !this.isCommitDue) return;
    const state = this.#stateOf(range);
    if (state.taken === 0 || state.isPartDue || state.parts.length > 0) return;
    state.isPartDue = true;
    this.#peerOf(range).post({ kind: 'end-segment', range });
  }

  /** The results in order of ranges, each as soon as it and all before it are there. */
  async *results(): AsyncGenerator<RangeResult> {
    for (;;) {
      const range = this.#giving;
      await this.#until(() => {
        const state = this.#ranges.get(range);
        return state?.done === true || hasPart(state) || this.#end === range;
      });
      const state = this.#ranges.get(range);
      if (state === undefined) return;
      if (hasPart(state)) {
        yield { range, ...takePart(state) };
        continue;
      }
      if (!state.done) return;
      this.#ranges.delete(range);
      this.#giving++;
      yield { range, segments: state.sealed, tallies: state.tallies, skipped: state.skipped };
    }
  }

  async close(): Promise<void> {
    this.fail(new Error('the pool is closed'));
    await Promise.all(this.#peers.map((peer) => peer.close()));
  }

  #startThread(workerData: WorkerOptions): Peer {
    const name = import.meta.url.endsWith('.ts') ? './build-worker.ts' : './build-worker.js';
    const worker = new Worker(new URL(name, import.meta.url), { workerData });
    worker.on('message', (message: FromWorker) => this.#receive(message));
    worker.on('error', (error) => this.fail(error));
    worker.on('exit', (code) => this.fail(new Error(`a worker ended by itself with ${code}`)));
    return {
      post: (message, transfer = []) => worker.postMessage(message, transfer),
      close: () => worker.terminate(),
    };
  }

  #startInline(options: WorkerOptions, files: FileOperations): Peer {
    const { port1, port2 } = new MessageChannel();
    port1.on('message', (message: FromWorker) => this.#receive(message));
    const tools = { kernel: loadKernel(), files };
    const running = new RangeWorker(port2 as MessagePort, options, tools).run();
    return {
      post: (message, transfer = []) => port1.postMessage(message, transfer),
      close: () => {
        port1.postMessage({ kind: 'close' } satisfies ToWorker);
        return running;
      },
    };
  }

  #receive(message: FromWorker): void {
    try {
      this.#handle(message);
    } catch (error) {
      this.fail(error);
    }
    this.#wakeAll();
  }

  #handle(message: FromWorker): void {
    switch (message.kind) {
      case 'consumed':
        this.#queued -= message.bytes;
        this.#stateOf(message.range).taken++;
        this.#options.onProgress({ ...message, sealedTokens: 0 });
        this.checkClock();
        return;
      case 'filled':
        this.#stateOf(message.range).filled.push(message.filled);
        this.#tellBases();
        return;
      case 'range-read': {
        const state = this.#stateOf(message.range);
        Object.assign(state, { tallies: message.tallies, skipped: message.skipped, read: true });
        this.#tellBases();
        return;
      }
      case 'part-read': {
        const { part } = message;
        const state = this.#stateOf(message.range);
        state.parts.push({ part, filled: state.filled.length });
        state.isPartDue = false;
        state.taken = 0;
        return;
      }
      case 'sealed':
        this.#stateOf(message.range).sealed.push(message.sealed);
        this.#options.onProgress({
          bytes: 0,
          records: 0,
          tokens: 0,
          sealedTokens: message.sealed.filled.tokens,
        });
        return;
      case 'range-sealed':
        this.#stateOf(message.range).done = true;
        return;
      case 'failed': {
        const { code, message: text, details } = message;
        this.fail(code === undefined ? new Error(text) : new IndexError(code, text, details));
        return;
      }
    }
  }

  /** Walks the ranges in order and tells every segment its base whose predecessors are all read. */
  #tellBases(): void {
    for (;;) {
      const state = this.#ranges.get(this.#reading);
      if (state === undefined) return;
      for (; state.based < state.filled.length; state.based++) {
        const base = this.#takeBase(state.filled[state.based] as Filled);
        this.#peers[state.worker]?.post({ kind: 'base', base });
      }
      if (!state.read) return;
      this.#reading++;
    }
  }

  #takeBase({ records, tokens, words, modelTokens, ownSteps }: Filled): SegmentBase {
    if (ownSteps !== undefined) {
      requireRisingStep(this.#lastStep, ownSteps.first, ownSteps.where);
      this.#lastStep = ownSteps.last;
    }
    const base = { id: this.#nextSegment++, consumed: this.#consumed };
    this.#consumed = {
      records: this.#consumed.records + records,
      tokens: this.#consumed.tokens + tokens,
      words: this.#consumed.words + words,
      modelTokens: this.#consumed.modelTokens + modelTokens,
    };
    return base;
  }

  #stateOf(range: number): RangeState {
    let state = this.#ranges.get(range);
    if (state === undefined) {
      state = {
        worker: range % this.#peers.length,
        filled: [],
        based: 0,
        read: false,
        taken: 0,
        isPartDue: false,
        parts: [],
        sealed: [],
        sealedBefore: 0,
        done: false,
        tallies: [],
        skipped: [],
      };
      this.#ranges.set(range, state);
    }
    return state;
  }

  #peerOf(range: number): Peer {
    return this.#peers[range % this.#peers.length] as Peer;
  }

  async #until(holds: () => boolean): Promise<void> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      if (holds()) return;
      await new Promise<void>((resolve) => this.#waiters.add(resolve));
    }
  }

  #wakeAll(): void {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const wake of waiters) wake();
  }
}

/** Whether all segments of the next part are written. */
function hasPart(state: RangeState | undefined): boolean {
  const [next] = state?.parts ?? [];
  if (state === undefined || next === undefined) return false;
  return state.sealedBefore + state.sealed.length >= next.filled;
}

function takePart(state: RangeState): Omit<RangeResult, 'range'> {
  const { part, filled } = state.parts.shift() as RangeState['parts'][number];
  const segments = state.sealed.splice(0, filled - state.sealedBefore);
  state.sealedBefore = filled;
  return { segments, ...part };
}
