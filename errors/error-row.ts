// One row of the table of codes, and the kinds that decide exit code and HTTP status.

export type ErrorKind =
  | 'usage'
  | 'not-found'
  | 'data'
  | 'busy'
  | 'internal'
  | 'interrupted'
  | 'unfinished';

export interface ErrorRow {
  readonly kind: ErrorKind;
  /** Undefined: the status of the kind. Input that comes in a request is the client's to fix: 400. */
  readonly status?: number;
  readonly title: string;
  /** Markdown of one line. */
  readonly solve: string;
}
