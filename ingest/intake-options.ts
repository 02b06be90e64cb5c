// How records are taken: plain data, which goes between threads.

import type { IngestBuild } from './feed-index.ts';

export interface IntakeOptions {
  readonly build: Omit<IngestBuild, 'inline'>;
  readonly commitEveryMs: number;
  /** The newest steps that no commit takes. */
  readonly stepWindow: number;
  /** Bytes of a line of a request. */
  readonly maxLineBytes: number;
  /** Bytes that may wait for a commit. */
  readonly maxPendingBytes: number;
}
