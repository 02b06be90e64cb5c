// What takes records, as a server sees it. A server that was given none cannot write, and the code that
// writes is not of the server: its owner opens it, and closes it after the server.

import type { IntakeAnswer, IntakeEvent, IntakeStats, RunState } from '../schemas/intake-answer.ts';

/** A request whose body is on its way. */
export interface IntakeRequest {
  /** Resolves when more may come. */
  push(bytes: Uint8Array): Promise<void>;
  end(): Promise<IntakeAnswer>;
  abort(): void;
}

export interface Intake {
  request(): IntakeRequest;
  runs(): Promise<readonly RunState[]>;
  stats(): Promise<IntakeStats>;
  /** Set by the server. */
  onEvent: (event: IntakeEvent) => void;
  /** Commits what was taken, within `maxMs`. May be called twice. */
  close(maxMs: number): Promise<void>;
}
