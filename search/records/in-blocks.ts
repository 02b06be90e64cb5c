// Loops over the tokens of a record, in blocks between which a caller can pause: a record may be a book.

/** Tokens that are looked at between two pauses, about: a millisecond. */
const tokensAtOnce = 1 << 15;
const blockTokens = 1 << 12;

/** Counts work over any number of loops, so that many short ones have pauses too. */
export class Pace {
  #left = tokensAtOnce;

  /** Adds work that takes as long as looking at so many tokens; true: a pause is due. */
  isDue(tokens: number): boolean {
    this.#left -= tokens;
    if (this.#left > 0) return false;
    this.#left = tokensAtOnce;
    return true;
  }
}

interface Loop {
  readonly length: number;
  readonly pace: Pace;
  /** What one turn of the loop takes, in tokens that are looked at; 1 by default. */
  readonly work?: number | undefined;
}

/** Calls `visit` with blocks [start, end) of [0, length), in order. Yields where a caller can pause. */
export function* inBlocks(
  { length, pace, work = 1 }: Loop,
  visit: (start: number, end: number) => void,
): Generator<undefined, void, undefined> {
  const most = Math.max(1, Math.floor(blockTokens / work));
  for (let start = 0; start < length; start += most) {
    const end = Math.min(length, start + most);
    visit(start, end);
    if (pace.isDue((end - start) * work)) yield undefined;
  }
}
