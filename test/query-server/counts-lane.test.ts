// Requests of routers, which pass by Fastify: the same answers and the same problems.

import { connect } from 'node:net';
import t from 'tap';
import { BearerTokens } from '../../query-server/http/bearer-tokens.ts';
import { countsAccept, countsType } from '../../schemas/exposure-batch.ts';
import { phrases } from '../store/small-index.ts';
import { listen, type SmallServer, smallServer, until } from './small-server.ts';

const path = '/v1/exposures';
const lane = { accept: countsAccept, 'content-type': 'application/json' };
/** Not as routers write it, so that Fastify answers. */
const other = { ...lane, accept: `${countsType},application/json;q=0.5` };

interface Asked {
  readonly address: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Record<string, string>;
}

async function ask({ address, body, headers = {} }: Asked, own: Record<string, string>) {
  const init = { method: 'POST', headers: { ...own, ...headers }, body };
  const answer = await fetch(address + path, init);
  const names = ['content-type', 'cache-control', 'firstseen-snapshot', 'content-security-policy'];
  return {
    status: answer.status,
    headers: [...names, 'x-content-type-options', 'retry-after', 'www-authenticate'].map((name) => [
      name,
      answer.headers.get(name),
    ]),
    body: Buffer.from(await answer.arrayBuffer()).toString('latin1'),
  };
}

/** Requests that were counted. */
async function countRequests({ app }: SmallServer): Promise<number> {
  const { body } = await app.inject('/metrics');
  const all = body.matchAll(/_count\{method="POST",route="\/v1\/exposures",status="\d+"\} (\d+)/g);
  return [...all].reduce((sum, [, count]) => sum + Number(count), 0);
}

t.test('answers and problems are those of the route', async (t) => {
  const server = await smallServer(t, { limits: { maxPhraseLength: 40, maxPhrases: 50 } });
  const address = await listen(server);
  const asked = [
    { phrases },
    { phrases: [] },
    { phrases: [...phrases, { name: 'g', phrases: ['the', 'of'] }, ' '], at: [3, 9], bins: 4 },
    { phrases, records: true, records_at: [4], last_at: [3], by_facet: true },
    { phrases: ['the'], checkpoints: { a: 4, b: { records: 20 } } },
    { phrases: ['x'.repeat(41), 'the', { name: 'long', phrases: ['y'.repeat(60)] }] },
    { phrases: Array.from({ length: 51 }, () => 'a') },
    { phrases: ['the'], from_step: 3 },
    { phrases: ['the'], bins: 3, from_step: 9, to_step: 2 },
    { phrases: 'the' },
    { phrases: ['the'], x: 1 },
    { phrases: ['the', 7] },
    { phrases: ['the'], at: ['7'] },
    {},
    [],
    null,
  ].map((body) => JSON.stringify(body));
  const broken = [
    '',
    '{"phrases":["the"]',
    '{"phrases":["the"]}}',
    Uint8Array.of(0x22, 0xff, 0x22),
  ];
  const statuses = new Set<number>();
  let requests = 0;
  for (const body of [...asked, ...broken]) {
    const expected = await ask({ address, body }, other);
    const found = await ask({ address, body }, lane);
    statuses.add(expected.status);
    t.same(found, expected, String(body).slice(0, 60));
    requests += 2;
    await until(async () => (await countRequests(server)) === requests);
  }
  t.same([...statuses].sort(), [200, 400]);
  t.equal(server.traffic.running, 0);
  t.equal(server.bodies.held, 0);
  t.equal(server.work.running, 0);
});

t.test('who may ask, and when', async (t) => {
  const tokens = BearerTokens.decode('0123456789abcdefgh', 'tokens');
  const server = await smallServer(t, { tokens, limits: { maxLong: 0 } });
  const address = await listen(server);
  const body = JSON.stringify({ phrases: ['the'] });
  for (const authorization of ['Bearer 0123456789abcdefgh', 'Bearer wrong-wrong-wrong', '']) {
    const headers = authorization === '' ? {} : { authorization };
    const expected = await ask({ address, body, headers }, other);
    t.same(await ask({ address, body, headers }, lane), expected);
    t.equal(expected.status, authorization.includes('0123') ? 503 : 401);
  }
  void server.traffic.drain();
  const headers = { authorization: 'Bearer 0123456789abcdefgh' };
  const expected = await ask({ address, body, headers }, other);
  t.match(expected, { status: 503, body: /shutting_down/ });
  t.same(await ask({ address, body, headers }, lane), expected);
});

t.test('a body that comes in pieces, is too long, or is given up', async (t) => {
  const server = await smallServer(t, { limits: { maxBodyBytes: 200_000 } });
  const address = await listen(server);
  const { port } = new URL(address);
  const body = JSON.stringify({ phrases });
  const socket = connect(Number(port), '127.0.0.1');
  const received: Buffer[] = [];
  socket.on('data', (chunk) => received.push(chunk));
  const head = [
    `POST ${path} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    ...Object.entries(lane).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  const bytes = Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
  for (let at = 0; at < bytes.length; at += 60) {
    socket.write(bytes.subarray(at, at + 60));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const whole = () => Buffer.concat(received).toString('latin1');
  await until(() => whole().includes('fsc1'));
  t.match(whole(), /^HTTP\/1\.1 200 OK\r\n/);
  // Half a body: its client goes away, or the server has no room for it.
  socket.write(bytes.subarray(0, bytes.length - 9));
  await until(() => server.bodies.held > 0);
  socket.destroy();
  await until(() => server.traffic.running === 0);
  t.equal(server.bodies.held, 0);
  const half = connect(Number(port), '127.0.0.1');
  let answer = '';
  half.on('data', (chunk) => {
    answer += String(chunk);
  });
  half.write(bytes.subarray(0, bytes.length - 9));
  await until(() => server.bodies.held > 0);
  const { IndexError } = await import('../../errors.ts');
  server.bodies.giveUpArriving(new IndexError('server_busy', 'no room'));
  await until(() => answer.includes('"code":"server_busy"'));
  t.match(answer, /connection: close/i);
  await until(() => server.traffic.running === 0);
  half.destroy();
  const long = JSON.stringify({ phrases: Array.from({ length: 52_000 }, () => 'a') });
  t.match(await ask({ address, body: long }, lane), { status: 413, body: /body_too_large/ });
});

t.test('many answers are sent while they are made, and end with their client', async (t) => {
  const server = await smallServer(t);
  const address = await listen(server);
  const body = JSON.stringify({ phrases: Array.from({ length: 20_000 }, () => 'the'), bins: 9 });
  const found = await ask({ address, body }, lane);
  t.equal(found.status, 200);
  t.same(found.body, (await ask({ address, body }, other)).body);
  t.ok(found.body.length > 2_000_000);
  const { port } = new URL(address);
  const socket = connect(Number(port), '127.0.0.1');
  const large = JSON.stringify({ phrases: Array.from({ length: 60_000 }, () => 'the'), bins: 9 });
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: x\r\naccept: ${countsAccept}\r\ncontent-type: application/json\r\ncontent-length: ${large.length}\r\n\r\n`,
  );
  socket.write(large);
  // It does not read: the work stops before all is made.
  await until(() => server.work.running === 1);
  socket.destroy();
  await until(() => server.work.running === 0 && server.traffic.running === 0);
  t.equal(server.bodies.held, 0);
});
