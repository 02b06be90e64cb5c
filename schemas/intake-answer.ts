// What an intake of records answers and tells: plain data, which goes between threads and to the server.

import type { ErrorCode, ErrorDetails } from '../errors.ts';

/** An error as it goes between threads. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: ErrorDetails;
}

/** The answer to a request. */
export interface IntakeAnswer {
  /** JSON lines, one for each step that was taken or known. */
  readonly lines: string;
  readonly steps: number;
  /** The step that was not taken; nothing behind it was. Undefined: all were. */
  readonly refused: Refusal | undefined;
}

export interface Refusal extends PlainError {
  /** Undefined where the line could not be read. */
  readonly run: string | undefined;
  readonly step: number | undefined;
}

/** Since the start, but for amounts that are of now. */
export interface IntakeStats {
  readonly steps: number;
  readonly duplicates: number;
  readonly records: number;
  readonly bytes: number;
  /** By code. */
  readonly refused: Readonly<Record<string, number>>;
  readonly commits: number;
  readonly commitsFailed: number;
  readonly commitSeconds: number;
  /** Of now: bytes that no commit has. */
  readonly uncommittedBytes: number;
  /** Of now: the last step that is committed. */
  readonly committedStep: number;
}

/** How far a training run is. */
export interface RunState {
  readonly run: string;
  readonly last_step: number;
  /** Null: nothing of it is committed. */
  readonly committed_step: number | null;
}

export type IntakeEvent =
  | { readonly kind: 'committed'; readonly step: number; readonly seconds: number }
  | { readonly kind: 'commit-failed'; readonly error: PlainError };
