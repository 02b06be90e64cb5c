// The table of codes: for each its kind, title and solution, and the HTTP status where the kind does
// not give it. docs/problems.md and the server's /docs/problems are made from it.
//
// A code is never renamed and never reused for something else. It is longer than other files because
// the table is one: a code has all that is said of it in one row.

import { clusterErrors } from './rows/cluster-errors.ts';

export type ErrorKind = 'usage' | 'not-found' | 'data' | 'busy' | 'internal' | 'interrupted';

/** One row of the table. `solve` is Markdown of one line. */
interface ErrorRow {
  readonly kind: ErrorKind;
  /** Undefined: the status of the kind. Input that comes in a request is the client's to fix: 400. */
  readonly status?: number;
  readonly title: string;
  readonly solve: string;
}

const rows = {
  // usage: the question or the command is wrong
  bad_argument: {
    kind: 'usage',
    title: 'A field or option is not as expected',
    solve: 'The detail names the place and what is allowed there; `/docs` has every field.',
  },
  phrase_without_token: {
    kind: 'usage',
    title: 'The phrase has no token',
    solve:
      'Ask for at least one word, number or punctuation mark; white space alone matches nothing.',
  },
  bad_query: {
    kind: 'usage',
    title: 'The query of a search cannot be parsed',
    solve:
      'The detail names the offset in the query, in UTF-16 units from 0, and what is expected there; docs/search.md has the language.',
  },
  analyzer_mismatch: {
    kind: 'usage',
    title: 'The index was built with another analyzer',
    solve: 'Use the firstseen (and Node) version that built it, or build the index again.',
  },
  step_rule_mismatch: {
    kind: 'usage',
    title: 'The index has another rule for steps',
    solve: 'Append with the rule that the index was built with; `firstseen info` prints it.',
  },
  text_not_stored: {
    kind: 'usage',
    title: 'The index does not store texts',
    solve: 'It was built with `--no-text`. Build it without that option to see contexts.',
  },
  records_not_indexed: {
    kind: 'usage',
    title: 'The index does not know the records of exposures',
    solve:
      'It was built with `--resolution step`. Build it without that option to ask for records and contexts.',
  },
  output_exists: {
    kind: 'usage',
    title: 'The place of the output is not empty',
    solve: 'Name a new or an empty folder with `--out`.',
  },
  field_taken: {
    kind: 'usage',
    title: 'A field of the pairs has the name of an added field',
    solve: 'Give a prefix (`--prefix`, or `prefix` in a request) for the added fields.',
  },
  // not-found: a file or an index that is not there
  index_not_found: {
    kind: 'not-found',
    title: 'The index does not exist',
    solve: 'Name the folder that `firstseen index` made, or build an index.',
  },
  input_not_found: {
    kind: 'not-found',
    title: 'An input file does not exist',
    solve: 'Check the path. Put globs in quotes.',
  },
  // data: an input that cannot be used
  not_json: {
    kind: 'data',
    status: 400,
    title: 'The input is not valid JSON',
    solve: 'Fix the body or the line that the detail names.',
  },
  not_csv: {
    kind: 'data',
    status: 400,
    title: 'The input is not valid CSV or TSV',
    solve:
      'Fix the row that the detail names: cells with commas, quotes or line breaks go in quotes. If quotation marks enclose no cells, use `--quoting none` (`quoting` in a request).',
  },
  not_an_object: {
    kind: 'data',
    status: 400,
    title: 'A JSON value is not an object',
    solve: 'Put an object there, as `/docs` shows it.',
  },
  missing_field: {
    kind: 'data',
    status: 400,
    title: 'A field is missing',
    solve: 'Add the field that the detail names, or give the name of the field to read.',
  },
  wrong_field_type: {
    kind: 'data',
    status: 400,
    title: 'A field has the wrong type',
    solve: 'Give it the type, or the depth, that the detail names.',
  },
  not_utf8: {
    kind: 'data',
    status: 400,
    title: 'The text is not valid UTF-8',
    solve: 'Encode the text as UTF-8, without lone surrogates.',
  },
  record_too_long: {
    kind: 'data',
    status: 400,
    title: 'A record or row is too long',
    solve:
      'Cut it, or give more `--memory`. A sentence or phrase of a pair has at most 100,000 characters.',
  },
  source_empty: {
    kind: 'data',
    status: 400,
    title: 'The input holds no record',
    solve: 'Name files that hold records. An empty file among others is skipped.',
  },
  source_truncated: {
    kind: 'data',
    status: 400,
    title: 'A source ends too early',
    solve:
      'Fetch or write the file again. If it is still being written, run the command again later.',
  },
  source_damaged: {
    kind: 'data',
    status: 400,
    title: 'A source is damaged',
    solve: 'Fetch or write the file again.',
  },
  source_changed: {
    kind: 'data',
    title: 'A source changed while it was read, or since',
    solve:
      'Restore it, give the new contents another name, or feed all of it once more with `--again`. Lines may only be appended, and a last line that was taken must not be continued.',
  },
  source_unreadable: {
    kind: 'data',
    title: 'A file cannot be read',
    solve: 'Check permissions and the device.',
  },
  transfer_failed: {
    kind: 'data',
    title: 'A transfer failed',
    solve: 'Run the same command again: it continues where it stopped.',
  },
  access_denied: {
    kind: 'data',
    title: 'A store refuses access',
    solve:
      'Check the address, and give credentials that may read it: `HF_TOKEN` for `hf://`, the environment or profile of AWS for `s3://`. `gs://`, `az://` and `https://` are read where they are public.',
  },
  source_moved: {
    kind: 'data',
    title: 'A source in a store is at another version',
    solve:
      'Name the version that the detail says, where the store keeps it. Or feed all of the new version once more with `--again`, or build another index.',
  },
  step_backwards: {
    kind: 'data',
    title: 'Steps go backwards',
    solve:
      'Put the records into training order. The message has a command that sorts JSON lines by their steps.',
  },
  // data: a run description, or what it names, that cannot be used
  run_invalid: {
    kind: 'data',
    title: 'A run description is not as expected',
    solve: 'The detail names the key and what is allowed there; `firstseen inspect` checks a run.',
  },
  tokenizer_invalid: {
    kind: 'data',
    title: 'The tokenizer cannot be used',
    solve: 'Name a `tokenizer.json` of the `tokenizers` library in the run description.',
  },
  token_unknown: {
    kind: 'data',
    title: 'A token id is not in the tokenizer',
    solve:
      'Name the tokenizer and the `dtype` that the file was written with. If both are right, the file is damaged.',
  },
  order_invalid: {
    kind: 'data',
    title: 'An order does not fit its records',
    solve:
      'Use the order files of this corpus. Where repeats are meant, say `"repeats": true` in the order.',
  },
  // data: a split, or results of evaluation, that curves cannot be made of
  split_invalid: {
    kind: 'data',
    title: 'A split is not as it was written',
    solve:
      'Name a folder that `firstseen split` wrote. Where files of it are missing or were changed, make the split again.',
  },
  results_invalid: {
    kind: 'data',
    status: 400,
    title: 'Results do not fit the split',
    solve:
      'The detail names the file and the row. Evaluate missing pairs, remove repeated ones, and use the pairs that the split was made of.',
  },
  shard_missing: {
    kind: 'data',
    title: 'A file of a data set is missing',
    solve:
      'Put the file that the detail names into the folder of the others: records are known by their place.',
  },
  // data: an index that cannot be used
  not_an_index: {
    kind: 'data',
    title: 'The folder is not an index',
    solve: 'Name the folder that `firstseen index` made.',
  },
  format_too_new: {
    kind: 'data',
    title: 'The index has a newer format',
    solve: 'Install a newer firstseen.',
  },
  format_too_old: {
    kind: 'data',
    title: 'The index has an older format',
    solve:
      'Build the index again from its sources. UPGRADING.md says which formats a version reads.',
  },
  index_damaged: {
    kind: 'data',
    title: 'The index is damaged',
    solve: 'Restore it from a copy or build it again; `firstseen verify` lists all damage.',
  },
  index_too_large: {
    kind: 'data',
    title: 'The index would pass a limit',
    solve: 'Split the corpus into several indexes.',
  },
  too_many_files: {
    kind: 'data',
    title: 'Too many files are open',
    solve:
      'Raise the limit (`ulimit -n`), or build with more `--memory`, which makes fewer segments.',
  },
  disk_full: {
    kind: 'data',
    title: 'No space is left on the device',
    solve: 'Free space, then run the same command again.',
  },
  index_not_writable: {
    kind: 'data',
    title: 'The index cannot be written',
    solve: 'Check the permissions of its folder.',
  },
  output_not_writable: {
    kind: 'data',
    title: 'An output file or folder cannot be written',
    solve: 'Check the place that the message names and its permissions, or name another place.',
  },
  ...clusterErrors,
  // busy: somebody else holds it
  index_busy: {
    kind: 'busy',
    title: 'Another process uses the index',
    solve: 'Wait for it, or stop it.',
  },
  interrupted: {
    kind: 'interrupted',
    title: 'The command was interrupted',
    solve: 'Run the same command again: the index stands at its last commit.',
  },
  // usage: a request that the server does not take
  phrase_too_long: {
    kind: 'usage',
    title: 'The phrase is too long',
    solve: 'Ask for a shorter phrase, or start the server with a higher `--max-phrase-length`.',
  },
  too_many_terms: {
    kind: 'usage',
    title: 'A part of a query stands for too many terms',
    solve:
      'Write a longer prefix, a narrower pattern or a smaller distance: each may stand for 10,000 distinct terms of the index.',
  },
  too_many_phrases: {
    kind: 'usage',
    title: 'A request has too many phrases',
    solve: 'Send them in several requests, or start the server with a higher `--max-phrases`.',
  },
  body_too_large: {
    kind: 'usage',
    status: 413,
    title: 'The body is too large',
    solve:
      'Send phrases, sets of pairs or results in several requests, or start the server with a higher `--max-body`, or `--max-results` for results.',
  },
  headers_too_large: {
    kind: 'usage',
    status: 431,
    title: 'The request line and headers are too large',
    solve: 'Ask for long phrases with POST. A request line and its headers take 16 KiB.',
  },
  unsupported_media_type: {
    kind: 'usage',
    status: 415,
    title: 'The body has another content type',
    solve:
      'Send `content-type: application/json`, or `application/x-ndjson` for a list of phrases: UTF-8, not compressed. `POST /v1/curves` takes `multipart/form-data`.',
  },
  not_acceptable: {
    kind: 'usage',
    status: 406,
    title: 'The route does not answer in a type that is accepted',
    solve: 'Send an `accept` header that allows one of the types that the detail names.',
  },
  method_not_allowed: {
    kind: 'usage',
    status: 405,
    title: 'The route does not take this method',
    solve: 'Use one of the methods in the `allow` header.',
  },
  unauthorized: {
    kind: 'usage',
    status: 401,
    title: 'The token is missing or wrong',
    solve: 'Send `authorization: Bearer TOKEN` with a token of the server’s `--token-file`.',
  },
  wrong_host: {
    kind: 'usage',
    status: 421,
    title: 'The server does not answer to this host name',
    solve:
      'A server without tokens answers only to its own address, so that no web page can reach it by another name. Use the address that it printed. Behind a proxy, name the host of the proxy with `--allow-host`.',
  },
  request_timeout: {
    kind: 'usage',
    status: 408,
    title: 'The request took too long to arrive',
    solve: 'Send headers within 10 s and the whole request within a minute.',
  },
  malformed_request: {
    kind: 'usage',
    title: 'The request is not well-formed HTTP',
    solve:
      'Percent-encode UTF-8 in the path and query, and send as many bytes as content-length says.',
  },
  route_not_found: {
    kind: 'not-found',
    title: 'There is nothing at this path',
    solve: '`/docs` lists every route.',
  },
  // busy: the server cannot answer now
  too_many_requests: {
    kind: 'busy',
    status: 429,
    title: 'The rate limit is used up',
    solve: 'Wait as long as `retry-after` says. Send many phrases in one request.',
  },
  deadline_exceeded: {
    kind: 'busy',
    title: 'The answer was not ready in time',
    solve: 'Ask for less at once, or start the server with a longer `--deadline`.',
  },
  server_busy: {
    kind: 'busy',
    title: 'Too many long requests or bodies at once',
    solve: 'Ask again in a moment; `retry-after` says when.',
  },
  shutting_down: {
    kind: 'busy',
    title: 'The server is shutting down',
    solve: 'Ask another server, or this one when it runs again.',
  },
  not_ready: {
    kind: 'busy',
    title: 'The index is not open yet, or cannot be read any more',
    solve:
      'Wait until `GET /ready` answers 200. Put back an index that was deleted, moved or damaged.',
  },
  address_in_use: {
    kind: 'busy',
    title: 'The address is in use',
    solve: 'Choose another `--port`, or stop the server that uses it.',
  },
  // internal: a bug, or the machine; the log of the server has it
  process_ended: {
    kind: 'internal',
    title: 'A process of the server ended at its start',
    solve:
      'Its last lines on stderr say why. Start fewer with `--processes`, or give the machine more memory.',
  },
  internal_error: {
    kind: 'internal',
    title: 'The server has a bug',
    solve: 'Please report it with the lines of the server’s log.',
  },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof rows;

export const errorTable: Readonly<Record<ErrorCode, ErrorRow>> = rows;
