// Places for requests that hold much of one record in memory: few, and the others wait in order.
//
// A request asks for a place when it comes to need one, and gives it back when it ends. While it
// waits it holds the megabyte or so that it has read.

/** Requests that may hold more than a megabyte or so of a record's text at the same time. */
export const largeReads = 2;

export class LargeReads {
  #free: number;
  #waiting: (() => void)[] = [];

  constructor(places = largeReads) {
    this.#free = places;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** A place, to be disposed of; throws the signal's reason when that aborts first. */
  async take(signal: AbortSignal): Promise<Disposable> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free--;
    else await this.#wait(signal);
    let isGiven = false;
    return {
      [Symbol.dispose]: () => {
        if (isGiven) return;
        isGiven = true;
        const next = this.#waiting.shift();
        if (next === undefined) this.#free++;
        else next();
      },
    };
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        reject(signal.reason);
      };
      const enter = () => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
      signal.addEventListener('abort', stop, { once: true });
      this.#waiting.push(enter);
    });
  }
}
