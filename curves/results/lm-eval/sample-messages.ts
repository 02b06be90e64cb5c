// Messages between the main thread and a worker while samples are read.

import type { ErrorCode, ErrorDetails } from '../../../errors.ts';
import type { SampleRows } from './read-sample-file.ts';

export interface SampleWorkerOptions {
  readonly metric: string | undefined;
}

/** The files of one task, by their places in the list that the main thread has. */
export type SampleTask = readonly { readonly at: number; readonly path: string }[];

export type FromSampleWorker =
  | { readonly kind: 'done' }
  | { readonly kind: 'file'; readonly at: number; readonly rows: SampleRows }
  | {
      readonly kind: 'failed';
      readonly code: ErrorCode;
      readonly message: string;
      readonly details: ErrorDetails;
    };
