// Watch lists of a server, as a client asks for them: create, describe, and follow through lost connections.

import { causeCode } from '../../errors/cause.ts';
import { type ErrorCode, errorTable } from '../../errors/table.ts';
import { IndexError } from '../../errors.ts';
import type { WatchBody, WatchSummary } from '../../schemas/watches.ts';
import { readServerEvents } from './server-events.ts';

/** What a stream gives. */
export interface FollowedEvent {
  /** EPOCH-POSITION; another epoch: the list was replaced, and its events begin again. */
  readonly id: string;
  readonly kind: 'seen' | 'share';
  /** As it was sent. */
  readonly data: Readonly<Record<string, unknown>>;
}

interface FollowOptions {
  /** The id of the last event that is known; undefined: all are wanted. */
  readonly after?: string | undefined;
  readonly signal: AbortSignal;
  /** Told when a connection is lost, and why. */
  readonly onLost?: (reason: string) => void;
  /** Milliseconds before the next try, by the failures in a row, from 1 on. */
  readonly pauseMs?: (inRow: number) => number;
}

/** Time after which a connection without an event or a heartbeat is taken for lost. */
const silenceMs = 60_000;

export class WatchClient {
  #root: URL;
  #headers: Readonly<Record<string, string>>;

  /** Throws `bad_argument` for what is not an address of a server. */
  constructor(address: string, token?: string) {
    const url = URL.parse(address);
    if (url === null || !/^https?:$/.test(url.protocol)) {
      throw new IndexError(
        'bad_argument',
        `${JSON.stringify(address)} is not the address of a server: expected such as http://127.0.0.1:7333`,
      );
    }
    if (!url.pathname.endsWith('/')) url.pathname += '/';
    this.#root = url;
    this.#headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  /**
   * Creates or replaces a list; the same content changes nothing. Says whether there was another one. Rejects
   * with the server's error.
   */
  async put(name: string, body: WatchBody): Promise<{ readonly isReplaced: boolean }> {
    const before = await this.#find(name);
    const answer = await this.#ask(`v1/watches/${encodeURIComponent(name)}`, {
      method: 'PUT',
      headers: { ...this.#headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { epoch } = (await answer.json()) as WatchSummary;
    return { isReplaced: before !== undefined && before.epoch !== epoch };
  }

  /** How far a list is. Rejects with `watch_not_found` and other errors of the server. */
  async describe(name: string, signal: AbortSignal): Promise<WatchSummary> {
    const own = await this.#find(name, signal);
    if (own !== undefined) return own;
    throw new IndexError(
      'watch_not_found',
      `the server has no watch list ${JSON.stringify(name)}: create it with --phrases FILE`,
    );
  }

  /**
   * The events of a list, those before the connection first, until the signal fires. A connection that is
   * lost is made again, and goes on behind the last event. Rejects with what the server refuses.
   */
  async *follow(name: string, options: FollowOptions): AsyncGenerator<FollowedEvent, void> {
    const { signal, onLost, pauseMs = growingPause } = options;
    let last = options.after;
    for (let failures = 0; !signal.aborted; ) {
      try {
        for await (const event of this.#connect(name, last, signal)) {
          failures = 0;
          last = event.id;
          yield event;
        }
        onLost?.('the stream has ended');
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof IndexError && error.kind !== 'busy') throw error;
        onLost?.(describeLoss(error));
      }
      failures++;
      await pauseUntil(pauseMs(failures), signal);
    }
  }

  async #find(name: string, signal?: AbortSignal): Promise<WatchSummary | undefined> {
    const answer = await this.#ask('v1/watches', {
      ...{ headers: this.#headers, ...(signal !== undefined && { signal }) },
    });
    const { watches } = (await answer.json()) as { readonly watches: readonly WatchSummary[] };
    return watches.find((watch) => watch.name === name);
  }

  async *#connect(
    name: string,
    last: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<FollowedEvent, void> {
    const silence = new Silence(signal);
    try {
      const answer = await this.#ask(`v1/watches/${encodeURIComponent(name)}/events`, {
        headers: {
          ...this.#headers,
          accept: 'text/event-stream',
          ...(last !== undefined && { 'last-event-id': last }),
        },
        signal: silence.signal,
      });
      for await (const event of readServerEvents(answer.body ?? new ReadableStream())) {
        silence.break();
        if (event === undefined) continue;
        const kind = event.type === 'share' ? 'share' : 'seen';
        yield { id: event.id, kind, data: JSON.parse(event.data) };
      }
    } finally {
      silence.end();
    }
  }

  async #ask(path: string, init: RequestInit): Promise<Response> {
    const answer = await fetch(new URL(path, this.#root), { ...init, redirect: 'error' });
    if (answer.ok) return answer;
    throw await readProblem(answer);
  }
}

/** Aborts its signal when nothing came for a while. */
class Silence {
  #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  readonly signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.signal = AbortSignal.any([signal, this.#controller.signal]);
    this.break();
  }

  break(): void {
    clearTimeout(this.#timer);
    const lost = new Error('nothing came for a minute');
    this.#timer = setTimeout(() => this.#controller.abort(lost), silenceMs);
    this.#timer.unref();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#controller.abort();
  }
}

/** One second, then twice as long each time, up to half a minute. */
function growingPause(inRow: number): number {
  return Math.min(30_000, 1000 * 2 ** Math.min(inRow - 1, 10));
}

function pauseUntil(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    if (signal.aborted) done();
    else signal.addEventListener('abort', done, { once: true });
  });
}

/** The error of the server, where it has a code that we know. */
async function readProblem(answer: Response): Promise<Error> {
  const text = await answer.text();
  const { code = '', detail = '' } = parseProblem(text);
  if (isCode(code)) return new IndexError(code, detail);
  return new IndexError(
    answer.status >= 500 ? 'server_busy' : 'transfer_failed',
    `the server answered with the status ${answer.status}, and not as firstseen does: check the address`,
  );
}

function parseProblem(text: string): { readonly code?: string; readonly detail?: string } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function isCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorTable, code);
}

function describeLoss(error: unknown): string {
  return causeCode(error) ?? (error instanceof Error ? error.message : String(error));
}
