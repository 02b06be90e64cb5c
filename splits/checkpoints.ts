// A split's examples at each of many checkpoints: counts of their phrases by each, and the step from
// which on each is proxy-train. One split and one pass over its phrases, where a split for each
// checkpoint would repeat the sentences.

import type { PhraseBook, PhraseEntry } from './phrase-book.ts';
import { findExposedStep, type Policy } from './policy.ts';

interface PhraseByCheckpoint {
  readonly phrase: string;
  /** Step of its first exposure in the whole index; null: there is none. */
  readonly firstStep: number | null;
  /** Exposures by each checkpoint. */
  readonly counts: readonly number[];
}

interface ExampleByCheckpoint {
  readonly good: PhraseByCheckpoint;
  readonly bad: PhraseByCheckpoint;
  /** The step from which on it is proxy-train, by the split's policy and min-count; null: never. */
  readonly exposedStep: number | null;
}

/** The critical phrases of an example of the split. */
type PhrasePair = Readonly<Record<'good' | 'bad', { readonly phrase: string }>>;

type Sides = Readonly<Record<'proxyTrain' | 'proxyValidation', readonly PhrasePair[]>>;

/** A count for each phrase and checkpoint is held. */
export const maxCheckpoints = 1000;

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
    this.#positions = steps.map((step) => askedSteps.indexOf(step));
  }

  describe(pair: PhrasePair): ExampleByCheckpoint {
    const good = this.#byCheckpoint(this.#book.entry(pair.good.phrase));
    const bad = this.#byCheckpoint(this.#book.entry(pair.bad.phrase));
    return { good, bad, exposedStep: this.#exposedStep(pair) };
  }

  /** How many of a set's examples are proxy-train by each checkpoint. */
  trainBy({ proxyTrain, proxyValidation }: Sides): number[] {
    const examples = [...proxyTrain, ...proxyValidation];
    const exposed = examples.flatMap((pair) => this.#exposedStep(pair) ?? []);
    return this.steps.map((step) => exposed.filter((other) => other <= step).length);
  }

  #exposedStep({ good, bad }: PhrasePair): number | null {
    const [first, second] = [this.#book.entry(good.phrase), this.#book.entry(bad.phrase)];
    return findExposedStep(this.#policy, first.exposedStep, second.exposedStep);
  }

  #byCheckpoint({ phrase, firstStep, counts }: PhraseEntry): PhraseByCheckpoint {
    return { phrase, firstStep, counts: this.#positions.map((position) => counts[position] ?? 0) };
  }
}
