// The processes of a server: as many as asked for, each replaced when it ends.
//
// A start that fails is tried again after a while that doubles. After five failures in a row the
// server cannot go on, and `failed` says why. The first start of all is not tried again.

import type { FastifyBaseLogger } from 'fastify';
import type { IndexError } from '../../errors.ts';
import { AnsweringChild, type ChildEvents, type Ending } from './child-process.ts';
import type { ProcessOptions } from './process-messages.ts';

const maxFailedStarts = 5;
const firstDelayMs = 200;
/** A process that ended sooner after its start is replaced no sooner, so that none spin. */
const minLifeMs = 1000;
/** What a process may take to end, beyond the time to drain. */
const endMs = 2000;

interface PoolOptions {
  readonly count: number;
  readonly start: ProcessOptions;
  readonly log: FastifyBaseLogger;
  /** A process that becomes ready while the server closes is not one of them. */
  readonly events: ChildEvents;
}

export class ProcessPool {
  /** Rejects when starts have failed too often; never resolves. */
  readonly failed: Promise<never>;
  #options: PoolOptions;
  #children = new Set<AnsweringChild>();
  #started = Promise.withResolvers<void>();
  #hasStarted = false;
  #fail: (error: IndexError) => void;
  #failedStarts = 0;
  #timers = new Set<NodeJS.Timeout>();
  #closing = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    const { promise, reject } = Promise.withResolvers<never>();
    this.failed = promise;
    this.#fail = reject;
    // Whoever listens hears of it; without a listener the end of the process would be worse.
    promise.catch(() => {});
  }

  /** Resolves when all processes answer; rejects with the first failure, when all have ended. */
  async start(): Promise<void> {
    for (let i = 0; i < this.#options.count; i++) this.#add();
    try {
      await this.#started.promise;
      this.#hasStarted = true;
    } catch (error) {
      this.#closing = true;
      const children = [...this.#children];
      for (const child of children) child.kill();
      await Promise.all(children.map((child) => child.ended));
      throw error;
    }
  }

  /** Every process that answers. */
  ready(): AnsweringChild[] {
    return [...this.#children].filter(({ isReady }) => isReady);
  }

  /** Lets the processes drain; resolves when all have ended, and ends those that do not in time. */
  async close(drainMs: number): Promise<void> {
    this.#closing = true;
    for (const timer of this.#timers) clearTimeout(timer);
    const children = [...this.#children];
    for (const child of children) {
      if (child.isReady) child.send({ kind: 'drain' });
      else child.kill();
    }
    const giveUp = setTimeout(() => {
      for (const child of this.#children) {
        this.#options.log.warn({ process: child.pid }, 'ending a process that did not end in time');
        child.kill();
      }
    }, drainMs + endMs);
    await Promise.all(children.map((child) => child.ended));
    clearTimeout(giveUp);
  }

  #add(): void {
    const { start, events } = this.#options;
    const child = new AnsweringChild(start, {
      onMessage: events.onMessage,
      onReady: () => this.#onReady(child),
      onEnd: (_, ending) => this.#onEnd(child, ending),
    });
    this.#children.add(child);
  }

  #onReady(child: AnsweringChild): void {
    const { count, events } = this.#options;
    this.#failedStarts = 0;
    if (this.#closing) {
      child.kill();
      return;
    }
    events.onReady(child);
    if (this.ready().length === count) this.#started.resolve();
  }

  #onEnd(child: AnsweringChild, ending: Ending): void {
    const { log, events } = this.#options;
    this.#children.delete(child);
    events.onEnd(child, ending);
    const { code, signal } = ending;
    const about = { process: child.pid, code, signal };
    if (this.#closing) {
      if (code !== 0 && !child.wasKilled)
        log.warn(about, 'a process of the server did not end in order');
      return;
    }
    if (!this.#hasStarted) {
      this.#started.reject(child.describeStart(ending));
      return;
    }
    if (child.wasReady) {
      log.error(about, 'a process of the server has ended, another one takes its place');
      this.#addIn(Math.max(0, child.startedAt + minLifeMs - performance.now()));
      return;
    }
    this.#failedStarts++;
    const reason = child.describeStart(ending);
    log.error({ ...about, reason: reason.message }, 'a process of the server could not start');
    if (this.#failedStarts < maxFailedStarts) {
      this.#addIn(firstDelayMs * 2 ** (this.#failedStarts - 1));
    } else this.#fail(reason);
  }

  #addIn(delayMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#add();
    }, delayMs);
    this.#timers.add(timer);
  }
}
