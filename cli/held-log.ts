// Log lines of a start, held back until its result was printed: a person sees the address first.

interface LineTarget {
  write(line: string): void;
}

/** Writes nothing before `release`, and then what was held, in order. */
export class HeldLog implements LineTarget {
  #target: LineTarget;
  #held: string[] | undefined = [];

  constructor(target: LineTarget) {
    this.#target = target;
  }

  write(line: string): void {
    if (this.#held === undefined) this.#target.write(line);
    else this.#held.push(line);
  }

  /** Also to be called where the start fails. May be called twice. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const line of held) this.#target.write(line);
  }
}
