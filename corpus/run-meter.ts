// How far a walk has come in a run: steps of records, and whether the run is over.

import type { Corpus } from './corpus.ts';
import { nothingConsumed } from './require-end.ts';
import { isBehind, type RunEnd } from './run-end.ts';
import type { RunRecord } from './shape-record.ts';
import { type Reached, StepCounter } from './step-counter.ts';

export class RunMeter {
  #counter: StepCounter;
  #end: RunEnd | undefined;
  #isOver = false;

  /** Without `end` all of the run was fed. */
  constructor({ steps }: Corpus, end: RunEnd | undefined) {
    this.#counter = new StepCounter(steps);
    this.#end = end;
  }

  get reached(): Reached {
    return this.#counter.reached;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Passes over records, which no later step depends on. */
  pass(records: number): void {
    this.#counter.pass(records);
    this.#look();
  }

  /**
   * Takes the next record and gives its step, or undefined where the run ends before it. Throws
   * `step_backwards`, and `run_invalid` where the run ends before its first record.
   */
  next(record: RunRecord, where: () => string): number | undefined {
    const end = this.#end;
    if (end?.unit === 'step' && (record.step ?? 0) > end.amount) {
      if (this.reached.records === 0) throw nothingConsumed(end);
      this.#isOver = true;
      return undefined;
    }
    const step = this.#counter.next(record, where);
    this.#look();
    return step;
  }

  #look(): void {
    this.#isOver ||= this.#end !== undefined && isBehind(this.#end, this.reached);
  }
}
