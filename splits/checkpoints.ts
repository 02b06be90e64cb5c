// What is known of a split's examples at each of many checkpoints: counts of their phrases by each,
// and the step from which on each is proxy-train. One split and one pass over its phrases, where a
// split a checkpoint would repeat the sentences.

import type { PhraseBook, PhraseEntry } from './phrase-book.ts';
import { exposedStepOf, type Policy } from './policy.ts';
import type { Example, SplitSet } from './split-pairs.ts';

export interface PhraseByCheckpoint {
  readonly phrase: string;
  /** Step of its first exposure in the whole index; null: there is none. */
  readonly firstStep: number | null;
  /** Exposures by each checkpoint. */
  readonly counts: readonly number[];
}

export interface ExampleByCheckpoint {
  readonly good: PhraseByCheckpoint;
  readonly bad: PhraseByCheckpoint;
  /** The step from which on it is proxy-train, by the split's policy and min-count; null: never. */
  readonly exposedStep: number | null;
}

/** At most so many: a count for each phrase and checkpoint is held. */
export const mostCheckpoints = 1000;

export class Checkpoints {
  /** Rising, each once. */
  readonly steps: readonly number[];
  #book: PhraseBook;
  #policy: Policy;
  #positions: readonly number[];

  /** `askedSteps` are those of the book's plan, the checkpoints among them. */
  constructor(
    steps: readonly number[],
    book: PhraseBook,
    { askedSteps, policy }: { readonly askedSteps: readonly number[]; readonly policy: Policy },
  ) {
    this.steps = steps;
    this.#book = book;
    this.#policy = policy;
    const positions = new Map(askedSteps.map((step, s) => [step, s]));
    this.#positions = steps.map((step) => positions.get(step) as number);
  }

  of({ good, bad }: Example): ExampleByCheckpoint {
    const entries = { good: this.#book.entry(good.phrase), bad: this.#book.entry(bad.phrase) };
    return {
      good: this.#phrase(entries.good),
      bad: this.#phrase(entries.bad),
      exposedStep: this.#exposedStep(entries),
    };
  }

  /** How many of a set's examples are proxy-train by each checkpoint. */
  trainBy({ proxyTrain, proxyValidation }: SplitSet): number[] {
    const exposed = [...proxyTrain, ...proxyValidation].flatMap(({ good, bad }) => {
      const entries = { good: this.#book.entry(good.phrase), bad: this.#book.entry(bad.phrase) };
      return this.#exposedStep(entries) ?? [];
    });
    return this.steps.map((step) => exposed.filter((other) => other <= step).length);
  }

  #exposedStep({ good, bad }: Readonly<Record<'good' | 'bad', PhraseEntry>>): number | null {
    return exposedStepOf(this.#policy, good.exposedStep, bad.exposedStep);
  }

  #phrase({ phrase, firstStep, counts }: PhraseEntry): PhraseByCheckpoint {
    return { phrase, firstStep, counts: this.#positions.map((s) => counts[s] as number) };
  }
}
