// What a thread that makes curves is sent; it sends back the curves.

import type { SetResults } from '../results/results.ts';
import type { SetExamples } from '../split/split-examples.ts';
import type { CurveOptions } from './set-curves.ts';

/** The task of a set-worker.ts: plain data, which can be sent. */
export interface SetTask {
  readonly examples: Omit<SetExamples, 'findMismatch'>;
  readonly results: SetResults;
  readonly options: Omit<CurveOptions, 'pause'>;
}
