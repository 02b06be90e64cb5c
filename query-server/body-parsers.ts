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

export function addBodyParsers(app: App): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJson(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  app.addContentTypeParser(
    ['application/x-ndjson', 'application/jsonl'],
    { parseAs: 'buffer' },
    (_request, body, done) => {
      try {
        requireUtf8(body as Buffer);
        done(null, new NdjsonBody(body as Buffer));
      } catch (error) {
        done(error as Error);
      }
    },
  );
}

function parseJson(body: Buffer): unknown {
  requireUtf8(body);
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
