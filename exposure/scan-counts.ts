// What a scan has counted of a phrase or of a group: by each step that is asked for, in one pass.

import type { Numbers, Seen } from '../schemas/answer.ts';
import { type Question, sortSteps } from './question.ts';

export class ScanCounts {
  #count = 0;
  #records = 0;
  #first: Seen | null = null;
  #last: Seen | null = null;
  /** For each step S in rising order: what came in steps above the one before, up to S. */
  #counts: number[];
  #recordCounts: number[];
  #lasts: (Seen | null)[];

  constructor(steps: number) {
    this.#counts = new Array(steps).fill(0);
    this.#recordCounts = new Array(steps).fill(0);
    this.#lasts = new Array(steps).fill(null);
  }

  /** Counts an exposure. `stepAt`: the first of the steps that is not before it; their number if none is. */
  add(seen: Seen, stepAt: number): void {
    const isNew = this.#last?.rank !== seen.rank;
    this.#count++;
    if (isNew) this.#records++;
    this.#first ??= seen;
    this.#last = seen;
    if (stepAt >= this.#counts.length) return;
    this.#counts[stepAt] = (this.#counts[stepAt] as number) + 1;
    if (isNew) this.#recordCounts[stepAt] = (this.#recordCounts[stepAt] as number) + 1;
    this.#lasts[stepAt] = seen;
  }

  /** What the question asks for, but for a timeline. `places` has the place of each step counted by. */
  numbers(question: Question, places: ReadonlyMap<number, number>): Numbers {
    const { at = [], checkpoints = [], records } = question;
    const [lastAt, recordsAt] = [sortSteps(question.lastAt), sortSteps(question.recordsAt)];
    const byStep = <Value>(asked: readonly number[], values: readonly Value[]) => {
      const entries = asked.map((step) => [step, values[places.get(step) as number] as Value]);
      return Object.fromEntries(entries) as Record<string, Value>;
    };
    const counts = addUp(this.#counts);
    const named = checkpoints.map(({ name, step }) => {
      return [name, { step, count: counts[places.get(step) as number] as number }] as const;
    });
    return {
      ...{ count: this.#count, first: this.#first, last: this.#last },
      ...(at.length > 0 && { at: byStep(at, counts) }),
      ...(named.length > 0 && { checkpoints: Object.fromEntries(named) }),
      ...(lastAt.length > 0 && { last_at: byStep(lastAt, fillForward(this.#lasts)) }),
      ...(records === true && { records: this.#records }),
      ...(recordsAt.length > 0 && { records_at: byStep(recordsAt, addUp(this.#recordCounts)) }),
    };
  }
}

function addUp(counts: readonly number[]): number[] {
  let sum = 0;
  return counts.map((count) => {
    sum += count;
    return sum;
  });
}

/** Each null becomes what stands before it. */
function fillForward(lasts: readonly (Seen | null)[]): (Seen | null)[] {
  let last: Seen | null = null;
  return lasts.map((seen) => {
    last = seen ?? last;
    return last;
  });
}
