// Threads that do tasks: each gets the next one when it has room. serve-tasks.ts is their side.

import { getCompileCacheDir } from 'node:module';
import { Worker } from 'node:worker_threads';
import { IndexError } from '../errors.ts';
import type { FromThread } from './messages.ts';
import type { ThreadStart } from './start-thread.ts';

interface PoolOptions {
  /** The module that a thread runs; it calls `serveTasks`. */
  readonly worker: URL;
  /** What each thread is given at its start: data that can be sent. */
  readonly given?: unknown;
  /** Threads, from 1. */
  readonly count: number;
  /** Tasks that a thread has at once, from 1: one more than 1 hides the way of the messages. */
  readonly tasksEach?: number;
  readonly signal?: AbortSignal | undefined;
}

/** A task that has been given out or that waits. */
interface Job<Task, Result, Part> {
  readonly task: Task;
  readonly onPart: ((part: Part) => void) | undefined;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

interface Thread<Task, Result, Part> {
  readonly worker: Worker;
  readonly jobs: Job<Task, Result, Part>[];
  state: 'starting' | 'ready' | 'unfit';
}

const startName = import.meta.url.endsWith('.ts') ? './start-thread.ts' : './start-thread.js';

export class ThreadPool<Task, Result, Part = never> implements AsyncDisposable {
  #threads: Thread<Task, Result, Part>[];
  #waiting: Job<Task, Result, Part>[] = [];
  #tasksEach: number;
  #signal: AbortSignal | undefined;
  /** Why no task is done any more. */
  #ended: { readonly reason: unknown } | undefined;
  #stop = () => this.#end(this.#signal?.reason);

  constructor({ worker, given, count, tasksEach = 1, signal }: PoolOptions) {
    this.#tasksEach = tasksEach;
    this.#signal = signal;
    const workerData: ThreadStart = {
      ...{ module: worker.href, given, cacheFolder: getCompileCacheDir() },
    };
    const start = new URL(startName, import.meta.url);
    this.#threads = Array.from({ length: count }, () =>
      this.#listen({ worker: new Worker(start, { workerData }), jobs: [], state: 'starting' }),
    );
    if (signal?.aborted) this.#stop();
    signal?.addEventListener('abort', this.#stop, { once: true });
  }

  /** Threads that have started and do tasks. One whose start failed with a code never does. */
  get ready(): number {
    return this.#threads.filter(({ state }) => state === 'ready').length;
  }

  /**
   * Has a task done; both task and result are data that can be sent. Rejects with the error of the
   * task, with the reason of the signal, and with what ended the thread.
   */
  run(task: Task, onPart?: (part: Part) => void): Promise<Result> {
    const result = new Promise<Result>((resolve, reject) => {
      if (this.#ended !== undefined) reject(this.#ended.reason);
      else this.#waiting.push({ task, onPart, resolve, reject });
    });
    // Whoever waits for one task of many may not look at the others any more.
    result.catch(() => {});
    this.#giveOut();
    return result;
  }

  /** Ends the threads, whatever they do. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#stop);
    this.#end(new Error('the pool has been closed'));
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #giveOut(): void {
    for (let load = 0; load < this.#tasksEach; load++) {
      for (const { worker, jobs, state } of this.#threads) {
        if (state !== 'ready' || jobs.length > load) continue;
        const job = this.#waiting.shift();
        if (job === undefined) return;
        jobs.push(job);
        worker.postMessage(job.task);
      }
    }
  }

  #listen(thread: Thread<Task, Result, Part>): Thread<Task, Result, Part> {
    const { worker } = thread;
    worker.on('error', (error) => this.#end(error));
    worker.on('exit', () => {
      if (thread.state !== 'unfit') this.#end(new Error('a thread ended before its tasks'));
    });
    worker.on('message', (message: FromThread<Result, Part>) => {
      this.#take(thread, message);
      this.#giveOut();
    });
    return thread;
  }

  #take(thread: Thread<Task, Result, Part>, message: FromThread<Result, Part>): void {
    const { jobs } = thread;
    if (message.kind === 'ready') thread.state = 'ready';
    else if (message.kind === 'part') this.#takePart(jobs[0], message.part);
    else if (message.kind === 'done') jobs.shift()?.resolve(message.result);
    else {
      const error = new IndexError(message.code, message.message, message.details);
      if (thread.state === 'ready') jobs.shift()?.reject(error);
      else {
        thread.state = 'unfit';
        if (this.#threads.every(({ state }) => state === 'unfit')) this.#end(error);
      }
    }
  }

  /** What `onPart` throws ends all: the rest of the result cannot be taken. */
  #takePart(job: Job<Task, Result, Part> | undefined, part: Part): void {
    try {
      job?.onPart?.(part);
    } catch (error) {
      this.#end(error);
    }
  }

  /** Rejects what has not been done, and what comes. */
  #end(reason: unknown): void {
    this.#ended ??= { reason };
    const left = [...this.#waiting, ...this.#threads.flatMap(({ jobs }) => jobs)];
    this.#waiting = [];
    for (const { jobs } of this.#threads) jobs.length = 0;
    for (const { reject } of left) reject(this.#ended.reason);
  }
}
