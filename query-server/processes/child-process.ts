// A process that answers, as its parent sees it: started, spoken to, and ended.

import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { IndexError } from '../../errors.ts';
import type { Receiver } from './connection-queue.ts';
import {
  decodeError,
  type ProcessOptions,
  type ToChild,
  type ToParent,
} from './process-messages.ts';

/** What the last messages of a process that has ended may take to be read. */
const silenceMs = 100;

/** How a process has ended; both null: it could not be started at all. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ChildEvents {
  /** All but `ready` and `failed`. */
  onMessage(child: AnsweringChild, message: ToParent): void;
  onReady(child: AnsweringChild): void;
  /** Comes once, also for a process that was never ready. */
  onEnd(child: AnsweringChild, ending: Ending): void;
}

export class AnsweringChild implements Receiver {
  /** It has begun to answer. */
  wasReady = false;
  hasEnded = false;
  wasKilled = false;
  /** Milliseconds of `performance.now()`. */
  readonly startedAt = performance.now();
  /** Resolves when the process has ended and nothing comes from it any more. */
  readonly ended: Promise<void>;
  #child: ChildProcess;
  #failure: IndexError | undefined;

  constructor(options: ProcessOptions, events: ChildEvents) {
    const name = import.meta.url.endsWith('.ts') ? './answering.ts' : './answering.js';
    this.#child = fork(new URL(name, import.meta.url), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child.on('message', (message: ToParent) => {
      if (message.kind === 'ready') {
        this.wasReady = true;
        events.onReady(this);
      } else if (message.kind === 'failed') this.#failure = decodeError(message.error);
      else events.onMessage(this, message);
    });
    this.ended = untilEnded(this.#child).then((ending) => {
      this.hasEnded = true;
      events.onEnd(this, ending);
    });
    this.send({ kind: 'start', options });
  }

  /** It answers, as far as its parent knows. */
  get isReady(): boolean {
    return this.wasReady && !this.hasEnded;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(message: ToChild): void {
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  hand(socket: Socket): void {
    const message: ToChild = { kind: 'connection' };
    if (this.#child.connected) this.#child.send(message, socket, { keepOpen: true }, () => {});
  }

  /** Ends it at once, which is then no fault of it. */
  kill(): void {
    this.wasKilled = true;
    this.#child.kill('SIGKILL');
  }

  /** Why it could not start: the error of the process, or how it ended. */
  describeStart({ code, signal }: Ending): IndexError {
    if (this.#failure !== undefined) return this.#failure;
    if (signal === 'SIGINT' || signal === 'SIGTERM') {
      return new IndexError('interrupted', 'interrupted before the server could answer');
    }
    const how = signal === null ? `with exit code ${code ?? 'unknown'}` : `by ${signal}`;
    return new IndexError(
      'process_ended',
      `a process of the server ended ${how} before it could answer: its lines on stderr say why; if there are none, the system may have ended it for want of memory`,
      { exit_code: code, signal },
    );
  }
}

/**
 * The end of a process may be known before its last messages are read. Their end is known too, but not
 * where a connection was on its way: then Node does not say it, and keeps the channel.
 */
async function untilEnded(child: ChildProcess): Promise<Ending> {
  const exit = Promise.withResolvers<Ending>();
  const silence = Promise.withResolvers<void>();
  child.once('exit', (code, signal) => exit.resolve({ code, signal }));
  child.once('disconnect', () => silence.resolve());
  child.on('error', () => {
    // A message to a process that is ending is such an error too.
    if (child.pid !== undefined) return;
    exit.resolve({ code: null, signal: null });
    silence.resolve();
  });
  const ending = await exit.promise;
  await Promise.race([silence.promise, delay(silenceMs)]);
  child.channel?.unref();
  return ending;
}
