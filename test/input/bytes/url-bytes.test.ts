// Servers that break, change, lie or refuse.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { identifySource } from '../../../input/bytes/open-raw.ts';
import { readSource } from '../../formats/lines/read-source.ts';
import { planOne } from '../../formats/lines/write-source.ts';

const content = Buffer.from(
  Array.from({ length: 100 }, (_, i) => `${JSON.stringify({ text: `record ${i}` })}\n`).join(''),
);

type Answer = (request: IncomingMessage, response: ServerResponse, attempt: number) => void;

/** Reads from a server that answers as told; the requests are what it was asked. */
async function readFrom(t: Test, answer: Answer, pausesMs = [0, 0, 0]) {
  const requests: { range: string | undefined; ifRange: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const { range } = request.headers;
    requests.push({ range, ifRange: request.headers['if-range'] as string | undefined });
    answer(request, response, requests.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const plan = await planOne(`http://127.0.0.1:${(server.address() as AddressInfo).port}/a.jsonl`);
  const reading = readSource(plan, { pausesMs });
  reading.catch(() => {});
  return { plan, reading, requests };
}

function sendPart(response: ServerResponse, headers: Record<string, string>, end: number): void {
  response.writeHead(200, { 'content-length': content.length, ...headers });
  response.write(content.subarray(0, end), () => response.destroy());
}

function sendRest(response: ServerResponse, start: number, headers: Record<string, string>): void {
  const range = `bytes ${start}-${content.length - 1}/${content.length}`;
  response.writeHead(206, { 'content-range': range, ...headers });
  response.end(content.subarray(start));
}

t.test('a broken transfer goes on where it broke, under If-Range', async (t) => {
  for (const [name, validator] of [
    ['etag', '"v1"'],
    ['last-modified', 'Tue, 01 Jul 2025 10:00:00 GMT'],
  ] as const) {
    const { reading, requests } = await readFrom(t, (_, response, attempt) => {
      if (attempt === 1) sendPart(response, { [name]: validator }, 700);
      else sendRest(response, 700, { [name]: validator });
    });
    t.equal((await reading).records.length, 100);
    t.same(requests[1], { range: 'bytes=700-', ifRange: validator });
  }
});

t.test('a server that is busy for a while is asked again', async (t) => {
  const { reading, requests } = await readFrom(t, (_, response, attempt) => {
    if (attempt === 1) sendPart(response, { etag: '"v1"' }, 700);
    else if (attempt === 2) response.writeHead(503).end('busy');
    else sendRest(response, 700, { etag: '"v1"' });
  });
  t.equal((await reading).records.length, 100);
  t.equal(requests.length, 3);
});

t.test('a connection that breaks 50 times', async (t) => {
  const { reading, requests } = await readFrom(t, (request, response, attempt) => {
    const headers = { etag: '"v1"' };
    const start = Number(/\d+/.exec(request.headers.range ?? '')?.[0] ?? 0);
    if (attempt > 50) sendRest(response, start, headers);
    else if (attempt === 1) sendPart(response, headers, 40);
    else {
      const range = `bytes ${start}-${content.length - 1}/${content.length}`;
      response.writeHead(206, { 'content-range': range, ...headers });
      response.write(content.subarray(start, start + 40), () => response.destroy());
    }
  });
  t.equal((await reading).records.length, 100);
  t.equal(requests.length, 51);
});

t.test('what cannot be resumed safely fails with what was received', async (t) => {
  const cases: [string, Record<string, string>, Answer, RegExp][] = [
    ['no validator', {}, () => {}, /neither a strong ETag nor Last-Modified/],
    ['a weak ETag', { etag: 'W/"v1"' }, () => {}, /neither a strong ETag/],
    [
      'no ranges',
      { etag: '"v1"' },
      (_, response) => response.writeHead(200, { etag: '"v1"' }).end(content),
      /does not resume transfers/,
    ],
    [
      'other content, known by 200',
      { etag: '"v1"' },
      (_, response) => response.writeHead(200, { etag: '"v2"' }).end(content),
      /changed while it was read: expected "v1".*found "v2"/,
    ],
    [
      'other content, known by 206',
      { etag: '"v1"' },
      (_, response) => sendRest(response, 700, { etag: '"v2"' }),
      /changed while it was read: expected "v1".*found "v2"/,
    ],
    [
      'another range',
      { etag: '"v1"' },
      (_, response) => sendRest(response, 600, { etag: '"v1"' }),
      /another range/,
    ],
    [
      'gone meanwhile',
      { etag: '"v1"' },
      (_, response) => response.writeHead(404).end(),
      /answered 404 to the request for the rest/,
    ],
    ['silence', { etag: '"v1"' }, (_, response) => response.destroy(), /again and again/],
  ];
  for (const [name, headers, next, message] of cases) {
    const { reading } = await readFrom(t, (request, response, attempt) => {
      if (attempt === 1) sendPart(response, headers, 700);
      else next(request, response, attempt);
    });
    const isOther = name.startsWith('other content');
    const details = isOther ? { expected: '"v1"', found: '"v2"' } : { received: 700 };
    const expected = { code: isOther ? 'source_moved' : 'transfer_failed', message, details };
    await t.rejects(reading, expected, name);
  }
});

t.test('a status that is an error is told at once', async (t) => {
  for (const [status, code] of [
    [404, 'input_not_found'],
    [403, 'transfer_failed'],
    [500, 'transfer_failed'],
  ] as const) {
    const { reading, requests } = await readFrom(t, (_, response) => {
      response.writeHead(status).end('no');
    });
    await t.rejects(reading, { code, message: `${status}` });
    t.equal(requests.length, 1);
  }
});

t.test('a server that is not there is told at once', async (t) => {
  const plan = await planOne('http://127.0.0.1:9/a.jsonl');
  await t.rejects(readSource(plan), { code: 'transfer_failed', message: /ECONNREFUSED/ });
});

t.test('redirects are followed, and identity encoding is asked for', async (t) => {
  const { reading, requests } = await readFrom(t, (request, response) => {
    if (request.url === '/a.jsonl') response.writeHead(302, { location: '/b' }).end();
    else if (request.headers['accept-encoding'] !== 'identity') response.writeHead(400).end();
    else response.end(content);
  });
  t.equal((await reading).records.length, 100);
  t.equal(requests.length, 2);
});

t.test('an encoding that was not asked for is refused', async (t) => {
  const { reading } = await readFrom(t, (_, response) => {
    response.writeHead(200, { 'content-encoding': 'br' }).end('xx');
  });
  await t.rejects(reading, { code: 'transfer_failed', message: /encoded as br/ });
});

t.test('a url can be identified without decoding', async (t) => {
  const { plan, reading } = await readFrom(t, (_, response) => response.end(content));
  const { identity } = await reading;
  t.same(await identifySource(plan, new AbortController().signal), identity);
});
