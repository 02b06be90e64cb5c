// What a thread that makes curves is sent, and what it sends back.

import type { SetResults } from '../results/results.ts';
import type { SetExamples } from '../split/split-examples.ts';
import type { CurveOptions, SetCurves } from './set-curves.ts';

/** The task of a set-worker.ts: plain data, which can be sent. */
export interface SetTask {
  /** Its place among the runs. */
  readonly at: number;
  readonly examples: Omit<SetExamples, 'findMismatch'>;
  readonly results: SetResults;
  readonly options: Omit<CurveOptions, 'pause'>;
}

export interface SetDone {
  readonly at: number;
  readonly curves: readonly SetCurves[];
}
