// The place of a request for records of which more than a megabyte or so is in memory.
//
// Contexts of phrases and those of searches say where they need it, and the others wait: a server has few
// such places.

import { needsMemory } from '../../exposure/text-window.ts';

/** Few places; the others wait. */
interface PlaceQueue {
  /** A place, to be disposed of; rejects with the signal's reason when that aborts first. */
  take(signal: AbortSignal): Promise<Disposable>;
}

/** Values one by one, with places to pause in between. */
type Walk<Value, Result> = Generator<Value | undefined | typeof needsMemory, Result, undefined>;

/** No place is held at first; whoever makes it disposes of it. */
export class MemoryPlace implements Disposable {
  #queue: PlaceQueue;
  #signal: AbortSignal;
  #held: Disposable | undefined;

  constructor(queue: PlaceQueue, signal: AbortSignal) {
    this.#queue = queue;
    this.#signal = signal;
  }

  /** Work that waits for the place where it first needs memory. */
  *waitIn<Result>(
    work: Walk<never, Result>,
  ): Generator<Promise<void> | undefined, Result, undefined> {
    for (;;) {
      const { done, value } = work.next();
      if (done === true) return value;
      yield value === needsMemory ? this.#take() : undefined;
    }
  }

  /**
   * Answers that wait likewise. Each gives the place back, and the next one waits for it again. So does the
   * end of the generator, whoever ends it.
   */
  *waitInEach<Answer extends object>(
    answers: Walk<Answer, void>,
  ): Generator<Answer | Promise<void> | undefined, void, undefined> {
    try {
      for (const answer of answers) {
        if (typeof answer === 'object') this[Symbol.dispose]();
        yield answer === needsMemory ? this.#take() : answer;
      }
    } finally {
      this[Symbol.dispose]();
    }
  }

  /** Gives back what is held. It may be taken again. */
  [Symbol.dispose](): void {
    this.#held?.[Symbol.dispose]();
    this.#held = undefined;
  }

  /** Undefined: it is held already. */
  #take(): Promise<void> | undefined {
    if (this.#held !== undefined) return undefined;
    return this.#queue.take(this.#signal).then((held) => {
      this.#held = held;
    });
  }
}
