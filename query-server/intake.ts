// What takes records, as a server sees it. A server that was given none cannot write, and the code that
// writes is not of the server: its owner opens it, and closes it after the server.

import type { ErrorCode, ErrorDetails } from '../errors.ts';

interface Refused {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: ErrorDetails;
  readonly run: string | undefined;
  readonly step: number | undefined;
}

export interface IntakeAnswer {
  /** JSON lines, one for each step that was taken or known. */
  readonly lines: string;
  readonly steps: number;
  /** The first step that was not taken, and nothing behind it was; undefined: all were. */
  readonly refused: Refused | undefined;
}

/** A request whose body is on its way. */
export interface IntakeRequest {
  /** Resolves when more may come. */
  push(bytes: Uint8Array): Promise<void>;
  end(): Promise<IntakeAnswer>;
  abort(): void;
}

export interface IntakeStats {
  readonly steps: number;
  readonly duplicates: number;
  readonly records: number;
  readonly bytes: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly commits: number;
  readonly commitsFailed: number;
  readonly commitSeconds: number;
  readonly uncommittedBytes: number;
  readonly committedStep: number;
}

export interface RunSteps {
  readonly run: string;
  readonly last_step: number;
  readonly committed_step: number | null;
}

export type IntakeNews =
  | { readonly kind: 'committed'; readonly step: number; readonly seconds: number }
  | {
      readonly kind: 'commit-failed';
      readonly error: Pick<Refused, 'code' | 'message' | 'details'>;
    };

export interface Intake {
  request(): IntakeRequest;
  runs(): Promise<readonly RunSteps[]>;
  stats(): Promise<IntakeStats>;
  /** Set by the server. */
  onEvent: (news: IntakeNews) => void;
  /** Commits what was taken, within `maxMs`. May be called twice. */
  close(maxMs: number): Promise<void>;
}
