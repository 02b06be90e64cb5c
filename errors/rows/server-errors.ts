// Codes of the server: requests that it does not take, answers that it cannot give now, and bugs.

import type { ErrorRow } from '../error-row.ts';

export const serverErrors = {
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
  not_routed: {
    kind: 'usage',
    status: 501,
    title: 'A router does not answer this yet',
    solve: 'Ask the `firstseen serve` of each shard, or one index of the whole corpus.',
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
  shard_unavailable: {
    kind: 'busy',
    title: 'A shard does not answer',
    solve:
      'The detail has its address and the reason: start it again, then ask again. `firstseen route` never answers without a shard; with `--wait` it waits for all of them at its start.',
  },
  shard_changed: {
    kind: 'busy',
    title: 'A shard got a new snapshot during the answer',
    solve: 'Ask again: the new snapshots of all shards are asked then.',
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
