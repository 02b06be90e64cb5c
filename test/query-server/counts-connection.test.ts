// Questions of routers on a connection of their own: the same answers and problems as by POST.

import { connect } from 'node:net';
import t from 'tap';
import { IndexError } from '../../errors.ts';
import { encodeQuestion, maxQuestionBytes } from '../../query-server/counts/counts-messages.ts';
import { BearerTokens } from '../../query-server/http/bearer-tokens.ts';
import { countsAccept } from '../../schemas/exposure-batch.ts';
import { phrases } from '../store/small-index.ts';
import { CountsClient } from './counts-client.ts';
import { listen, type SmallServer, smallServer, until } from './small-server.ts';

const upgraded = 'HTTP/1.1 101 Switching Protocols';

async function post(address: string, body: string, headers: Record<string, string> = {}) {
  const own = { accept: countsAccept, 'content-type': 'application/json' };
  const init = { method: 'POST', headers: { ...own, ...headers }, body };
  const answer = await fetch(`${address}/v1/exposures`, init);
  const content = Buffer.from(await answer.arrayBuffer()).toString('latin1');
  return { status: answer.status, snapshot: answer.headers.get('firstseen-snapshot'), content };
}

async function askOn(client: CountsClient, body: string) {
  const { status, snapshot, content } = await client.ask(body);
  return { status, snapshot: snapshot || null, content: content.toString('latin1') };
}

/** Requests that were counted. */
async function countRequests({ app }: SmallServer): Promise<number> {
  const { body } = await app.inject('/metrics');
  const all = body.matchAll(/_count\{method="POST",route="\/v1\/exposures",status="\d+"\} (\d+)/g);
  return [...all].reduce((sum, [, count]) => sum + Number(count), 0);
}

function isIdle({ traffic, bodies, work }: SmallServer): boolean {
  return traffic.running === 0 && bodies.held === 0 && work.running === 0;
}

t.test('answers and problems are those of the route', async (t) => {
  const server = await smallServer(t, { limits: { maxPhraseLength: 40, maxPhrases: 50 } });
  const address = await listen(server);
  const client = new CountsClient(t, address);
  t.equal(await client.upgrade(), upgraded);
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
  const broken = ['', '{"phrases":["the"]', '{"phrases":["the"]}}'];
  const statuses = new Set<number>();
  let requests = 0;
  for (const body of [...asked, ...broken]) {
    const expected = await post(address, body);
    statuses.add(expected.status);
    t.same(await askOn(client, body), expected, body.slice(0, 60));
    requests += 2;
    await until(async () => (await countRequests(server)) === requests);
  }
  t.same([...statuses].sort(), [200, 400]);
  client.socket.write(Buffer.from([3, 0, 0, 0, 0x22, 0xff, 0x22]));
  t.match(String((await client.receive()).content), /not_utf8/);
  t.ok(isIdle(server));
});

t.test('who may ask, and when', async (t) => {
  const tokens = BearerTokens.decode('0123456789abcdefgh', 'tokens');
  const server = await smallServer(t, { tokens, limits: { maxLong: 0 }, basePath: '/base' });
  const address = await listen(server);
  const body = JSON.stringify({ phrases: ['the'] });
  for (const authorization of ['Bearer wrong-wrong-wrong', '']) {
    const headers: Record<string, string> = authorization === '' ? {} : { authorization };
    const line = await new CountsClient(t, address).upgrade({ headers });
    t.equal(line, 'HTTP/1.1 401 Unauthorized');
  }
  const headers = { authorization: 'Bearer 0123456789abcdefgh' };
  const others = [{ protocol: 'h2c' }, { path: '/v1/exposures?phrase=the' }, { path: '/v1/index' }];
  for (const other of others) {
    const line = await new CountsClient(t, address).upgrade({ headers, ...other });
    t.not(line, upgraded, JSON.stringify(other));
    t.match(line, /^HTTP\/1.1 (200|400) /, 'it is a request like others');
  }
  const client = new CountsClient(t, address);
  t.equal(await client.upgrade({ headers, path: '/base/v1/exposures' }), upgraded);
  const busy = await post(address, body, headers);
  t.match(busy, { status: 503, content: /server_busy/ });
  t.same(await askOn(client, body), busy);
  void server.traffic.drain();
  const closing = await post(address, body, headers);
  t.match(closing, { status: 503, content: /shutting_down/ });
  t.same(await askOn(client, body), closing);
  await until(() => client.isClosed);
  const late = new CountsClient(t, address);
  t.equal(await late.upgrade({ headers }), 'HTTP/1.1 503 Service Unavailable');
});

t.test('a server with budgets counts requests', async (t) => {
  const server = await smallServer(t, { limits: { rateLimit: 100 } });
  const client = new CountsClient(t, await listen(server));
  t.equal(await client.upgrade(), 'HTTP/1.1 400 Bad Request');
});

t.test('a question in pieces, too long, given up, or one too many', async (t) => {
  const server = await smallServer(t, { limits: { maxBodyBytes: 200_000 } });
  const address = await listen(server);
  const connected = async () => {
    const client = new CountsClient(t, address);
    t.equal(await client.upgrade(), upgraded);
    return client;
  };
  const body = JSON.stringify({ phrases });
  const question = encodeQuestion(body) as Buffer;
  const pieces = await connected();
  for (const size of [1, 3, 60]) {
    for (let at = 0; at < question.length; at += size) {
      pieces.socket.write(question.subarray(at, at + size));
      await new Promise((resolve) => setImmediate(resolve));
    }
    t.equal((await pieces.receive()).status, 200);
  }
  // Half a question: its client goes away, or the server has no room for it.
  pieces.socket.write(question.subarray(0, -9));
  await until(() => server.bodies.held > 0);
  await until(() => server.traffic.running === 1);
  pieces.socket.destroy();
  await until(() => isIdle(server));
  const half = await connected();
  half.socket.write(question.subarray(0, -9));
  await until(() => server.bodies.held > 0);
  server.bodies.giveUpArriving(new IndexError('server_busy', 'no room'));
  t.match(String((await half.receive()).content), /server_busy/);
  await until(() => half.isClosed && isIdle(server));
  for (const length of [200_001, maxQuestionBytes + 1, 0xffff_ffff]) {
    const long = await connected();
    const head = Buffer.alloc(4);
    head.writeUInt32LE(length);
    long.socket.write(head);
    const { status, content } = await long.receive();
    t.match([status, String(content)], [413, /body_too_large/]);
    await until(() => long.isClosed);
  }
  const two = await connected();
  two.socket.write(Buffer.concat([question, question]));
  await until(() => two.isClosed && isIdle(server));
});

t.test('an upgrade behind other requests, with a body, or by another method is none', async (t) => {
  const server = await smallServer(t);
  const address = await listen(server);
  const upgrade = 'host: x\r\nconnection: upgrade\r\nupgrade: firstseen-counts\r\n';
  const others = [
    `GET /v1/exposures?phrase=the HTTP/1.1\r\nhost: x\r\n\r\nGET /v1/exposures HTTP/1.1\r\n${upgrade}\r\n`,
    `POST /v1/exposures HTTP/1.1\r\n${upgrade}content-length: 0\r\n\r\n`,
    `GET /v1/exposures HTTP/1.1\r\n${upgrade}content-length: 4\r\n\r\n\0\0\0\0`,
  ];
  for (const other of others) {
    const client = connect(Number(new URL(address).port), '127.0.0.1');
    let received = '';
    client.on('data', (chunk) => {
      received += String(chunk);
    });
    client.write(other);
    await until(() => /HTTP\/1\.1 (400|415)/.test(received));
    t.notMatch(received, /101 Switching/);
    client.destroy();
    await until(() => isIdle(server));
  }
  t.pass('nothing is counted as running');
});

t.test('who does not read is cut when the time is over', async (t) => {
  const server = await smallServer(t, { limits: { deadlineMs: 3000 } });
  const client = new CountsClient(t, await listen(server));
  await client.upgrade();
  client.socket.pause();
  const phrases = Array.from({ length: 40_000 }, () => 'the');
  client.socket.write(encodeQuestion(JSON.stringify({ phrases, bins: 99 })) as Buffer);
  await until(() => server.work.running === 1);
  await until(() => isIdle(server));
  client.socket.resume();
  await until(() => client.isClosed);
});

t.test('many answers are sent while they are made, and end with their client', async (t) => {
  const server = await smallServer(t);
  const address = await listen(server);
  const client = new CountsClient(t, address);
  await client.upgrade();
  const body = JSON.stringify({ phrases: Array.from({ length: 20_000 }, () => 'the'), bins: 9 });
  const found = await client.ask(body);
  t.equal(found.status, 200);
  t.ok(found.parts > 10 && found.content.length > 2_000_000);
  t.equal(found.content.toString('latin1'), (await post(address, body)).content);
  const large = JSON.stringify({ phrases: Array.from({ length: 40_000 }, () => 'the'), bins: 99 });
  client.socket.pause();
  client.socket.write(encodeQuestion(large) as Buffer);
  // It does not read: the work stops before all is made.
  await until(() => server.work.running === 1);
  client.socket.destroy();
  await until(() => isIdle(server));
});

t.test('a server closes although such connections are open', async (t) => {
  const server = await smallServer(t);
  const client = new CountsClient(t, await listen(server));
  await client.upgrade();
  t.equal((await client.ask('{"phrases":["the"]}')).status, 200);
  await server.app.close();
  await until(() => client.isClosed);
});
