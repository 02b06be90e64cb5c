// A server of this machine that sends ranges, refuses other versions, and may cut what it sends.

import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Test } from 'tap';

/** Listens until the test ends; gives the address without a slash at its end. */
export async function listen(t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What was sent of files, and how often it still breaks off. */
export interface Sending {
  sentBytes: number;
  requests: number;
  /** So many answers end after `cutBytes`, with the connection. */
  cuts: number;
  cutBytes: number;
}

export function newSending(): Sending {
  return { sentBytes: 0, requests: 0, cuts: 0, cutBytes: 0 };
}

export interface Version {
  /** Headers of the answer that say it. */
  readonly headers: Readonly<Record<string, string>>;
  /** A header of the request that has to have this value, if it is there. */
  readonly condition?: readonly [name: string, value: string];
}

/** Answers a GET or HEAD with the range that is asked for. */
export function sendBytes(
  request: IncomingMessage,
  response: ServerResponse,
  { bytes, version, sending }: { bytes: Buffer; version: Version; sending: Sending },
): void {
  const [name = '', value] = version.condition ?? [];
  const asked = request.headers[name];
  sending.requests++;
  if (asked !== undefined && asked !== value) {
    response.writeHead(412, version.headers).end();
    return;
  }
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const start = Number(range?.[1] ?? 0);
  const end = range?.[2] ? Math.min(bytes.length, Number(range[2]) + 1) : bytes.length;
  if (range !== null && start >= bytes.length) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    return;
  }
  response.writeHead(range === null ? 200 : 206, {
    'content-length': end - start,
    'accept-ranges': 'bytes',
    ...(range !== null && { 'content-range': `bytes ${start}-${end - 1}/${bytes.length}` }),
    ...version.headers,
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const isCut = sending.cuts > 0 && end - start > sending.cutBytes;
  const part = bytes.subarray(start, isCut ? start + sending.cutBytes : end);
  sending.sentBytes += part.length;
  if (!isCut) {
    response.end(part);
    return;
  }
  sending.cuts--;
  response.write(part, () => response.destroy());
}
