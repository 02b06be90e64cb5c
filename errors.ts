// The one error class of the project and the table of its codes.
//
// A code is stable and public: it appears in `--json` errors and HTTP problems. Its kind decides
// the exit code of the CLI and the HTTP status. Messages say what was expected, what was found,
// where (file, line or byte) and what to do. A bug is a plain Error without a code.

export type ErrorKind = 'usage' | 'not-found' | 'data' | 'busy' | 'internal' | 'interrupted';

export const exitCodes: Readonly<Record<ErrorKind, number>> = {
  internal: 1,
  usage: 2,
  data: 3,
  busy: 3,
  'not-found': 4,
  interrupted: 130,
};

export const httpStatuses: Readonly<Record<ErrorKind, number>> = {
  internal: 500,
  usage: 400,
  data: 500,
  busy: 503,
  'not-found': 404,
  interrupted: 503,
};

/** The HTTP status of an error: its kind's, but for codes that say something of the request itself. */
export function httpStatus(code: ErrorCode): number {
  return statusByCode[code] ?? httpStatuses[codes[code]];
}

/** Every code with its kind. A code is never renamed and never reused for something else. */
export const codes = {
  // usage: the question or the command is wrong
  bad_argument: 'usage',
  phrase_without_token: 'usage',
  analyzer_mismatch: 'usage',
  step_rule_mismatch: 'usage',
  text_not_stored: 'usage',
  output_exists: 'usage',
  field_taken: 'usage',
  // not-found: a file or an index that is not there
  index_not_found: 'not-found',
  input_not_found: 'not-found',
  // data: an input that cannot be used
  not_json: 'data',
  not_csv: 'data',
  not_an_object: 'data',
  missing_field: 'data',
  wrong_field_type: 'data',
  not_utf8: 'data',
  record_too_long: 'data',
  source_empty: 'data',
  source_truncated: 'data',
  source_damaged: 'data',
  source_changed: 'data',
  source_unreadable: 'data',
  transfer_failed: 'data',
  step_backwards: 'data',
  // data: a run description, or what it names, that cannot be used
  run_invalid: 'data',
  tokenizer_invalid: 'data',
  token_unknown: 'data',
  order_invalid: 'data',
  // data: a split, or results of evaluation, that curves cannot be made of
  split_invalid: 'data',
  results_invalid: 'data',
  shard_missing: 'data',
  // data: an index that cannot be used
  not_an_index: 'data',
  format_too_new: 'data',
  index_damaged: 'data',
  index_too_large: 'data',
  too_many_files: 'data',
  disk_full: 'data',
  index_not_writable: 'data',
  output_not_writable: 'data',
  // busy: somebody else holds it
  index_busy: 'busy',
  interrupted: 'interrupted',
  // usage: a request that the server does not take
  phrase_too_long: 'usage',
  too_many_phrases: 'usage',
  body_too_large: 'usage',
  headers_too_large: 'usage',
  unsupported_media_type: 'usage',
  not_acceptable: 'usage',
  method_not_allowed: 'usage',
  unauthorized: 'usage',
  wrong_host: 'usage',
  request_timeout: 'usage',
  malformed_request: 'usage',
  route_not_found: 'not-found',
  // busy: the server cannot answer now
  too_many_requests: 'busy',
  deadline_exceeded: 'busy',
  server_busy: 'busy',
  shutting_down: 'busy',
  not_ready: 'busy',
  address_in_use: 'busy',
  // internal: a bug; the log of the server has it
  internal_error: 'internal',
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof codes;

/** Codes whose status is not their kind's. Input that comes in a request is the client's to mend. */
const statusByCode: Readonly<Partial<Record<ErrorCode, number>>> = {
  not_json: 400,
  not_an_object: 400,
  missing_field: 400,
  wrong_field_type: 400,
  not_utf8: 400,
  not_csv: 400,
  record_too_long: 400,
  source_empty: 400,
  source_truncated: 400,
  source_damaged: 400,
  results_invalid: 400,
  body_too_large: 413,
  headers_too_large: 431,
  unsupported_media_type: 415,
  not_acceptable: 406,
  method_not_allowed: 405,
  unauthorized: 401,
  wrong_host: 421,
  request_timeout: 408,
  too_many_requests: 429,
};

/** What a machine may want to know of an error: file, line, byte, expected, found, ... */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>;

/** An error that the user can act on. Plain `Error` is kept for bugs. */
export class IndexError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'IndexError';
    this.code = code;
    this.details = details;
  }

  get kind(): ErrorKind {
    return codes[this.code];
  }
}
