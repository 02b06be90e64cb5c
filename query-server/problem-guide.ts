// Every code in words: its title, and how to solve it. The table of docs/problems.md.

import type { ErrorCode } from '../errors.ts';

interface Guide {
  readonly title: string;
  readonly solve: string;
}

export const problemGuide: Readonly<Record<ErrorCode, Guide>> = {
  bad_argument: {
    title: 'A field or option is not as expected',
    solve: 'The detail names the place and what is allowed there; `/docs` has every field.',
  },
  phrase_without_token: {
    title: 'The phrase has no token',
    solve:
      'Ask for at least one word, number or punctuation mark; white space alone matches nothing.',
  },
  phrase_too_long: {
    title: 'The phrase is too long',
    solve: 'Ask for a shorter phrase, or start the server with a higher `--max-phrase-length`.',
  },
  too_many_phrases: {
    title: 'Too many phrases in one request',
    solve: 'Send them in several requests, or start the server with a higher `--max-phrases`.',
  },
  analyzer_mismatch: {
    title: 'The index was built with another analyzer',
    solve: 'Use the firstseen (and Node) version that built it, or build the index again.',
  },
  step_rule_mismatch: {
    title: 'The index has another rule for steps',
    solve: 'Append with the rule that the index was built with; `firstseen info` prints it.',
  },
  text_not_stored: {
    title: 'The index has no texts',
    solve: 'It was built with `--no-text`: build it without that option to see contexts.',
  },
  body_too_large: {
    title: 'The body is too large',
    solve:
      'Send phrases, sets of pairs or results in several requests, or start the server with a higher `--max-body`, or `--max-results` for results.',
  },
  headers_too_large: {
    title: 'The request line and headers are too large',
    solve: 'Ask for long phrases with POST; a request line and its headers take 16 KiB.',
  },
  unsupported_media_type: {
    title: 'The body has another content type',
    solve:
      'Send `content-type: application/json`, or `application/x-ndjson` for a list of phrases: UTF-8, not compressed. `POST /v1/curves` takes `multipart/form-data`.',
  },
  not_acceptable: {
    title: 'The route has no such answer',
    solve: 'Send an `accept` header that allows one of the types that the detail names.',
  },
  method_not_allowed: {
    title: 'The route has no such method',
    solve: 'Use one of the methods in the `allow` header.',
  },
  unauthorized: {
    title: 'The token is missing or wrong',
    solve: 'Send `authorization: Bearer TOKEN` with a token of the server’s `--token-file`.',
  },
  wrong_host: {
    title: 'The server does not go by that name',
    solve:
      'A server without tokens answers only to its own address, so that no web page can reach it by another name. Use the address that it printed. Behind a proxy, name the host of the proxy with `--allow-host`.',
  },
  request_timeout: {
    title: 'The request took too long to arrive',
    solve: 'Send headers within 10 s and the whole request within a minute.',
  },
  malformed_request: {
    title: 'The request is not well-formed HTTP',
    solve: 'Percent-encode UTF-8 in the path and query, and send what content-length says.',
  },
  route_not_found: {
    title: 'There is nothing at this path',
    solve: '`/docs` lists every route.',
  },
  too_many_requests: {
    title: 'The rate limit is used up',
    solve: 'Wait as long as `retry-after` says; send many phrases in one request.',
  },
  deadline_exceeded: {
    title: 'The answer was not ready in time',
    solve: 'Ask for less at once, or start the server with a longer `--deadline`.',
  },
  server_busy: {
    title: 'Too many long requests or bodies at once',
    solve: 'Ask again in a moment; `retry-after` says when.',
  },
  shutting_down: {
    title: 'The server is shutting down',
    solve: 'Ask again: another server, or this one when it is back.',
  },
  not_ready: {
    title: 'The index is not open yet, or its folder is not there any more',
    solve: 'Wait until `GET /ready` answers 200; put a folder back that was deleted or moved.',
  },
  address_in_use: {
    title: 'The address is taken',
    solve: 'Choose another `--port`, or stop the server that has it.',
  },
  internal_error: {
    title: 'A bug of the server',
    solve: 'Please report it with the lines of the server’s log.',
  },
  index_not_found: {
    title: 'There is no index',
    solve: 'Name the folder that `firstseen index` made, or build one.',
  },
  input_not_found: {
    title: 'An input file is not there',
    solve: 'Check the path; globs have to be quoted.',
  },
  run_invalid: {
    title: 'A run description is not as expected',
    solve: 'The detail names the key and what is allowed there; `firstseen inspect` checks a run.',
  },
  tokenizer_invalid: {
    title: 'The tokenizer cannot be used',
    solve: 'Name a `tokenizer.json` of the `tokenizers` library in the run description.',
  },
  token_unknown: {
    title: 'A token id is not in the tokenizer',
    solve: 'Name the tokenizer and the `dtype` that the file was written with; else it is damaged.',
  },
  order_invalid: {
    title: 'An order does not fit its records',
    solve:
      'Use the order files of this corpus; where repeats are meant, say `"repeats": true` in the order.',
  },
  split_invalid: {
    title: 'A split is not as it was written',
    solve:
      'Name a folder that `firstseen split` wrote; where files of it are missing or were changed, make the split again.',
  },
  results_invalid: {
    title: 'Results do not fit the split',
    solve:
      'The detail names the file and the row: evaluate what is missing, leave out what is there twice, and use the pairs that the split was made of.',
  },
  shard_missing: {
    title: 'A file of a data set is not there',
    solve:
      'Put the file that the detail names beside the others: records are known by their place.',
  },
  not_json: {
    title: 'Something is not JSON',
    solve: 'Fix the body or the line that the detail names.',
  },
  not_an_object: {
    title: 'A JSON value is not an object',
    solve: 'Put an object there, as `/docs` shows it.',
  },
  missing_field: {
    title: 'A field is missing',
    solve: 'Add the field that the detail names, or name the one there is.',
  },
  wrong_field_type: {
    title: 'A field has another type',
    solve: 'Give it the type, or the depth, that the detail names.',
  },
  not_csv: {
    title: 'Something is not CSV or TSV',
    solve:
      'Fix the row that the detail names: cells with commas, quotes or line breaks go in quotes. If quotation marks enclose no cells, use `--quoting none` (`quoting` in a request).',
  },
  field_taken: {
    title: 'A field of the pairs has the name of one that is added',
    solve: 'Give a prefix (`--prefix`, or `prefix` in a request) for the added fields.',
  },
  output_exists: {
    title: 'There is something where the output would go',
    solve: 'Name a new or an empty folder with `--out`.',
  },
  not_utf8: {
    title: 'Something is not UTF-8',
    solve: 'Encode the text as UTF-8, without lone surrogates.',
  },
  record_too_long: {
    title: 'A record or row is too long',
    solve:
      'Cut it, or give more `--memory`. A sentence or phrase of a pair has at most 100,000 characters.',
  },
  source_empty: {
    title: 'There is no record',
    solve: 'Name files that hold records; an empty one among others is skipped.',
  },
  source_truncated: {
    title: 'A source ends too early',
    solve:
      'Fetch or write the file again; if it is still being written, run the command again later.',
  },
  source_damaged: {
    title: 'A source is damaged',
    solve: 'Fetch or write the file again.',
  },
  source_changed: {
    title: 'A source changed while it was read, or since',
    solve:
      'Restore it, give the new contents another name, or feed all of it once more with `--again`. Lines may only be appended, and a last line that was taken must not go on.',
  },
  source_unreadable: {
    title: 'A file cannot be read',
    solve: 'Check permissions and the device.',
  },
  transfer_failed: {
    title: 'A transfer failed',
    solve: 'Run the same command again: it goes on where it stopped.',
  },
  step_backwards: {
    title: 'Steps go backwards',
    solve:
      'Put the records into training order: the message has a command that sorts JSON lines by their steps.',
  },
  not_an_index: {
    title: 'The folder is not an index',
    solve: 'Name the folder that `firstseen index` made.',
  },
  format_too_new: {
    title: 'The index has a newer format',
    solve: 'Install a newer firstseen.',
  },
  index_damaged: {
    title: 'The index is damaged',
    solve: 'Restore it from a copy or build it again; `firstseen verify` lists all damage.',
  },
  index_too_large: {
    title: 'The index would pass a limit',
    solve: 'Split the corpus into several indexes.',
  },
  too_many_files: {
    title: 'Too many open files',
    solve: 'Raise the limit (`ulimit -n`), or build with more `--memory`: fewer segments.',
  },
  disk_full: {
    title: 'No space left',
    solve: 'Free space, then run the same command again.',
  },
  index_not_writable: {
    title: 'The index cannot be written',
    solve: 'Check permissions of the folder.',
  },
  output_not_writable: {
    title: 'A split or plot cannot be written',
    solve: 'Check the place that the message names and its permissions, or name another.',
  },
  index_busy: {
    title: 'Another process has the index',
    solve: 'Wait for it, or stop it.',
  },
  interrupted: {
    title: 'Interrupted',
    solve: 'Run the same command again: the index stands at its last commit.',
  },
};

export const problemTitles: Readonly<Record<ErrorCode, string>> = Object.fromEntries(
  Object.entries(problemGuide).map(([code, { title }]) => [code, title]),
) as Record<ErrorCode, string>;
