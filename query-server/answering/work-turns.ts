// Turns at the event loop for long work: each piece of a few milliseconds, then everybody else.
//
// Answers are computed on the main thread, synchronously. Long work asks for a turn after each
// piece, and one turn is given out per round of the event loop, first come, first served. So
// however many batches run, a round lasts one piece, and short requests wait no longer than that.

/** How long a piece of work may take before it asks for the next turn. */
export const pieceMs = 4;

export class WorkTurns {
  #waiting: (() => void)[] = [];
  #scheduled = false;

  /** Resolves when it is this caller's turn. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#schedule();
    });
  }

  get waiting(): number {
    return this.#waiting.length;
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

/** Says when work is to end, as a signal does. */
export type Ending = Pick<AbortSignal, 'throwIfAborted'>;

/** A pause for work that is done in many small steps: a turn once a piece of them has lasted. */
export function pauseOf(turns: WorkTurns, signal: Ending): () => Promise<void> | undefined {
  let piece = startPiece();
  return () => {
    if (!piece.over()) return undefined;
    return turns.next().then(() => {
      signal.throwIfAborted();
      piece = startPiece();
    });
  };
}

/** Measures a piece: `over()` is true once it has lasted long enough. */
export function startPiece(now: () => number = () => performance.now()): { over(): boolean } {
  const end = now() + pieceMs;
  return { over: () => now() >= end };
}
