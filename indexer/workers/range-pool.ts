// The main thread's side of a build: gives ranges to workers in turn, tells bases, keeps order.
//
// Range g goes to worker g mod n. A worker's segments come back in order of ranges, whatever order
// they were finished in. Bytes under way are bounded: `send` waits while too many are.

import { IndexError } from '../../errors.ts';
import type { RowsSpec } from '../../formats/rows/rows-spec.ts';
import type { FileOperations } from '../../store/files.ts';
import { addAmounts } from '../../store/segment/record-amounts.ts';
import { endThreads } from './build-threads.ts';
import type { FeedMessage, FromWorker, Taken, WorkerOptions } from './range-messages.ts';
import { type RangePeer, startInline, startThread } from './range-peer.ts';
import {
  hasPart,
  newRangeState,
  type RangeResult,
  type RangeState,
  takePart,
} from './range-state.ts';
import { type IndexBefore, SegmentBases } from './segment-bases.ts';
import { WaitRoom } from './wait-room.ts';

/** Work since the last call. */
export interface PoolProgress {
  /** Text bytes, records and tokens read and analysed. */
  readonly bytes: number;
  readonly records: number;
  readonly tokens: number;
  /** Tokens of segments sorted and written. */
  readonly sealedTokens: number;
}

interface RangePoolOptions {
  readonly workers: number;
  readonly worker: Omit<WorkerOptions, 'worker'>;
  readonly queueBytes: number;
  readonly before: IndexBefore;
  readonly onProgress: (done: PoolProgress) => void;
  /** After so long without a commit, a part of a range is made ready for one. */
  readonly commitEveryMs: number;
  readonly now: () => number;
  /** A commit is due once it fires. */
  readonly stop?: AbortSignal | undefined;
  /** Threads outlive a build that ends well, for the next one. */
  readonly keepsThreads: boolean;
  /** For tests: work in this thread, with these file operations. */
  readonly inline?: FileOperations;
}

export class RangePool {
  #options: RangePoolOptions;
  #peers: RangePeer[] = [];
  #ranges = new Map<number, RangeState>();
  #reading = 0; // the first range that is not wholly read
  #giving = 0; // the next range whose result is due
  #end: number | undefined; // number of ranges, once known
  #queued = 0;
  #sent = 0; // batches and parts
  #cutting: number | undefined; // the range of the last of those, if the run may end in it
  #analysed = 0; // of those
  #taken: Taken;
  #bases: SegmentBases;
  #committedMs: number;
  #waits = new WaitRoom();

  constructor(options: RangePoolOptions) {
    this.#options = options;
    this.#bases = new SegmentBases(options.worker.steps, options.before);
    this.#committedMs = options.now();
    const { consumed, lastStep } = options.before;
    this.#taken = { ...consumed, lastStep, stoppedAt: undefined };
    const { workers, inline } = options;
    const listener = {
      receive: this.#receive.bind(this),
      fail: this.fail.bind(this),
    };
    for (let worker = 0; worker < workers; worker++) {
      const workerOptions = { ...options.worker, worker };
      this.#peers.push(
        inline === undefined
          ? startThread(workerOptions, listener)
          : startInline(workerOptions, inline, listener),
      );
    }
    if (!options.keepsThreads) endThreads();
  }

  /** Sends a part of a range, the buffer of its lines with it; waits while the queue is full. */
  async send(message: FeedMessage): Promise<void> {
    const { range, limit } = message;
    await this.#waits.until(() => this.#queued < this.#options.queueBytes);
    this.#endCut();
    const [bytes, moved] =
      message.kind === 'batch'
        ? [message.batch.bytes.length, [message.batch.bytes.buffer]]
        : [message.rows.bytes, []];
    this.#queued += bytes;
    this.#sent++;
    if (limit !== undefined) this.#cutting = range;
    this.#peer(range).post(message, moved);
  }

  /** Tells every worker of a source of rows, before parts of it are sent. */
  openRows(source: number, spec: RowsSpec): void {
    for (const peer of this.#peers) peer.post({ kind: 'open-rows', source, spec });
  }

  /** Where the run ended in the last batch, or did not, is noted: it may be committed. */
  #endCut(): void {
    if (this.#cutting === undefined) return;
    this.#cutting = undefined;
    this.checkClock();
  }

  /**
   * Amounts of the index and of all that was sent, once all of it is analysed; `stoppedAt` is that of
   * the last batch.
   */
  async taken(): Promise<Taken> {
    await this.#waits.until(() => this.#analysed === this.#sent);
    return this.#taken;
  }

  /** No more batches for this range. */
  endRange(range: number): void {
    this.#peer(range).post({ kind: 'end-range', range });
  }

  /** There are no ranges from `ranges` on. */
  finish(ranges: number): void {
    this.#end = ranges;
    this.#waits.wakeAll();
  }

  /** Makes every wait throw `error`; the first failure is kept. */
  fail(error: unknown): void {
    this.#waits.fail(error);
  }

  /** Whether the last commit, or the start, is so long ago that a commit is due. */
  get isCommitDue(): boolean {
    const { now, commitEveryMs, stop } = this.#options;
    return stop?.aborted === true || now() - this.#committedMs >= commitEveryMs;
  }

  /** An id for a segment that merges others, which no segment of the pool gets. */
  takeSegmentId(): number {
    return this.#bases.takeId();
  }

  /** All results given so far have been committed. */
  committed(): void {
    this.#committedMs = this.#options.now();
  }

  /**
   * Asks for a part of the first range that is not read whole, where a commit is due and none is
   * under way: of no other range could a part be committed. To be called now and then. A batch in
   * which the run may end is in no part before it is known how much of it was taken.
   */
  checkClock(): void {
    const range = this.#reading;
    if (range !== this.#giving || this.#end === range || !this.isCommitDue) return;
    if (this.#cutting === range) return;
    const state = this.#state(range);
    if (state.taken === 0 || state.isPartDue || state.parts.length > 0) return;
    state.isPartDue = true;
    this.#peer(range).post({ kind: 'end-segment', range });
  }

  /** The results in order of ranges, each as soon as it and all before it are there. */
  async *results(): AsyncGenerator<RangeResult> {
    for (;;) {
      const range = this.#giving;
      await this.#waits.until(() => {
        const state = this.#ranges.get(range);
        if (state === undefined) return this.#end === range;
        return state.done || hasPart(state) || this.#end === range;
      });
      const state = this.#ranges.get(range);
      if (state === undefined) return;
      const part = takePart(state);
      if (part !== undefined) {
        yield { range, ...part };
        continue;
      }
      if (!state.done) return;
      this.#ranges.delete(range);
      this.#giving++;
      yield { range, segments: state.sealed, tallies: state.tallies, skipped: state.skipped };
    }
  }

  /** Ends the workers, whatever they do; `isDone`: all results were given. */
  async close(isDone: boolean): Promise<void> {
    this.fail(new Error('the pool is closed'));
    const keeps = isDone && this.#options.keepsThreads;
    await Promise.all(this.#peers.map((peer) => (keeps ? peer.release() : peer.close())));
  }

  #receive(message: FromWorker): void {
    try {
      this.#handle(message);
    } catch (error) {
      this.fail(error);
    }
    this.#waits.wakeAll();
  }

  #handle(message: FromWorker): void {
    switch (message.kind) {
      case 'consumed':
        this.#queued -= message.bytes;
        this.#analysed++;
        this.#taken = addTaken(this.#taken, message);
        this.#state(message.range).taken++;
        this.#options.onProgress({ ...message, sealedTokens: 0 });
        this.checkClock();
        return;
      case 'filled':
        this.#state(message.range).filled.push(message.filled);
        this.#tellBases();
        return;
      case 'range-read': {
        const state = this.#state(message.range);
        Object.assign(state, { tallies: message.tallies, skipped: message.skipped, read: true });
        this.#tellBases();
        return;
      }
      case 'part-read': {
        const { part } = message;
        const state = this.#state(message.range);
        state.parts.push({ part, filled: state.filled.length });
        state.isPartDue = false;
        state.taken = 0;
        return;
      }
      case 'sealed':
        this.#state(message.range).sealed.push(message.sealed);
        this.#options.onProgress({
          bytes: 0,
          records: 0,
          tokens: 0,
          sealedTokens: message.sealed.filled.tokens,
        });
        return;
      case 'range-sealed':
        this.#state(message.range).done = true;
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
      for (const filled of state.filled.slice(state.based)) {
        this.#peers[state.worker]?.post({ kind: 'base', base: this.#bases.next(filled) });
        state.based++;
      }
      if (!state.read) return;
      this.#reading++;
    }
  }

  #state(range: number): RangeState {
    let state = this.#ranges.get(range);
    if (state === undefined) {
      state = newRangeState(range % this.#peers.length);
      this.#ranges.set(range, state);
    }
    return state;
  }

  #peer(range: number): RangePeer {
    const peer = this.#peers[range % this.#peers.length];
    if (peer === undefined) throw new Error('a pool without a worker');
    return peer;
  }
}

/** Messages of several workers come in any order: the highest step is the last one's. */
function addTaken(before: Taken, taken: Taken): Taken {
  const lastStep = Math.max(before.lastStep, taken.lastStep);
  return { ...addAmounts(before, taken), lastStep, stoppedAt: taken.stoppedAt };
}
