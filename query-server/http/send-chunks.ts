// An answer as text chunks -> the client, no faster than it reads.
//
// The first chunk is awaited before anything is sent, so what goes wrong by then is a problem with
// its own status. Later, the connection is cut without the end of the answer: what a client has of
// it cannot be taken for the whole.

import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { RequestWork } from './request-work.ts';

/** Sends chunks with the headers that the reply has; `work` is disposed of when all is over. */
export async function sendChunks(
  reply: FastifyReply,
  chunks: AsyncGenerator<string, void, undefined>,
  work: RequestWork,
): Promise<FastifyReply> {
  const read: string[] = [];
  try {
    for (let i = 0; i < 2; i++) {
      const { done, value } = await chunks.next();
      if (!done) read.push(value);
      else return reply.send(read.join(''));
    }
  } finally {
    // A short answer is whole by now, or has failed.
    if (read.length < 2) work[Symbol.dispose]();
  }
  const options = { objectMode: false, highWaterMark: 128 << 10 };
  return sendStream(reply, Readable.from(join(read, chunks), options), work);
}

/** Sends a stream; `work` is disposed of when it is over, and its signal ends it. */
export function sendStream(reply: FastifyReply, stream: Readable, work: RequestWork): FastifyReply {
  // A client that does not read would never let the work see its signal.
  const stop = () => stream.destroy(work.signal.reason);
  work.signal.addEventListener('abort', stop, { once: true });
  // HTTP/1.0, which some proxies speak, has no chunks: there a whole answer ends as this one would.
  const { raw } = reply.request;
  if (raw.httpVersionMajor === 1 && raw.httpVersionMinor === 0) {
    stream.once('error', () => raw.socket.resetAndDestroy());
  }
  // Also where it is never read.
  stream.once('close', () => work[Symbol.dispose]());
  return reply.send(stream);
}

async function* join(
  read: readonly string[],
  rest: AsyncGenerator<string, void, undefined>,
): AsyncGenerator<string, void, undefined> {
  yield* read;
  yield* rest;
}
