// Commits what was taken: at a pace, sooner where much waits, and once more at the end.
//
// One feed at a time: the steps that are due go into the spool in their order, the table says so, the
// indexer commits them. What fails stays a feed, and is tried again.

import type { Catalogue } from '../store/catalogue/catalogue.ts';
import type { FileOperations } from '../store/files.ts';
import { feedIndex, type IngestBuild, mergeSegments } from './feed-index.ts';
import type { Spool } from './spool.ts';
import type { StepJournal } from './step-journal.ts';
import type { StepLog } from './step-log.ts';
import type { Feed, StepTable } from './step-table.ts';

export interface CommitterOptions {
  readonly catalogue: Catalogue;
  readonly files: FileOperations;
  readonly build: IngestBuild;
  readonly table: StepTable;
  readonly journal: StepJournal;
  readonly log: StepLog;
  readonly spool: Spool;
  readonly commitEveryMs: number;
  /** So many bytes that wait are committed at once, where no commit is under way. */
  readonly soonBytes: number;
  /** A feed has about so many at most. */
  readonly feedBytes: number;
  /** After each attempt: the error of one that failed, the seconds of one that did not. */
  readonly onCommit: (outcome: { readonly error?: unknown; readonly seconds: number }) => void;
}

/** So many commits may go before a merge while more waits than one of them takes: merges are work, too. */
const maxUnmerged = 32;

export class Committer {
  #options: CommitterOptions;
  #abort = new AbortController();
  #feed: Feed | undefined;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #wake = Promise.withResolvers<void>();
  #problem: unknown;
  #lastMs: number;
  /** Commits since segments were merged. */
  #unmerged = 0;
  #isClosing = false;

  constructor(options: CommitterOptions) {
    this.#options = options;
    this.#feed = options.table.feed();
    this.#lastMs = performance.now();
    this.#timer = setInterval(() => this.check(), Math.min(250, options.commitEveryMs));
  }

  /** Bytes of the feed that is not committed. */
  get feedBytes(): number {
    return this.#feed?.bytes ?? 0;
  }

  /** Why the last attempt failed; undefined: it did not. */
  get problem(): unknown {
    return this.#problem;
  }

  /** Resolves when an attempt has ended, so that there may be room again. */
  get nextAttempt(): Promise<void> {
    return this.#wake.promise;
  }

  /** Whether so much waits that the next commit is due at once. */
  get #isBehind(): boolean {
    return this.#options.journal.dueBytes >= this.#options.soonBytes;
  }

  /** Begins a commit if one is due and none is under way. */
  check(): void {
    const { commitEveryMs } = this.#options;
    if (this.#running !== undefined || this.#isClosing) return;
    const isTime = performance.now() - this.#lastMs >= commitEveryMs;
    const isMuch = this.#isBehind && this.#problem === undefined;
    if (!isTime && !isMuch) return;
    this.#running = this.#attempt().then(() => {
      this.#running = undefined;
      this.check();
    });
  }

  /** Commits all that is due now, or fails to: `problem` says why. */
  async commitDue(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
    let isMore = true;
    while (isMore && !this.#abort.signal.aborted) {
      const attempt = this.#attempt();
      this.#running = attempt.then(() => {
        this.#running = undefined;
      });
      isMore = await attempt;
      await this.#running;
    }
  }

  /** Commits all that is due. What takes longer than `maxMs` stays for the next process. */
  async close(maxMs: number): Promise<void> {
    this.#isClosing = true;
    clearInterval(this.#timer);
    const timer = setTimeout(() => this.#abort.abort(new Error('the time is over')), maxMs);
    await this.commitDue();
    clearTimeout(timer);
    this.#abort.abort();
  }

  /** Whether something was committed, so that there may be more. */
  async #attempt(): Promise<boolean> {
    const started = performance.now();
    try {
      const isDone = await this.#commit();
      this.#problem = undefined;
      const seconds = (performance.now() - started) / 1000;
      if (!isDone) return false;
      this.#options.onCommit({ seconds });
      this.#tellAttempt();
      // The feed is committed, and seen. Only the next one waits.
      this.#unmerged++;
      if (!this.#isClosing && (!this.#isBehind || this.#unmerged >= maxUnmerged)) {
        await this.#merge();
      }
      return true;
    } catch (error) {
      this.#problem = error;
      const seconds = (performance.now() - started) / 1000;
      if (!this.#abort.signal.aborted) this.#options.onCommit({ error, seconds });
      return false;
    } finally {
      this.#lastMs = started;
      this.#tellAttempt();
    }
  }

  #tellAttempt(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }

  async #merge(): Promise<void> {
    const { catalogue, files, build } = this.#options;
    await mergeSegments({ catalogue, files, build }, this.#abort.signal);
    this.#unmerged = 0;
  }

  async #commit(): Promise<boolean> {
    const { table, log, spool, catalogue, files, build } = this.#options;
    this.#feed ??= this.#makeFeed();
    const feed = this.#feed;
    if (feed === undefined) return false;
    const { signal } = this.#abort;
    const path = spool.path(feed.spool);
    const records = await feedIndex({ catalogue, files, build }, feed, { path, signal });
    table.finish(records);
    this.#feed = undefined;
    try {
      log.removeUnless(table.pendingLogs());
      spool.removeUnless(undefined);
    } catch {
      // Files that stay are removed after a later commit.
    }
    return true;
  }

  /** Puts what is due into the spool; undefined: nothing is. */
  #makeFeed(): Feed | undefined {
    const { table, journal, log, spool, feedBytes } = this.#options;
    // Else a step that waits could come behind later ones of this feed.
    journal.flush();
    const steps = table.pending(journal.lastDue, feedBytes);
    const last = steps.at(-1);
    if (last === undefined) return undefined;
    const bytes = steps.reduce((sum, step) => sum + step.bytes, 0);
    const end = spool.append(steps, (number) => log.path(number));
    const feed = { ...end, bytes, lastStep: last.step };
    table.assign(feed, steps);
    // From here on it has to be committed, whatever fails.
    this.#feed = feed;
    journal.raiseFloor(last.step);
    // Else a log to which something is always written would never be removed.
    log.rotate();
    return feed;
  }
}
