// Bodies of requests: JSON and NDJSON, as UTF-8 and nothing else.

import type { FastifyReply, FastifyRequest } from 'fastify';
import { IndexError } from '../errors.ts';
import type { App } from './app-context.ts';
import { requireUtf8 } from './read-batch.ts';

/** A body that is NDJSON: its lines, not yet looked at. */
export class NdjsonBody {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
}

/** For routes that need a body: a request without one never comes to a parser. */
export function requireBody(
  request: FastifyRequest,
  _reply: FastifyReply,
  done: (error?: Error) => void,
): void {
  if (request.body !== undefined) done();
  else done(new IndexError('not_json', 'the request has no body: expected a JSON object'));
}

/** For routes that take one JSON object. */
export function requireJson(
  request: FastifyRequest,
  _reply: FastifyReply,
  done: (error?: Error) => void,
): void {
  if (!(request.body instanceof NdjsonBody)) done();
  else {
    const found = 'expected a body of content-type application/json, found lines of it';
    done(new IndexError('unsupported_media_type', `${found}: this route takes one object`));
  }
}

export function addBodyParsers(app: App): void {
  const add = (types: string[], parse: (body: Buffer) => unknown) => {
    app.addContentTypeParser(types, { parseAs: 'buffer' }, (request, body, done) => {
      try {
        requirePlain(request);
        requireUtf8(body as Buffer);
        done(null, parse(body as Buffer));
      } catch (error) {
        done(error as Error);
      }
    });
  };
  app.removeAllContentTypeParsers();
  add(['application/json'], parseJson);
  add(['application/x-ndjson', 'application/jsonl'], (body) => new NdjsonBody(body));
}

/** Bodies are read as they come: compressed or in another charset they would be something else. */
function requirePlain({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity') {
    throw new IndexError(
      'unsupported_media_type',
      `expected a body that is not compressed, found content-encoding ${JSON.stringify(encoding)}: send it as it is`,
    );
  }
  const [, charset] = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(headers['content-type'] ?? '') ?? [];
  if (charset === undefined || /^utf-?8$|^us-ascii$/i.test(charset)) return;
  throw new IndexError(
    'unsupported_media_type',
    `expected a body in UTF-8, found charset ${JSON.stringify(charset)}: convert it and leave the charset out`,
  );
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new IndexError(
      'not_json',
      body.length === 0
        ? 'the body is empty: expected a JSON object'
        : `the body is not JSON: ${withoutText(error)}`,
      {},
      error,
    );
  }
}

/** Where JSON ends to be JSON, as far as the engine says it without quoting the text. */
function withoutText(error: unknown): string {
  const position = /at position \d+/.exec((error as Error).message)?.[0];
  return position ?? 'it ends too early or holds something else';
}
