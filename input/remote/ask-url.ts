// Requests to the http interfaces of stores, tried again where that may help.

import { Agent, type Dispatcher } from 'undici';
import { causeCode } from '../../errors/cause.ts';
import { IndexError } from '../../errors.ts';
import { Attempts, PassingFault } from './attempts.ts';
import { requestFollowing } from './follow-redirects.ts';
import { type Asked, explainFault, type Refusal, refuseAnswer } from './refuse-answer.ts';

export type Headers = Dispatcher.ResponseData['headers'];

export interface UrlRequest {
  readonly url: string;
  readonly asked: Asked;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent to this origin only. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly onRedirect?: (headers: Headers, target: string) => void;
  /** Answers that are taken as they are; others are refused. */
  readonly accepts?: readonly number[];
  /** Only the headers are wanted: the text is the empty string, however much would come. */
  readonly ignoresBody?: boolean;
}

export interface Asking {
  readonly dispatcher: Dispatcher;
  readonly signal: AbortSignal;
  readonly pausesMs?: readonly number[] | undefined;
}

const silenceMs = 60_000;

export function newDispatcher(): Agent {
  return new Agent({ headersTimeout: silenceMs, bodyTimeout: silenceMs });
}

/**
 * One attempt. Throws an IndexError for an answer that stays as it is, and a PassingFault for one
 * that may pass, as for a connection that breaks.
 */
export async function askOnce(
  { url, asked, headers = {}, accepts = [200], secrets, onRedirect }: UrlRequest,
  { dispatcher, signal }: Asking,
): Promise<Dispatcher.ResponseData> {
  const all = { 'accept-encoding': 'identity', ...headers };
  let answer: Dispatcher.ResponseData;
  try {
    answer = await requestFollowing(url, {
      ...{ dispatcher, signal, headers: all, name: asked.name },
      ...(secrets !== undefined && { secrets }),
      ...(onRedirect !== undefined && { onRedirect }),
    });
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof IndexError) throw cause;
    throw connectionFault(asked, cause);
  }
  if (accepts.includes(answer.statusCode)) return answer;
  throw refuseAnswer(asked, { status: answer.statusCode, ...(await readRefusal(answer)) });
}

/** The whole answer of a request, which is tried again; throws as `askOnce`, and `transfer_failed`. */
export async function askText(
  request: UrlRequest,
  asking: Asking,
): Promise<{ readonly text: string; readonly headers: Headers; readonly status: number }> {
  const { signal, pausesMs } = asking;
  const attempts = new Attempts(pausesMs);
  for (;;) {
    try {
      const { body, headers, statusCode } = await askOnce(request, asking);
      if (request.ignoresBody === true) {
        body.on('error', () => {}).destroy();
        return { text: '', headers, status: statusCode };
      }
      const text = await body.text().catch((cause) => {
        throw connectionFault(request.asked, cause);
      });
      return { text, headers, status: statusCode };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof PassingFault)) throw error;
      if (await attempts.wait(error, signal)) continue;
      throw explainFault(request.asked, error.message, error);
    }
  }
}

/** A server that is not there does not come back within seconds. */
const lasting = new Set(['ECONNREFUSED', 'ENOTFOUND', 'ERR_TLS_CERT_ALTNAME_INVALID']);

function connectionFault(asked: Asked, cause: unknown): IndexError | PassingFault {
  const code = causeCode(cause) ?? (cause instanceof Error ? cause.message : String(cause));
  const isLasting = lasting.has(code) || /CERT/.test(code);
  if (!isLasting) return new PassingFault(code, 0, cause);
  const { name, what, host } = asked;
  return new IndexError(
    'transfer_failed',
    `${name}: the request to ${host} for ${what} failed: ${code}. Check the network and the address.`,
    { source: name },
    cause,
  );
}

export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Enough for the code in an error's body. */
const maxBodyBytes = 1 << 14;

/** The store's own code of an error: a header of the Hub, an element of XML, a key of JSON. */
async function readRefusal({
  headers,
  body,
}: Dispatcher.ResponseData): Promise<Omit<Refusal, 'status'>> {
  const after = Number(headerOf(headers, 'retry-after'));
  const waitMs = Number.isFinite(after) ? after * 1000 : undefined;
  const named = headerOf(headers, 'x-error-code') ?? headerOf(headers, 'x-ms-error-code');
  let text = '';
  try {
    for await (const chunk of body) {
      text += chunk;
      if (text.length > maxBodyBytes) break;
    }
  } catch {
    // The status says enough.
  }
  const [, code] = /<Code>(\w+)<\/Code>/.exec(text) ?? /"reason":\s*"(\w+)"/.exec(text) ?? [];
  return { reason: named ?? code, waitMs };
}
