// Each commit of an index is asked by each watch list, one after the other, in pieces.
//
// A commit that comes while one is asked is asked next: those between are in it. What fails is tried again
// after a second, or with the next commit.

import type { AskedCommit, Watch } from '../../watch/watch.ts';
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
      // Logs are synced together: one after the other, many lists would take seconds.
      const writes: Promise<void>[] = [];
      for (const watch of this.#options.lists()) {
        if (signal.aborted) break;
        const asked = await this.#ask(watch, borrowed);
        if (asked !== undefined) writes.push(this.#write(watch, asked, opened));
      }
      await Promise.all(writes);
    }
  }

  /** What the commit adds to a list; undefined: nothing, or it failed. */
  async #ask(watch: Watch, { snapshot }: BorrowedSnapshot): Promise<AskedCommit | undefined> {
    try {
      return await this.#options.run(watch.ask(snapshotOf(snapshot)), this.#ending.signal);
    } catch (error) {
      this.#fail(watch, error);
      return undefined;
    }
  }

  async #write(watch: Watch, asked: AskedCommit, opened: number): Promise<void> {
    try {
      await watch.commit(asked);
      const { length: count } = asked.events;
      if (count === 0 || watch.log.isClosed) return;
      // A list that is new asks a commit that was opened long before it.
      const delayMs = performance.now() - Math.max(opened, watch.openedAt);
      this.#options.onNote({ kind: 'events', name: watch.definition.name, count, delayMs });
    } catch (error) {
      this.#fail(watch, error);
    }
  }

  /** Tells of it, and tries again soon. */
  #fail(watch: Watch, error: unknown): void {
    if (this.#ending.signal.aborted || watch.log.isClosed) return;
    const { onNote, retryMs = 1000 } = this.#options;
    onNote({ kind: 'failed', name: watch.definition.name, error });
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.notice(), retryMs);
    this.#retry.unref();
  }
}
