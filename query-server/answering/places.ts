// Places for requests that need much memory or a thread: few, and the others wait in order.
//
// A request asks for a place when it comes to need one, and gives it back when it ends.

/** Records of which more than a megabyte or so is in memory, and requests whose curves are made. */
export type PlaceName = 'largeRecords' | 'curves';

/** Places of a server, however many processes it has. */
export const placeCounts: Readonly<Record<PlaceName, number>> = { largeRecords: 2, curves: 1 };

export class Places {
  #free: number;
  #waiting: (() => void)[] = [];

  constructor(places: number) {
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
