// The requests at work: how many, how many of them long, and whether new ones are taken.
//
// Once draining, a server answers new requests with 503 and lets those at work end.

import { IndexError } from '../../errors.ts';

export class Traffic {
  #maxLong: number;
  #running = 0;
  #long = 0;
  #draining = false;
  #onIdle: (() => void)[] = [];

  constructor(maxLong: number) {
    this.#maxLong = maxLong;
  }

  get running(): number {
    return this.#running;
  }

  get draining(): boolean {
    return this.#draining;
  }

  /** Whether long work would get a place. */
  get hasLongPlace(): boolean {
    return this.#long < this.#maxLong;
  }

  /** Counts a request; `leave` has to follow, whatever becomes of it. */
  enter(): void {
    this.#running++;
  }

  leave(): void {
    this.#running--;
    if (this.#running > 0) return;
    for (const resolve of this.#onIdle.splice(0)) resolve();
  }

  /** Throws `shutting_down`. */
  requireOpen(): void {
    if (!this.#draining) return;
    throw new IndexError('shutting_down', 'the server is shutting down and takes no new request');
  }

  /** Takes a place for long work until `leaveLong`; throws `server_busy` where there is none. */
  enterLong(): void {
    if (!this.hasLongPlace) {
      throw new IndexError(
        'server_busy',
        `${this.#maxLong} long requests are at work, as many as this server takes: ask again in a moment`,
        { expected: this.#maxLong },
      );
    }
    this.#long++;
  }

  leaveLong(): void {
    this.#long--;
  }

  /** Takes no more requests; resolves when none is at work. */
  drain(): Promise<void> {
    this.#draining = true;
    if (this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onIdle.push(resolve);
    });
  }
}
