// Turns at the event loop for long work: each piece of a few milliseconds, then everybody else.
//
// Answers are computed on the main thread, synchronously. Long work asks for a turn after each
// piece, and one turn is given out per round of the event loop, first come, first served. So
// however many batches run, a round lasts one piece, and short requests wait no longer than that.

/** Milliseconds that a piece of work takes before it asks for the next turn. */
const pieceMs = 4;

/** UTF-16 code units after which a chunk of text goes out. */
const chunkLength = 64 << 10;

/** Called between pieces of work; a promise is awaited, and rejects to end the work. */
export type Pause = () => Promise<void> | undefined;

/** Says when work is to end, as a signal does. */
export type Ending = Pick<AbortSignal, 'throwIfAborted'>;

/** Work in small steps: it may be interrupted at each `yield`, and a promise is awaited there. */
export type Work<T> = Generator<Promise<unknown> | undefined, T, undefined>;

/** A part of a text: an empty one is a place to pause, and a promise is awaited. */
export type TextPart = string | Promise<unknown>;

export class WorkTurns {
  #waiting: (() => void)[] = [];
  #scheduled = false;
  #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when it is this caller's turn. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#schedule();
    });
  }

  /** Runs work in pieces; resolves to its result, rejects with its error and the signal's. */
  async run<T>(work: Work<T>, signal: Ending): Promise<T> {
    const pause = this.pause(signal);
    for (;;) {
      const { done, value } = work.next();
      if (done === true) return value;
      if (value !== undefined) await value;
      const turn = pause();
      if (turn !== undefined) await turn;
    }
  }

  /** Makes texts in pieces, and joins them to chunks. */
  async *stream(
    texts: Iterable<Iterable<TextPart>> | AsyncIterable<Iterable<TextPart>>,
    signal: Ending,
  ): AsyncGenerator<string, void, undefined> {
    const pause = this.pause(signal);
    let chunk = '';
    for await (const text of texts) {
      for (const part of text) {
        if (typeof part === 'string') chunk += part;
        else await part;
        if (chunk.length >= chunkLength) {
          yield chunk;
          chunk = '';
        }
        const turn = pause();
        if (turn !== undefined) await turn;
      }
    }
    if (chunk !== '') yield chunk;
  }

  /** Passes chunks on, made in pieces; `undefined` is a place to pause. */
  async *pass<Chunk>(
    chunks: Iterable<Chunk | undefined>,
    signal: Ending,
  ): AsyncGenerator<Chunk, void, undefined> {
    const pause = this.pause(signal);
    for (const chunk of chunks) {
      if (chunk !== undefined) yield chunk;
      const turn = pause();
      if (turn !== undefined) await turn;
    }
  }

  /** For work that calls back between its steps: a turn once a piece of them has lasted. */
  pause(signal: Ending): Pause {
    let end = this.#now() + pieceMs;
    return () => {
      if (this.#now() < end) return undefined;
      return this.next().then(() => {
        signal.throwIfAborted();
        end = this.#now() + pieceMs;
      });
    };
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const turn = this.#waiting.shift();
      this.#schedule();
      turn?.();
    });
  }
}
