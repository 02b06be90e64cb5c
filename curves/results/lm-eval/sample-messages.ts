// What a thread that reads samples is sent, and what it sends back.

import type { SampleRows } from './read-sample-file.ts';

export interface SampleWorkerOptions {
  readonly metric: string | undefined;
}

/** The files of one task, by their places in the list that the main thread has. */
export type SampleTask = readonly { readonly at: number; readonly path: string }[];

/** Of each file of a task, as it is read. */
export interface SampleFile {
  readonly at: number;
  readonly rows: SampleRows;
}
