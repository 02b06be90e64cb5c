// When a side of a split reaches an accuracy, and how much later the other one does.

/** First checkpoints by threshold, in the order of the thresholds; null: never reached. */
export type FirstSteps = readonly (number | null)[];

/** Follows one side over its checkpoints, in order, and keeps where it first reached each threshold. */
export class Passages {
  readonly #thresholds: readonly number[];
  /** First checkpoint for each threshold, as a position; -1: not reached. */
  readonly first: Int32Array;
  #reached = 0;

  /** `thresholds` are whole per cents, rising. */
  constructor(thresholds: readonly number[]) {
    this.#thresholds = thresholds;
    this.first = new Int32Array(thresholds.length).fill(-1);
  }

  get done(): boolean {
    return this.#reached === this.#thresholds.length;
  }

  reset(): void {
    this.first.fill(-1);
    this.#reached = 0;
  }

  /**
   * Tells of checkpoint c. A threshold tau is reached where 100 right >= tau count, in whole
   * numbers, so that no rounding decides. A side without examples reaches nothing.
   */
  add(c: number, right: number, count: number): void {
    if (count === 0) return;
    while (!this.done) {
      if (100 * right < (this.#thresholds[this.#reached] ?? 0) * count) return;
      this.first[this.#reached++] = c;
    }
  }

  /** The first checkpoints as steps. */
  steps(steps: ArrayLike<number>): FirstSteps {
    return Array.from(this.first, (c) => steps[c] ?? null);
  }
}

/**
 * The lag t_validation - t_train in steps, positive where the unexposed side comes later; null
 * where a side never reaches the threshold.
 */
export function measureLag(train: number | null, validation: number | null): number | null {
  return train === null || validation === null ? null : validation - train;
}
