// The bytes behind an https:// url, in one pass that survives broken transfers.
//
// A broken transfer goes on with a Range request. If-Range with the first answer's validator makes
// the server send the range only of the very same content; whatever else it answers ends the pass,
// so bytes of two versions are never mixed. Plain http:// works too, for tests and local servers.

import { Agent, type Dispatcher } from 'undici';
import { causeCode } from '../../errors/cause.ts';
import { IndexError } from '../../errors.ts';
import { Attempts } from '../remote/attempts.ts';
import { requestFollowing } from '../remote/follow-redirects.ts';
import { movedMeanwhile } from '../remote/refuse-answer.ts';
import type { RawBytes } from './raw-bytes.ts';

const silenceMs = 60_000;

interface Transfer {
  readonly url: string;
  receivedBytes: number;
  totalBytes: number | undefined;
  /** A first answer was good. */
  hasBegun: boolean;
  /** A strong ETag or Last-Modified of the first answer. */
  validator: string | undefined;
}

/**
 * The body behind `url`, asked for when the pass begins. Ends after as many bytes as the server
 * announced, else with its answer. A transfer that breaks is begun again after each of `pausesMs`,
 * which count anew after some progress (Attempts); a first answer is not waited for twice. Throws
 * `input_not_found` (404, 410), `source_moved` (content that changed), `transfer_failed` (another
 * status, no more attempts, a redirect from https to http) and the signal's reason.
 */
export function openUrlBytes(url: string, pausesMs?: readonly number[]): RawBytes {
  const dispatcher = new Agent({ headersTimeout: silenceMs, bodyTimeout: silenceMs });
  async function* chunks(signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const transfer: Transfer = {
      url,
      receivedBytes: 0,
      totalBytes: undefined,
      hasBegun: false,
      validator: undefined,
    };
    let attempts: Attempts | undefined;
    for (;;) {
      let broken: unknown;
      try {
        const body = await begin(transfer, { dispatcher, signal });
        for await (const chunk of body) {
          transfer.receivedBytes += chunk.length;
          yield chunk;
        }
        if (isWhole(transfer)) return;
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof IndexError && !(error.cause instanceof Retry)) throw error;
        broken = error;
      }
      attempts ??= new Attempts(pausesMs, transfer.totalBytes);
      attempts.reach(transfer.receivedBytes);
      if (!transfer.hasBegun) throw explainBreak(transfer, broken);
      if (transfer.receivedBytes > 0 && transfer.validator === undefined) {
        throw fail(
          transfer,
          'the server gives neither a strong ETag nor Last-Modified, so it cannot be resumed',
          broken,
        );
      }
      if (!(await attempts.wait(broken, signal))) throw explainBreak(transfer, broken);
    }
  }
  let closing: Promise<void> | undefined;
  return {
    chunks,
    async [Symbol.asyncDispose]() {
      closing ??= dispatcher.destroy();
      await closing;
    },
  };
}

/** Marks an answer after which another attempt may succeed. */
class Retry extends Error {}

async function begin(
  transfer: Transfer,
  options: { dispatcher: Dispatcher; signal: AbortSignal },
): Promise<AsyncIterable<Uint8Array>> {
  const { url, receivedBytes, validator } = transfer;
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (receivedBytes > 0 && validator !== undefined) {
    headers['range'] = `bytes=${receivedBytes}-`;
    headers['if-range'] = validator;
  }
  const answer = await requestFollowing(url, { ...options, headers });
  try {
    if (receivedBytes === 0) acceptWhole(answer, transfer);
    else acceptRange(answer, transfer);
  } catch (error) {
    // Its rest is of no use: breaking the connection is what is wanted.
    answer.body.on('error', () => {}).destroy();
    throw error;
  }
  return answer.body;
}

function acceptWhole(answer: Dispatcher.ResponseData, transfer: Transfer): void {
  const { statusCode } = answer;
  if (statusCode === 404 || statusCode === 410) {
    throw new IndexError(
      'input_not_found',
      `nothing at ${transfer.url}: the server answered ${statusCode}; check the url`,
      { source: transfer.url, status: statusCode },
    );
  }
  if (statusCode !== 200) {
    throw fail(transfer, `the server answered ${statusCode}, expected 200`);
  }
  const encoding = header(answer, 'content-encoding') ?? 'identity';
  if (!/^(identity|gzip|x-gzip|zstd)$/i.test(encoding)) {
    throw fail(
      transfer,
      `the server sends it encoded as ${encoding}, but no encoding was asked for`,
    );
  }
  const length = header(answer, 'content-length');
  transfer.hasBegun = true;
  transfer.totalBytes = length === undefined ? undefined : Number(length);
  transfer.validator = readValidator(answer);
}

function acceptRange(answer: Dispatcher.ResponseData, transfer: Transfer): void {
  const { statusCode } = answer;
  const { receivedBytes, totalBytes, validator } = transfer;
  if (statusCode === 206) {
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header(answer, 'content-range') ?? '');
    const total = range?.[2] === '*' ? totalBytes : Number(range?.[2]);
    const isRest = Number(range?.[1]) === receivedBytes;
    // Some servers send ranges and know no If-Range.
    if ((readValidator(answer) ?? validator) !== validator) throw changed(transfer, answer);
    if (isRest && (totalBytes === undefined || total === totalBytes)) {
      transfer.totalBytes = total;
      return;
    }
    throw fail(transfer, 'the server sent another range than it was asked for');
  }
  if (statusCode === 200) {
    if (readValidator(answer) !== validator) throw changed(transfer, answer);
    throw fail(transfer, 'the server does not resume transfers');
  }
  const isPassing = statusCode >= 500 || statusCode === 429 || statusCode === 408;
  const reason = `the server answered ${statusCode} to the request for the rest`;
  throw fail(transfer, reason, isPassing ? new Retry(reason) : undefined);
}

/** False: the connection ended early. */
function isWhole(transfer: Transfer): boolean {
  const { receivedBytes, totalBytes } = transfer;
  if (totalBytes === undefined || receivedBytes === totalBytes) return true;
  if (receivedBytes < totalBytes) return false;
  throw fail(transfer, 'the server sent more than it had announced');
}

function explainBreak(transfer: Transfer, cause: unknown): IndexError {
  if (cause instanceof IndexError) return cause;
  const reason =
    cause instanceof Error ? (causeCode(cause) ?? cause.message) : 'the connection ended early';
  const found = transfer.receivedBytes === 0 ? reason : `${reason}, again and again`;
  return fail(transfer, found, cause);
}

function fail(transfer: Transfer, reason: string, cause?: unknown): IndexError {
  const { url, receivedBytes, totalBytes } = transfer;
  return new IndexError(
    'transfer_failed',
    `the transfer of ${url} failed after ${receivedBytes} of ${totalBytes ?? 'an unknown number of'} bytes: ` +
      `${reason}; try again later, or download the file and name it instead`,
    { source: url, received: receivedBytes, expected: totalBytes ?? null },
    cause,
  );
}

/** The content is another one than the first answer's. */
function changed(transfer: Transfer, answer: Dispatcher.ResponseData): IndexError {
  const { url, validator = 'none' } = transfer;
  return movedMeanwhile(url, validator, readValidator(answer) ?? 'none');
}

function readValidator(answer: Dispatcher.ResponseData): string | undefined {
  const etag = header(answer, 'etag');
  return etag?.startsWith('"') ? etag : header(answer, 'last-modified');
}

function header(answer: Dispatcher.ResponseData, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
