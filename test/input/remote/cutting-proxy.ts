// A proxy that breaks off the first answers to GET of an object, to put before a server that never does.

import { request as forward } from 'node:http';
import type { Test } from 'tap';
import { listen, newSending, type Sending } from './serve-bytes.ts';

/** Its address; of answers longer than `cutBytes` the first `cuts` break off after so many. */
export async function startProxy(
  t: Test,
  target: string,
): Promise<{ url: string; sending: Sending; asked: string[] }> {
  const sending = newSending();
  const asked: string[] = [];
  const url = await listen(t, (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const { method, headers } = request;
    const out = forward(`${target}${request.url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      let passed = 0;
      const isRange = answer.statusCode === 206;
      const willCut = isRange && sending.cuts > 0;
      answer.on('data', (chunk: Buffer) => {
        const room = willCut ? sending.cutBytes - passed : chunk.length;
        const part = chunk.subarray(0, Math.max(0, room));
        passed += part.length;
        if (isRange) sending.sentBytes += part.length;
        if (part.length === chunk.length) {
          response.write(part);
          return;
        }
        sending.cuts--;
        answer.destroy();
        response.write(part, () => response.destroy());
      });
      answer.on('end', () => response.end());
      answer.on('error', () => response.destroy());
    });
    out.on('error', () => response.destroy());
    request.pipe(out);
  });
  return { url, sending, asked };
}
