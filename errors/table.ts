// The table of codes: for each its kind, title and solution, and the HTTP status where the kind does
// not give it. docs/problems.md and the server's /docs/problems are made from it, in this order.
//
// A code is never renamed and never reused for something else. A test refuses a code that two parts have.

import type { ErrorRow } from './error-row.ts';
import { clusterErrors } from './rows/cluster-errors.ts';
import { commandErrors } from './rows/command-errors.ts';
import { indexErrors } from './rows/index-errors.ts';
import { ingestErrors } from './rows/ingest-errors.ts';
import { inputErrors } from './rows/input-errors.ts';
import { serverErrors } from './rows/server-errors.ts';
import { watchErrors } from './rows/watch-errors.ts';

const rows = {
  ...commandErrors,
  ...inputErrors,
  ...indexErrors,
  ...clusterErrors,
  ...watchErrors,
  ...serverErrors,
  ...ingestErrors,
};

export type ErrorCode = keyof typeof rows;

export const errorTable: Readonly<Record<ErrorCode, ErrorRow>> = rows;
