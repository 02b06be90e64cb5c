// The events of a list, sent to its webhook: one POST an event, in order, each until it is taken.
//
// At least once: the position of the last event that was taken is kept on disk, not after each event but
// within a second. A receiver knows an event that comes again by its id. A failure is tried again after
// growing pauses, without an end, and the events behind it wait.

import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { causeCode } from '../errors/cause.ts';
import type { LogEvent } from './log-line.ts';
import type { Watch } from './watch.ts';
import { deliveredPath, writeDurably } from './watch-folder.ts';

/** An event as it is sent. */
export interface PostedEvent {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
}

/** Sends an event and gives the status of the answer; rejects where there is none. */
export type PostEvent = (event: PostedEvent, signal: AbortSignal) => Promise<number>;

export interface DeliveryOptions {
  readonly post: PostEvent;
  /** Called with each failure; the number of them in a row. */
  readonly onFailure: (reason: string, inRow: number) => void;
  /** Milliseconds before the next try, by the failures in a row, from 1 on. */
  readonly pauseMs?: (inRow: number) => number;
}

/** Milliseconds between two writes of the position. */
const keepMs = 1000;

export class WebhookDelivery {
  #watch: Watch;
  #url: string;
  #path: string;
  #options: Required<DeliveryOptions>;
  #delivered: number;
  #kept: number;
  #keptAt = 0;
  #failuresInRow = 0;
  #ending = new AbortController();
  #running: Promise<void> | undefined;

  constructor(folder: string, watch: Watch, url: string, options: DeliveryOptions) {
    this.#watch = watch;
    this.#url = url;
    this.#path = deliveredPath(folder, watch.definition);
    this.#options = { pauseMs: growingPause, ...options };
    this.#delivered = Math.min(readPosition(this.#path), watch.log.count);
    this.#kept = this.#delivered;
  }

  /** The position of the last event that was taken; 0: none was. */
  get delivered(): number {
    return this.#delivered;
  }

  /** Tries of the next event that have failed. */
  get failuresInRow(): number {
    return this.#failuresInRow;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Stops sending, and keeps the position. May be called twice. */
  async close(): Promise<void> {
    this.#ending.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    const { log } = this.#watch;
    while (!signal.aborted && !log.isClosed) {
      try {
        for (const event of await log.read(this.#delivered)) {
          if (!(await this.#deliver(event))) break;
          if (performance.now() - this.#keptAt > keepMs) await this.#keep();
        }
        await this.#keep();
        if (!signal.aborted) await this.#wait();
      } catch (error) {
        // The file of events or of the position cannot be used now: the disk is full, for instance.
        await this.#fail(error instanceof Error ? error.message : String(error));
      }
    }
    await this.#keep().catch(() => {});
  }

  /** Until there is more to send. */
  async #wait(): Promise<void> {
    const { woken, end } = this.#watch.log.wait(this.#delivered);
    this.#ending.signal.addEventListener('abort', end, { once: true });
    await woken;
    this.#ending.signal.removeEventListener('abort', end);
  }

  /** True: it was taken. False: the sending ends. */
  async #deliver(event: LogEvent): Promise<boolean> {
    const { signal } = this.#ending;
    const posted = this.#describe(event);
    while (!signal.aborted) {
      const refused = await this.#try(posted);
      if (refused === undefined) {
        this.#delivered++;
        this.#failuresInRow = 0;
        return true;
      }
      await this.#fail(refused);
    }
    return false;
  }

  /** Undefined: the event was taken. */
  async #try(posted: PostedEvent): Promise<string | undefined> {
    try {
      const status = await this.#options.post(posted, this.#ending.signal);
      return status >= 200 && status < 300 ? undefined : `it answered with the status ${status}`;
    } catch (error) {
      return `it cannot be reached: ${causeCode(error) ?? String(error)}`;
    }
  }

  async #fail(reason: string): Promise<void> {
    const { signal } = this.#ending;
    if (signal.aborted) return;
    this.#failuresInRow++;
    this.#options.onFailure(reason, this.#failuresInRow);
    const pause = this.#options.pauseMs(this.#failuresInRow);
    await delay(pause, undefined, { signal, ref: false }).catch(() => {});
  }

  #describe({ place, data }: LogEvent): PostedEvent {
    const { name, epoch } = this.#watch.definition;
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'firstseen',
      'firstseen-watch': name,
      'firstseen-event': place === 'share' ? 'share' : 'seen',
      'firstseen-event-id': `${epoch}-${this.#delivered + 1}`,
    };
    return { url: this.#url, headers, body: data };
  }

  async #keep(): Promise<void> {
    this.#keptAt = performance.now();
    if (this.#kept === this.#delivered) return;
    const position = this.#delivered;
    await writeDurably(this.#path, `${position}\n`);
    this.#kept = position;
  }
}

/** One second, then twice as long each time, up to a minute. */
function growingPause(inRow: number): number {
  return Math.min(60_000, 1000 * 2 ** Math.min(inRow - 1, 10));
}

/** 0 where nothing was kept. */
function readPosition(path: string): number {
  try {
    const position = Number(readFileSync(path, 'utf8').trim());
    return Number.isSafeInteger(position) && position >= 0 ? position : 0;
  } catch {
    return 0;
  }
}
