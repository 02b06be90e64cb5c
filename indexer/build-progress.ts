// How far a build has come, in events.

import { findPace, type StepRule } from '../corpus/step-rule.ts';
import { findStep } from '../store/segment/pace.ts';
import type { BuildOptions } from './build-options.ts';
import type { PoolProgress } from './workers/range-pool.ts';

interface ProgressOptions {
  readonly rule: StepRule;
  /** Records in the index before the command. */
  readonly recordsBefore: number;
  /** Of text that is left to read, roughly; undefined: not known. */
  readonly totalBytes: number | undefined;
  /** The run ends after so many records of this command; undefined: that is not known. */
  readonly totalRecords: number | undefined;
  readonly onEvent: BuildOptions['onEvent'];
}

export class BuildProgressMeter {
  #options: ProgressOptions;
  #done = { bytes: 0, records: 0, tokens: 0, sealedTokens: 0 };

  constructor(options: ProgressOptions) {
    this.#options = options;
  }

  /**
   * Adds the work since the last call, and says how far the build is; `committedStep` is the step of the last
   * commit. Reading and analysing is half of the work, sorting and writing the other half.
   */
  report(since: PoolProgress, committedStep: number): void {
    const all = this.#done;
    all.bytes += since.bytes;
    all.records += since.records;
    all.tokens += since.tokens;
    all.sealedTokens += since.sealedTokens;
    const { bytes, records, tokens, sealedTokens } = all;
    const { totalBytes = 0, totalRecords = 0, onEvent } = this.#options;
    const read = Math.max(part(bytes, totalBytes), part(records, totalRecords));
    const isKnown = tokens > 0 && (totalBytes > 0 || totalRecords > 0);
    const done = isKnown ? Math.min(1, (read * (1 + sealedTokens / tokens)) / 2) : undefined;
    const step = this.#stepAfter(records, committedStep);
    onEvent?.({ kind: 'progress', records, tokens, bytes, done, step });
  }

  /** Where ranks do not say it, that of the last commit. */
  #stepAfter(records: number, committedStep: number): number | undefined {
    const { rule, recordsBefore } = this.#options;
    const pace = findPace(rule);
    if (pace?.unit === 'records') {
      return findStep(pace, Math.max(0, recordsBefore + records - 1)).step;
    }
    return committedStep === 0 ? undefined : committedStep;
  }
}

function part(amount: number, total: number): number {
  return total > 0 ? amount / total : 0;
}
