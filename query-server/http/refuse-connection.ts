// What is not even HTTP, or comes too slowly: a problem written to the socket, which is then closed.

import type { Socket } from 'node:net';
import type { ErrorCode } from '../../errors.ts';
import { helpPath, makeProblem, problemType } from './problems.ts';

/** Node's codes for a connection that it gives up. */
const socketCodes: Readonly<Record<string, readonly [ErrorCode, string, string]>> = {
  HPE_HEADER_OVERFLOW: [
    'headers_too_large',
    'the request line and headers are larger than 16 KiB',
    'Request Header Fields Too Large',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    'request_timeout',
    'the request did not arrive in time',
    'Request Timeout',
  ],
};

/** The path of the request is not known, so the place of the code is given from the root on. */
export function refuseConnection(
  basePath: string,
): (error: NodeJS.ErrnoException, socket: Socket) => void {
  return (error, socket) => refuse(error, socket, basePath);
}

function refuse(error: NodeJS.ErrnoException, socket: Socket, basePath: string): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [code, detail, reason] = socketCodes[error.code ?? ''] ?? [
    'malformed_request',
    `the request is not well-formed HTTP (${error.code ?? 'no code'})`,
    'Bad Request',
  ];
  const problem = makeProblem(
    { code, message: detail, details: {} },
    `${basePath}/${helpPath(code)}`,
  );
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${reason}`,
    `content-type: ${problemType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
