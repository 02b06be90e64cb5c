// POST /v1/records: what a client sees, over HTTP.

import { connect } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { openIntake } from '../../library/ingest.ts';
import { LiveIndex } from '../../library/snapshots/live-index.ts';
import type { AppDeps } from '../../query-server/app.ts';
import { BearerTokens } from '../../query-server/http/bearer-tokens.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { listen, type SmallServer, serverOf, smallServer, until } from './small-server.ts';

const headers = { 'content-type': 'application/x-ndjson' };
const commitEveryMs = 50;

/** A server over a folder of its own that takes records. */
async function liveServer(
  t: Test,
  deps: Partial<AppDeps> = {},
  options: Parameters<typeof openIntake>[1] = {},
): Promise<SmallServer> {
  const directory = join(temporaryFolder(t), 'live.idx');
  const intake = await openIntake(directory, { commitEveryMs, workers: 1, ...options });
  t.teardown(() => intake.close(10_000));
  return await serverOf(t, LiveIndex.wait(directory, { pollMs: 20 }), { intake, ...deps });
}

function lineOf(step: number, texts: readonly string[], run = 'r1'): string {
  const records = texts.map((text, i) => ({ id: `${step}-${i}`, text }));
  return `${JSON.stringify({ run, step, records })}\n`;
}

const post = ({ app }: SmallServer, body: string | Buffer, more: object = {}) =>
  app.inject({ method: 'POST', url: '/v1/records', headers: { ...headers, ...more }, body });

const linesOf = (body: string) =>
  body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

t.test('steps are taken, known, committed and asked', async (t) => {
  const server = await liveServer(t);
  const { app } = server;
  t.match((await app.inject('/v1/exposures?phrase=lake')).json(), { code: 'not_ready' });
  const first = await post(server, lineOf(12, ['of the lake', 'a LAKE']));
  t.match(first, { statusCode: 200, headers: { 'content-type': /^application\/x-ndjson/ } });
  t.equal(first.body, '{"run":"r1","step":12,"records":2,"status":"accepted"}\n');
  const again = await post(server, lineOf(12, ['of the lake', 'a LAKE']) + lineOf(13, []));
  t.same(linesOf(again.body), [
    { run: 'r1', step: 12, records: 2, status: 'duplicate' },
    { run: 'r1', step: 13, records: 0, status: 'accepted' },
  ]);
  const ask = async () => (await app.inject('/v1/exposures?phrase=lake')).json();
  await until(async () => (await ask()).count === 2);
  t.match(await ask(), { first: { step: 12, rank: 0, id: '12-0' }, last: { step: 12 } });
  await until(async () => (await app.inject('/v1/runs')).json().runs[0].committed_step === 12);
  t.same((await app.inject('/v1/runs')).json().runs, [
    { run: 'r1', last_step: 13, committed_step: 12 },
  ]);
  const { body } = await app.inject('/metrics');
  t.match(body, /^firstseen_ingest_steps_total 2$/m);
  t.match(body, /^firstseen_ingest_duplicate_steps_total 1$/m);
  t.match(body, /^firstseen_ingest_records_total 2$/m);
  t.match(body, /^firstseen_ingest_committed_step 12$/m);
  t.match(body, /^firstseen_ingest_uncommitted_bytes 0$/m);
});

t.test('a step with other records, or behind a commit, is refused', async (t) => {
  const server = await liveServer(t);
  await post(server, lineOf(5, ['five']));
  await until(async () => (await server.app.inject('/ready')).statusCode === 200);
  const conflict = await post(server, lineOf(5, ['another five']));
  t.match(conflict, { statusCode: 409, headers: { 'content-type': /problem\+json/ } });
  t.match(conflict.json(), { code: 'step_conflict', details: { run: 'r1', step: 5 } });
  t.match(conflict.json().detail, /before with 1 record that differs:/);
  const more = await post(server, lineOf(5, ['five', 'and more']));
  t.match(more.json().detail, /before with 1 record, not 2:/);
  const late = await post(server, lineOf(4, ['four']));
  t.match([late.statusCode, late.json().code], [409, 'step_backwards']);
  // A rank of the same training, with a run of its own.
  t.equal((await post(server, lineOf(5, ['five of two'], 'r2'))).statusCode, 200);
  const part = await post(server, lineOf(6, ['six']) + lineOf(4, ['four']) + lineOf(7, ['seven']));
  t.match(part, { statusCode: 409, headers: { 'content-type': /x-ndjson/ } });
  t.match(linesOf(part.body), [
    { run: 'r1', step: 6, records: 1, status: 'accepted' },
    { run: 'r1', step: 4, error: { code: 'step_backwards', message: /step 4 of run "r1"/ } },
  ]);
  const { runs } = (await server.app.inject('/v1/runs')).json();
  t.match(runs, [
    { run: 'r1', last_step: 6 },
    { run: 'r2', last_step: 5 },
  ]);
});

t.test('a body that is not as expected is refused', async (t) => {
  const server = await liveServer(t, { limits: { maxBodyBytes: 1000 } }, { maxLineBytes: 1000 });
  const cases: [string | Buffer, object, number, string, RegExp][] = [
    ['', {}, 400, 'not_json', /no (line|body)/],
    ['\n\n', {}, 400, 'not_json', /no line/],
    ['{"run":"r1"', {}, 400, 'not_json', /line 1/],
    [`${lineOf(1, ['a']).trim()}x`, {}, 400, 'not_json', /line 1/],
    [lineOf(0, ['a']), {}, 400, 'bad_argument', /line 1: "step"/],
    [Buffer.from([0xff, 0x0a]), {}, 400, 'not_utf8', /line 1/],
    [lineOf(1, ['x'.repeat(1000)]), {}, 413, 'body_too_large', /more than 1000 bytes/],
    [
      lineOf(1, ['a']),
      { 'content-type': 'application/json' },
      415,
      'unsupported_media_type',
      /x-nd/,
    ],
    [lineOf(1, ['a']), { 'content-type': 'text/plain' }, 415, 'unsupported_media_type', /t\/plain/],
    [lineOf(1, ['a']), { 'content-encoding': 'gzip' }, 415, 'unsupported_media_type', /gzip/],
  ];
  for (const [body, more, status, code, detail] of cases) {
    const answer = await post(server, body, more);
    t.match(answer.json(), { status, code, detail }, `${code} of ${String(body).slice(0, 20)}`);
  }
  t.same((await server.app.inject('/v1/runs')).json(), { runs: [] });
  t.match((await server.app.inject('/metrics')).body, /refused_total\{code="not_utf8"\} 1$/m);
});

t.test('a body may be longer than a line', async (t) => {
  const server = await liveServer(t, { limits: { maxBodyBytes: 1000 } }, { maxLineBytes: 1000 });
  const lines = Array.from({ length: 200 }, (_, i) => lineOf(i + 1, ['x'.repeat(500)]));
  const answer = await post(server, lines.join('').trimEnd());
  t.equal(answer.statusCode, 200);
  t.equal(linesOf(answer.body).length, 200);
});

t.test('lines of a request that breaks off are taken, but for the open one', async (t) => {
  const server = await liveServer(t);
  const { hostname, port } = new URL(await listen(server));
  const socket = connect(Number(port), hostname);
  const head = `POST /v1/records HTTP/1.1\r\nhost: ${hostname}:${port}\r\n`;
  const type = 'content-type: application/x-ndjson\r\ncontent-length: 100000\r\n\r\n';
  socket.write(head + type + lineOf(1, ['one']) + lineOf(2, ['two']).slice(0, -3));
  const runs = async () => (await server.app.inject('/v1/runs')).json().runs;
  await until(async () => (await runs()).length > 0);
  socket.destroy();
  await until(() => server.traffic.running === 0);
  t.match(await runs(), [{ run: 'r1', last_step: 1 }]);
  t.equal((await post(server, lineOf(2, ['another two']))).statusCode, 200);
});

t.test('too much that waits for a commit is refused, and taken later', async (t) => {
  const options = { commitEveryMs: 2 ** 30, stepWindow: 0, maxPendingBytes: 10_000 };
  const server = await liveServer(t, {}, options);
  const text = 'word '.repeat(900);
  t.equal((await post(server, lineOf(1, [text]))).statusCode, 200);
  const results: number[] = [];
  for (let step = 2; step <= 6; ) {
    const answer = await post(server, lineOf(step, [text]));
    results.push(answer.statusCode);
    if (answer.statusCode === 200) step++;
    else {
      t.match(answer.json(), { code: 'ingest_behind', status: 429 });
      t.equal(answer.headers['retry-after'], '1');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  t.ok(results.includes(429), 'some were refused');
  await until(async () => (await server.app.inject('/v1/index')).json().records >= 4);
  // A request that was begun waits for room.
  const many = Array.from({ length: 8 }, (_, i) => lineOf(i + 10, [text])).join('');
  const answer = await post(server, lineOf(7, ['short']) + many);
  t.equal(answer.statusCode, 200, answer.body.slice(0, 300));
  t.equal(linesOf(answer.body).length, 9);
});

t.test('tokens may read, or write too', async (t) => {
  const [reader, writer] = ['reads-and-no-more-1', 'writes-and-reads-2'];
  const tokens = BearerTokens.decode(`${reader}\nwrite:${writer}\n`, 'tokens');
  const server = await liveServer(t, { tokens: BearerTokens.ofDigests(tokens.digests) });
  const as = (token: string) => ({ authorization: `Bearer ${token}` });
  const taken = (token: string) => post(server, lineOf(1, ['one']), as(token));
  t.match((await post(server, lineOf(1, ['one']))).json(), { status: 401, code: 'unauthorized' });
  t.match((await taken('somebody-elses-token')).json(), { status: 401 });
  t.match((await taken(`write:${writer}`)).json(), { status: 401 });
  t.match((await taken(reader)).json(), { status: 403, code: 'write_not_allowed' });
  t.equal((await taken(writer)).statusCode, 200);
  for (const token of [reader, writer]) {
    const { statusCode } = await server.app.inject({ url: '/v1/runs', headers: as(token) });
    t.equal(statusCode, 200);
  }
  t.throws(() => BearerTokens.decode('write:\n', 'tokens'), { code: 'bad_argument' });
  t.throws(() => BearerTokens.decode('write:short\n', 'tokens'), { code: 'bad_argument' });
});

t.test('a server without an intake cannot write', async (t) => {
  const { app } = await smallServer(t);
  const answer = await app.inject({ method: 'POST', url: '/v1/records', headers, body: '{}' });
  t.match(answer.json(), { status: 405, code: 'method_not_allowed' });
  t.equal((await app.inject('/v1/runs')).statusCode, 404);
});

t.test('one writer at a time', async (t) => {
  const server = await liveServer(t);
  await t.rejects(openIntake(server.directory), { code: 'index_busy' });
  const { directory } = await smallServer(t);
  await t.rejects(openIntake(directory), { code: 'step_rule_mismatch' });
});
