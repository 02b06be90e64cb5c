// An answer as chunks of text or bytes -> the client, no faster than it reads.
//
// The first chunk is awaited before anything is sent, so what goes wrong by then is a problem with
// its own status. Later, the connection is cut without the end of the answer: what a client has of
// it cannot be taken for the whole.

import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { RequestWork } from './request-work.ts';

/** A part of an answer. */
type Chunk = string | Uint8Array;

/** The work that makes an answer, whatever snapshot it is of. */
type SendingWork = Omit<RequestWork, 'snapshot'>;

/** Sends chunks with the headers that the reply has; `work` is disposed of when all is over. */
export async function sendChunks(
  reply: FastifyReply,
  chunks: AsyncGenerator<Chunk, void, undefined>,
  work: SendingWork,
): Promise<FastifyReply> {
  const read: Chunk[] = [];
  try {
    for (let i = 0; i < 2; i++) {
      const { done, value } = await chunks.next();
      if (!done) read.push(value);
      else return reply.send(whole(read));
    }
  } finally {
    // A short answer is whole by now, or has failed.
    if (read.length < 2) work[Symbol.dispose]();
  }
  const options = { objectMode: false, highWaterMark: 128 << 10 };
  return sendStream(reply, Readable.from(join(read, chunks), options), work);
}

/** Sends a stream; `work` is disposed of when it is over, and its signal ends it. */
export function sendStream(reply: FastifyReply, stream: Readable, work: SendingWork): FastifyReply {
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

/** An answer of one chunk at most. */
function whole([chunk = '']: readonly Chunk[]): Chunk {
  return typeof chunk === 'string'
    ? chunk
    : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

async function* join(
  read: readonly Chunk[],
  rest: AsyncGenerator<Chunk, void, undefined>,
): AsyncGenerator<Chunk, void, undefined> {
  yield* read;
  yield* rest;
}
