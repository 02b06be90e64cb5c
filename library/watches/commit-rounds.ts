// Each commit of an index is asked by each watch list, one after the other, in pieces.
//
// A commit that comes while one is asked is asked next: those between are in it. What fails is tried again
// after a second, or with the next commit.

import type { Watch } from '../../watch/watch.ts';
import { type BorrowedSnapshot, snapshotOf } from '../snapshots/open-snapshot.ts';
import type { WatchNote } from './watch-notes.ts';

/** An index that is followed. */
export interface FollowedIndex {
  readonly ready: boolean;
  borrow(): BorrowedSnapshot;
  /** Milliseconds since the newest commit was opened. */
  readonly ageMs: number | undefined;
  /** Calls `listener` when another commit is open, until the result is disposed of. */
  onCommit(listener: () => void): Disposable;
}

/** Runs work in pieces; rejects with the reason of the signal. */
export type RunWork = <T>(work: Generator<undefined, T>, signal: AbortSignal) => Promise<T>;

interface RoundOptions {
  readonly lists: () => readonly Watch[];
  readonly run: RunWork;
  readonly onNote: (note: WatchNote) => void;
  readonly retryMs?: number;
}

export class CommitRounds {
  #index: FollowedIndex;
  #options: RoundOptions;
  #following: Disposable;
  #ending = new AbortController();
  #isWanted = false;
  #running: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;

  constructor(index: FollowedIndex, options: RoundOptions) {
    this.#index = index;
    this.#options = options;
    this.#following = index.onCommit(() => this.notice());
    this.notice();
  }

  /** There is another commit, or another list. */
  notice(): void {
    this.#isWanted = true;
    if (this.#ending.signal.aborted) return;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      // Something may have come since the last look.
      if (this.#isWanted && this.#index.ready) this.notice();
    });
  }

  /** Ends the round at work. */
  async stop(): Promise<void> {
    this.#ending.abort();
    this.#following[Symbol.dispose]();
    clearTimeout(this.#retry);
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    while (this.#isWanted && this.#index.ready && !signal.aborted) {
      this.#isWanted = false;
      using borrowed = this.#index.borrow();
      const opened = performance.now() - (this.#index.ageMs ?? 0);
      for (const watch of this.#options.lists()) {
        if (signal.aborted) return;
        await this.#ask(watch, borrowed, opened);
      }
    }
  }

  async #ask(watch: Watch, { snapshot }: BorrowedSnapshot, opened: number): Promise<void> {
    const { run, onNote, retryMs = 1000 } = this.#options;
    const { name } = watch.definition;
    try {
      const asked = await run(watch.ask(snapshotOf(snapshot)), this.#ending.signal);
      if (asked === undefined || watch.log.isClosed) return;
      await watch.commit(asked);
      const { length: count } = asked.events;
      if (count === 0) return;
      // A list that is new asks a commit that was opened long before it.
      const start = Math.max(opened, watch.openedAt);
      onNote({ kind: 'events', name, count, delayMs: performance.now() - start });
    } catch (error) {
      if (this.#ending.signal.aborted || watch.log.isClosed) return;
      onNote({ kind: 'failed', name, error });
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => this.notice(), retryMs);
      this.#retry.unref();
    }
  }
}
