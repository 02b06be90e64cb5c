// The bytes of a body, in one buffer: put together and checked a piece at a time.

import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { IndexError } from '../../errors.ts';
import type { Pause } from '../answering/work-turns.ts';
import { ClientGone } from './request-work.ts';

interface ExpectedBody {
  /** Bytes that are taken at most. */
  readonly max: number;
  /** What the request says; NaN: nothing. */
  readonly length: number;
}

/** Bytes that are copied or looked at without a pause. */
const pieceBytes = 1 << 20;

/** Rejects with `body_too_large`, `malformed_request`, `not_utf8`, and what the stream fails with. */
export async function collectBody(
  payload: Readable,
  { max, length }: ExpectedBody,
  pause: Pause,
): Promise<Buffer> {
  if (length > max) throw bodyTooLarge('the body is larger than the server takes');
  const chunks: Buffer[] = [];
  let received = 0;
  try {
    const arriving: AsyncIterable<Buffer> = payload;
    for await (const chunk of arriving) {
      received += chunk.length;
      if (received > max) throw bodyTooLarge('the body is larger than the server takes');
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof IndexError ? error : new ClientGone();
  }
  if (!Number.isNaN(length) && received !== length) {
    const found = 'the body is not as long as its content-length says';
    throw new IndexError('malformed_request', found);
  }
  const body = await join(chunks, received, pause);
  if (await isText(body, pause)) return body;
  throw notUtf8();
}

export function notUtf8(): IndexError {
  return new IndexError('not_utf8', 'the body is not UTF-8: expected JSON encoded as UTF-8');
}

export function bodyTooLarge(found: string): IndexError {
  return new IndexError(
    'body_too_large',
    `${found}: send fewer phrases or pairs per request, or start it with a larger --max-body`,
  );
}

/** Lets go of each chunk once it is copied. */
async function join(chunks: Buffer[], length: number, pause: Pause): Promise<Buffer> {
  if (length <= pieceBytes) return Buffer.concat(chunks, length);
  const body = Buffer.allocUnsafeSlow(length);
  let at = 0;
  for (const [i, chunk] of chunks.entries()) {
    at += chunk.copy(body, at);
    chunks[i] = noBytes;
    await pause();
  }
  return body;
}

const noBytes = Buffer.alloc(0);

async function isText(body: Buffer, pause: Pause): Promise<boolean> {
  for (let start = 0; start < body.length; ) {
    let end = Math.min(body.length, start + pieceBytes);
    // Not inside of a character; one of more than three such bytes is not UTF-8 anyway.
    for (let i = 0; i < 3 && end < body.length && isInside(body[end]); i++) end--;
    if (!isUtf8(body.subarray(start, end))) return false;
    start = end;
    if (start === body.length) break;
    await pause();
  }
  return true;
}

function isInside(byte = 0): boolean {
  return (byte & 0xc0) === 0x80;
}
