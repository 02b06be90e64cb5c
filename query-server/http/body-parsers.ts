// Bodies of requests: JSON and NDJSON, as UTF-8 and nothing else.

import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IndexError } from '../../errors.ts';
import { parseJsonBytes } from '../../library/parse-json-bytes.ts';
import { type Ending, type Pause, WorkTurns } from '../answering/work-turns.ts';
import type { AppContext } from '../app-context.ts';
import { bodyTooLarge, collectBody, notUtf8 } from './collect-body.ts';
import type { App } from './fastify-app.ts';
import { ClientGone, type WorkRegister } from './request-work.ts';

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

/** Bytes of a usual body for which there may be one value: parsed, a value takes some 50 bytes. */
const bytesPerValue = 8;

/** When bodies arrive, and how large they may be. */
interface BodyContext extends Pick<AppContext, 'limits'> {
  readonly work: Arrivals;
}

type Arrivals = Pick<WorkRegister, 'bodyArrived' | 'requireTime'>;

export function addBodyParsers(app: App, { limits: { maxBodyBytes }, work }: BodyContext): void {
  // Apart from those of long work: an arriving body need not wait until each of that had its turn.
  const turns = new WorkTurns();
  const maxValues = Math.ceil(maxBodyBytes / bytesPerValue);
  const add = (types: string[], parse: (body: Buffer, pause: Pause) => unknown) => {
    app.addContentTypeParser(types, async (request: FastifyRequest, payload: Readable) => {
      requirePlain(request);
      const pause = turns.pause(endWith(request, work));
      payload.once('end', () => work.bodyArrived(request.raw));
      const length = Number(request.headers['content-length']);
      const max = request.routeOptions.bodyLimit ?? maxBodyBytes;
      return parse(await collectBody(payload, { max, length }, pause), pause);
    });
  };
  app.removeAllContentTypeParsers();
  add(['application/json'], (body, pause) => parseBody(body, maxValues, pause));
  add(['application/x-ndjson', 'application/jsonl'], (body) => new NdjsonBody(body));
}

/**
 * Throws once the client is gone, or the time over. A listener for each request would stay on a
 * socket that is kept.
 */
function endWith({ raw }: FastifyRequest, work: Arrivals): Ending {
  return {
    throwIfAborted() {
      if (raw.socket.destroyed) throw new ClientGone();
      work.requireTime(raw);
    },
  };
}

/** Bodies are read as they come: compressed or in another charset they would be something else. */
export function requirePlain({ headers }: FastifyRequest): void {
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

async function parseBody(body: Buffer, maxValues: number, pause: Pause): Promise<unknown> {
  if (body.length === 0) throw emptyBody();
  const tooMany = () => {
    const max = maxValues.toLocaleString('en');
    return bodyTooLarge(`the body holds more than ${max} values, the most that the server takes`);
  };
  try {
    return await parseJsonBytes(body, { pause, maxValues, tooMany });
  } catch (error) {
    throw error instanceof SyntaxError ? notJson(error) : error;
  }
}

/** The value of a body that is small enough to be read without a pause. Throws as the parsers do. */
export function parseSmallBody(body: Buffer): unknown {
  if (body.length === 0) throw emptyBody();
  if (!isUtf8(body)) throw notUtf8();
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    throw error instanceof SyntaxError ? notJson(error) : error;
  }
}

function emptyBody(): IndexError {
  return new IndexError('not_json', 'the body is empty: expected a JSON object');
}

function notJson(error: SyntaxError): IndexError {
  return new IndexError('not_json', `the body is not JSON: ${withoutText(error)}`, {}, error);
}

/** Where JSON ends to be JSON, as far as the engine says it without quoting the text. */
function withoutText({ message }: SyntaxError): string {
  const position = /at position \d+/.exec(message)?.[0];
  return position ?? 'it ends too early or holds something else';
}
