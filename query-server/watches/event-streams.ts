// Consumers that read events as they come: how many there are, and the end of all of them.
//
// A consumer costs a connection and a position in a log. Events are read from the log when it has read the
// ones before, so one that is slow holds no memory, and keeps nobody waiting.

import type { FastifyReply } from 'fastify';
import { IndexError } from '../../errors.ts';
import { eventId } from '../../library/watches/event-position.ts';
import type { WatchDesk } from '../../library/watches/watch-desk.ts';

type Watch = ReturnType<WatchDesk['find']>;

/** Milliseconds after which a client that was cut off connects again, where it has no rule of its own. */
const retryMs = 1000;
/** Proxies close connections on which nothing comes for a minute or so. */
const defaultHeartbeatMs = 15_000;
const maxConsumers = 1000;

export class EventStreams {
  #open = new Set<AbortController>();
  #heartbeatMs: number;
  #isEnded = false;

  constructor(heartbeatMs = defaultHeartbeatMs) {
    this.#heartbeatMs = heartbeatMs;
  }

  get open(): number {
    return this.#open.size;
  }

  /** A place for a consumer, until its connection closes. Throws `server_busy` where there is none. */
  enter({ raw }: FastifyReply): AbortSignal {
    if (this.#open.size >= maxConsumers) {
      throw new IndexError(
        'server_busy',
        `${maxConsumers} consumers read events, as many as this server takes: ask again in a moment`,
        { expected: maxConsumers },
      );
    }
    const controller = new AbortController();
    const leave = () => {
      this.#open.delete(controller);
      controller.abort();
    };
    this.#open.add(controller);
    if (raw.closed || this.#isEnded) leave();
    else raw.once('close', leave);
    return controller.signal;
  }

  /** The events of a list behind a position, as text, until the signal fires or the list is closed. */
  async *write(watch: Watch, after: number, signal: AbortSignal): AsyncGenerator<string> {
    yield `retry: ${retryMs}\n\n`;
    for (let position = after; !signal.aborted && !watch.log.isClosed; ) {
      let text = '';
      for (const { place, data } of await watch.log.read(position)) {
        position++;
        const type = place === 'share' ? 'event: share\n' : '';
        text += `id: ${eventId(watch, position)}\n${type}data: ${data}\n\n`;
      }
      if (text !== '') yield text;
      else if (!(await this.#wait(watch, position, signal))) yield ':\n\n';
    }
  }

  /** Ends all streams, as the server shuts down: their clients go on with it when it runs again. */
  end(): void {
    this.#isEnded = true;
    for (const controller of this.#open) controller.abort();
  }

  /** False: nothing came for the time of a heartbeat. */
  async #wait(watch: Watch, position: number, signal: AbortSignal): Promise<boolean> {
    const { woken, end } = watch.log.wait(position);
    let isSilent = false;
    const timer = setTimeout(() => {
      isSilent = true;
      end();
    }, this.#heartbeatMs);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    await woken;
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    return !isSilent;
  }
}
