// The one error class of the project; its codes are in errors/table.ts.
//
// A code is stable and public: it appears in `--json` errors and HTTP problems. Its kind decides
// the exit code of the CLI and the HTTP status. Messages say what was expected, what was found,
// where (file, line or byte) and what to do. A bug is a plain Error without a code.

import type { ErrorKind } from './errors/error-row.ts';
import { type ErrorCode, errorTable } from './errors/table.ts';

export type { ErrorCode } from './errors/table.ts';

export const exitCodes: Readonly<Record<ErrorKind, number>> = {
  internal: 1,
  usage: 2,
  data: 3,
  busy: 3,
  'not-found': 4,
  interrupted: 130,
  // EX_TEMPFAIL: a job scheduler may queue the task again.
  unfinished: 75,
};

const httpStatuses: Readonly<Record<ErrorKind, number>> = {
  internal: 500,
  usage: 400,
  data: 500,
  busy: 503,
  'not-found': 404,
  interrupted: 503,
  unfinished: 503,
};

/** The HTTP status of an error: its kind's, but for codes that say something of the request itself. */
export function httpStatus(code: ErrorCode): number {
  const { kind, status } = errorTable[code];
  return status ?? httpStatuses[kind];
}

/** What a machine may want to know of an error: file, line, byte, expected, found, ... */
export type ErrorDetails = Readonly<
  Record<string, string | number | boolean | null | readonly number[]>
>;

/** An error that the user can act on. Plain `Error` is kept for bugs. */
export class IndexError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'FirstseenError';
    this.code = code;
    this.details = details;
  }

  get kind(): ErrorKind {
    return errorTable[this.code].kind;
  }
}
