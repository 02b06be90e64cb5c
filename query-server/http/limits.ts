// The limits of a server, and their defaults. Most have an option of `firstseen serve`.

export interface ServerLimits {
  /** Bytes of a request's body; a split's may be four times as large (routes/splits.ts). */
  readonly maxBodyBytes: number;
  /** Bytes of the results in one request; they are kept on disk while curves are made. */
  readonly maxResultsBytes: number;
  /** Files of results in one request. */
  readonly maxResultFiles: number;
  /** Phrases of a batch. */
  readonly maxPhrases: number;
  /** UTF-16 code units of a phrase. */
  readonly maxPhraseLength: number;
  /** Milliseconds until the work of a request is stopped. */
  readonly deadlineMs: number;
  /** Long requests (batches, contexts, splits) at work at the same time. */
  readonly maxLong: number;
  /** Requests a second from one address; undefined: no limit. */
  readonly rateLimit: number | undefined;
}

export const defaultLimits: ServerLimits = Object.freeze({
  maxBodyBytes: 16 << 20,
  maxResultsBytes: 1 << 30,
  maxResultFiles: 20_000,
  maxPhrases: 100_000,
  maxPhraseLength: 100_000,
  deadlineMs: 60_000,
  maxLong: 128,
  rateLimit: undefined,
});
