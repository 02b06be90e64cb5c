// The life of a long request: a snapshot kept open, and a signal that ends the work.
//
// The signal aborts when the client goes away, when the deadline passes, or when the server gives
// up waiting at shutdown. Whoever begins the work disposes of it, whatever happens.

import type { IncomingMessage } from 'node:http';
import type { Writable } from 'node:stream';
import { IndexError } from '../../errors.ts';
import type { OpenSnapshot } from '../../library/snapshots/open-snapshot.ts';

export interface RequestWork<Snapshot = OpenSnapshot> extends Disposable {
  readonly snapshot: Snapshot;
  /** Its reason is an IndexError where there is something to answer. */
  readonly signal: AbortSignal;
}

/** A request and what answers it, as Node has them: a response, or the socket of an upgraded request. */
interface Exchange {
  readonly raw: Pick<Writable, 'on' | 'off' | 'destroyed' | 'writableFinished'>;
  readonly request: { readonly raw: IncomingMessage };
}

/** Lends the newest snapshot, to be given back; throws `not_ready` before the first. */
export interface SnapshotLender<Snapshot> {
  borrow(): Disposable & { readonly snapshot: Snapshot };
}

/** Why work was stopped although its client is still there. */
function deadlineExceeded(deadlineMs: number): IndexError {
  return new IndexError(
    'deadline_exceeded',
    `the answer was not ready within ${deadlineMs / 1000} s, so the work was stopped: ask for less at once (fewer phrases, fewer bins, no records), or start the server with a longer --deadline`,
    { deadline_seconds: deadlineMs / 1000 },
  );
}

export class WorkRegister<Snapshot = OpenSnapshot> {
  #running = new Set<AbortController>();
  /** When the bodies of requests were there. */
  #arrivals = new WeakMap<IncomingMessage, number>();
  #index: SnapshotLender<Snapshot>;
  #deadlineMs: number;

  constructor(index: SnapshotLender<Snapshot>, deadlineMs: number) {
    this.#index = index;
    this.#deadlineMs = deadlineMs;
  }

  get running(): number {
    return this.#running.size;
  }

  /** The body of a request is there: from now on its time runs. */
  bodyArrived(request: IncomingMessage): void {
    this.#arrivals.set(request, performance.now());
  }

  /** Throws `deadline_exceeded` once the time of a request is over. */
  requireTime(request: IncomingMessage): void {
    if (this.#leftMs(request) <= 0) throw deadlineExceeded(this.#deadlineMs);
  }

  #leftMs(request: IncomingMessage): number {
    const now = performance.now();
    return (this.#arrivals.get(request) ?? now) + this.#deadlineMs - now;
  }

  /** Begins the work of a request; throws `not_ready` without a snapshot. */
  begin(reply: Exchange): RequestWork<Snapshot> {
    const borrowed = this.#index.borrow();
    const controller = new AbortController();
    const { raw } = reply;
    const onClose = () => {
      if (!raw.writableFinished) controller.abort(new ClientGone());
    };
    raw.on('close', onClose);
    if (raw.destroyed) controller.abort(new ClientGone());
    const timer = setTimeout(
      () => controller.abort(deadlineExceeded(this.#deadlineMs)),
      Math.max(0, this.#leftMs(reply.request.raw)),
    );
    this.#running.add(controller);
    return {
      snapshot: borrowed.snapshot,
      signal: controller.signal,
      [Symbol.dispose]: () => {
        clearTimeout(timer);
        raw.off('close', onClose);
        this.#running.delete(controller);
        borrowed[Symbol.dispose]();
      },
    };
  }

  /** Stops what still runs. */
  abortAll(reason: unknown): void {
    for (const controller of this.#running) controller.abort(reason);
  }
}

/** The client closed its connection: there is no answer to send. */
export class ClientGone extends Error {
  constructor() {
    super('the client closed the connection');
    this.name = 'ClientGone';
  }
}
