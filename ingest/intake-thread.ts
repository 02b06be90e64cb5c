// An intake in a thread of its own: who asks it only moves bytes, and is never held up.

import { Worker } from 'node:worker_threads';
import { IndexError } from '../errors.ts';
import type { IntakeAnswer, IntakeEvent, IntakeStats, RunState } from '../schemas/intake-answer.ts';
import type { FromIntake, IntakeData, ToIntake } from './intake-messages.ts';

/** Bytes of a request that the thread has not looked at, above which more waits. */
const maxUnreadBytes = 1 << 20;

/** The body of a request on its way to the thread. */
export interface SentRequest {
  /** Resolves when more may come. Bytes that have a buffer of their own are moved there. */
  push(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The answer, once the whole body was pushed. */
  end(): Promise<IntakeAnswer>;
  /** The rest does not come. */
  abort(): void;
}

interface Sending {
  unread: number;
  room: PromiseWithResolvers<void>;
}

export class IntakeThread {
  /** Rejects when the thread ends by a bug. Never resolves. */
  readonly failed: Promise<never>;
  /** Told of commits, and of those that failed. */
  onEvent: (event: IntakeEvent) => void = () => {};
  #worker: Worker;
  #nextId = 1;
  #sending = new Map<number, Sending>();
  #asked = new Map<number, PromiseWithResolvers<unknown>>();
  #ready = Promise.withResolvers<void>();
  #closed = Promise.withResolvers<void>();
  #closing: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #fail: (error: unknown) => void;

  private constructor(data: IntakeData) {
    const name = import.meta.url.endsWith('.ts') ? './intake-worker.ts' : './intake-worker.js';
    this.#worker = new Worker(new URL(name, import.meta.url), { workerData: data });
    const { promise, reject } = Promise.withResolvers<never>();
    this.failed = promise;
    this.failed.catch(() => {});
    this.#ready.promise.catch(() => {});
    this.#fail = (error) => {
      this.#failure ??= { error };
      reject(error);
      this.#ready.reject(error);
      for (const { reject: refuse } of this.#asked.values()) refuse(error);
      for (const { room } of this.#sending.values()) room.resolve();
      this.#sending.clear();
      this.#closed.resolve();
    };
    this.#worker.on('error', this.#fail);
    this.#worker.on('exit', () => this.#fail(new Error('the thread that takes records has ended')));
    this.#worker.on('message', (message: FromIntake) => this.#receive(message));
  }

  /** Throws what `RecordIntake.open` throws. */
  static async start(data: IntakeData): Promise<IntakeThread> {
    const thread = new IntakeThread(data);
    try {
      await thread.#ready.promise;
      return thread;
    } catch (error) {
      await thread.#worker.terminate();
      throw error;
    }
  }

  request(): SentRequest {
    const id = this.#nextId++;
    const sending: Sending = { unread: 0, room: Promise.withResolvers() };
    this.#sending.set(id, sending);
    return {
      push: async (bytes) => {
        const { length } = bytes;
        const moved = length === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
        sending.unread += length;
        this.#post({ kind: 'bytes', id, bytes: moved }, [moved.buffer]);
        while (sending.unread > maxUnreadBytes && this.#sending.has(id)) await sending.room.promise;
      },
      end: async () => {
        const answer = this.#ask<IntakeAnswer>(id);
        this.#post({ kind: 'end', id });
        return await answer.finally(() => this.#sending.delete(id));
      },
      abort: () => {
        if (!this.#sending.delete(id)) return;
        sending.room.resolve();
        this.#post({ kind: 'abort', id });
      },
    };
  }

  async runs(): Promise<readonly RunState[]> {
    const id = this.#nextId++;
    const answer = this.#ask<readonly RunState[]>(id);
    this.#post({ kind: 'runs', id });
    return await answer;
  }

  async stats(): Promise<IntakeStats> {
    const id = this.#nextId++;
    const answer = this.#ask<IntakeStats>(id);
    this.#post({ kind: 'stats', id });
    return await answer;
  }

  /** Commits what was taken, within `maxMs`, and ends the thread. May be called twice. */
  close(maxMs: number): Promise<void> {
    this.#closing ??= this.#close(maxMs);
    return this.#closing;
  }

  async #close(maxMs: number): Promise<void> {
    this.#post({ kind: 'close', maxMs });
    await this.#closed.promise;
    await this.#worker.terminate();
  }

  #ask<Answer>(id: number): Promise<Answer> {
    const asked = Promise.withResolvers<Answer>();
    if (this.#failure === undefined) this.#asked.set(id, asked as PromiseWithResolvers<unknown>);
    else asked.reject(this.#failure.error);
    return asked.promise;
  }

  #post(message: ToIntake, moved: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, moved);
  }

  #receive(message: FromIntake): void {
    switch (message.kind) {
      case 'ready':
        this.#ready.resolve();
        return;
      case 'failed': {
        const { code, message: text, details } = message.error;
        this.#ready.reject(new IndexError(code, text, details));
        return;
      }
      case 'event':
        this.onEvent(message.event);
        return;
      case 'read': {
        const sending = this.#sending.get(message.id);
        if (sending === undefined) return;
        sending.unread -= message.bytes;
        sending.room.resolve();
        sending.room = Promise.withResolvers();
        return;
      }
      case 'answer':
        this.#answer(message.id, message.answer);
        return;
      case 'runs':
        this.#answer(message.id, message.runs);
        return;
      case 'stats':
        this.#answer(message.id, message.stats);
        return;
      case 'closed':
        this.#closed.resolve();
        return;
    }
  }

  #answer(id: number, answer: unknown): void {
    this.#asked.get(id)?.resolve(answer);
    this.#asked.delete(id);
  }
}
