import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { request } from 'undici';
import { serve } from '../../query-server/serve.ts';
import { runCli } from '../cli/run-cli.ts';
import { buildSmallIndex, temporaryFolder } from '../store/small-index.ts';
import { until } from './small-server.ts';
import { start } from './started-server.ts';

t.test('a process answers, and a signal ends it with 0', async (t) => {
  const directory = join(temporaryFolder(t), 'my.idx');
  await buildSmallIndex(directory);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const { child, address, log } = await start(t, [directory, '--port', '0']);
    const answer = await fetch(`${address}/v1/exposures?phrase=the`);
    const cli = await runCli('.', ['query', directory, 'the', '--json']);
    t.equal(`${await answer.text()}\n`, cli.stdout);
    const exited = once(child, 'exit');
    child.kill(signal);
    t.same(await exited, [0, null], signal);
    for (const line of log().trim().split('\n')) t.type(JSON.parse(line).msg, 'string', line);
  }
});

t.test('options for a proxy reach the server', async (t) => {
  const directory = join(temporaryFolder(t), 'my.idx');
  await buildSmallIndex(directory);
  const options = ['--base-path', '/x/', '--allow-host', 'a.example,b.example', '--trust-proxy'];
  const log = ['--log-level', 'debug', '--rate-limit', '1'];
  const server = await start(t, [directory, '--port', '0', ...options, ...log]);
  t.match(server.address, /^http:\/\/127\.0\.0\.1:\d+\/x$/);
  const { port } = new URL(server.address);
  const ask = async (host: string, client: string) => {
    const headers = { host, 'x-forwarded-for': client };
    const { statusCode, body } = await request(`${server.address}/v1/index`, { headers });
    await body.dump();
    return statusCode;
  };
  t.equal(await ask('b.example', '203.0.113.1'), 200);
  t.equal(await ask(`127.0.0.1:${port}`, '203.0.113.2'), 200, 'another client');
  t.equal(await ask('c.example', '203.0.113.3'), 421);
  await until(() => server.log().includes('203.0.113.3'));
});

t.test('options for a proxy that make no sense are refused', async (t) => {
  for (const [option, value, found] of [
    ['--trust-proxy', 'my.idx', 'found "my.idx"'],
    ['--trust-proxy', '10.0.0.1,,', 'found an empty one'],
    ['--allow-host', 'http://a.example', 'found "http://a.example"'],
    ['--base-path', 'x', 'found "x"'],
  ] as const) {
    const { code, stderr } = await runCli('.', ['serve', 'nowhere', option, value]);
    t.equal(code, 2, option);
    t.match(stderr, found);
  }
  const { code, stderr } = await runCli('.', ['serve', '--trust-proxy', 'my.idx']);
  t.equal(code, 2);
  t.match(stderr, 'DIR first, because --trust-proxy takes the word after it');
});

t.test('a signal lets what runs end, and refuses what comes', async (t) => {
  const directory = join(temporaryFolder(t), 'my.idx');
  await buildSmallIndex(directory);
  const { child, address } = await start(t, [directory, '--port', '0']);
  const phrases = Array.from({ length: 100_000 }, (_, i) => `the of ${i}`);
  const response = await fetch(`${address}/v1/exposures`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/x-ndjson' },
    body: JSON.stringify({ phrases, bins: 12 }),
  });
  t.equal(response.status, 200);
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  let refused = 0;
  await until(async () => {
    refused = (await fetch(`${address}/health`)).status;
    return refused === 503;
  });
  t.equal(refused, 503);
  const text = await response.text();
  t.equal(text.trimEnd().split('\n').length, phrases.length, 'the batch is whole');
  t.same(await exited, [0, null]);
});

t.test('a reader that never comes does not hold a closing server for long', async (t) => {
  const directory = join(temporaryFolder(t), 'my.idx');
  await buildSmallIndex(directory);
  const server = await serve(directory, { port: 0, drainMs: 200 });
  const phrases = Array.from({ length: 100_000 }, (_, i) => `the of ${i}`);
  const response = await fetch(`${server.address}/v1/exposures`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/x-ndjson' },
    body: JSON.stringify({ phrases, bins: 12 }),
  });
  const begun = performance.now();
  await Promise.all([server.close(), server.close()]);
  t.ok(performance.now() - begun < 30_000, 'without waiting for the deadline of a minute');
  await t.rejects(response.text(), 'its answer is cut');
});

t.test('half a body does not hold a closing server as long as a running request', async (t) => {
  const directory = join(temporaryFolder(t), 'my.idx');
  await buildSmallIndex(directory);
  const server = await serve(directory, { port: 0, drainMs: 4000 });
  const socket = connect(Number(new URL(server.address).port), '127.0.0.1');
  t.teardown(() => socket.destroy());
  const head = 'POST /v1/splits HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';
  socket.write(`${head}content-length: 1000\r\nexpect: 100-continue\r\n\r\n{`);
  // Told to go on, so that the server has seen the head.
  await once(socket, 'data');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  const closed = once(socket, 'close');
  const begun = performance.now();
  await server.close();
  const ms = performance.now() - begun;
  t.ok(ms < 3000, `${Math.round(ms)} ms of the 3000 that a running request has`);
  await closed;
  t.match(answer, /^HTTP\/1\.1 503 .*"code":"shutting_down"/s);
});

t.test('connections that browsers keep in store do not hold a closing server', async (t) => {
  const directory = join(temporaryFolder(t), 'my.idx');
  await buildSmallIndex(directory);
  const { child, address } = await start(t, [directory, '--port', '0']);
  const { port } = new URL(address);
  const sockets = ['', 'GET / HTTP/1.1\r\nhost: loc'].map((sent) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(sent));
    return socket.on('error', () => {});
  });
  t.teardown(() => sockets.map((socket) => socket.destroy()));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  // Answered, so that the server has seen them.
  await fetch(`${address}/health`);
  child.kill('SIGTERM');
  // A head that does not come would be waited for 10 s.
  await until(() => child.exitCode !== null);
  t.equal(child.exitCode, 0);
});

t.test('what cannot be served says why', async (t) => {
  const folder = temporaryFolder(t);
  const directory = join(folder, 'my.idx');
  t.match(await runCli('.', ['serve', directory]), { code: 4, stderr: /index_not_found/ });
  await buildSmallIndex(directory);
  const server = await serve(directory, { port: 0 });
  const { port } = new URL(server.address);
  for (const [args, code, stderr] of [
    [['--port', port], 3, /address_in_use/],
    [['--host', '0.0.0.0'], 2, /--token-file/],
    [['--host', '192.0.2.1', '--no-auth', '--port', '0'], 2, /bad_argument/],
    [['--port', '65536'], 2, /65535/],
    [['--token-file', join(folder, 'none')], 4, /input_not_found/],
  ] as const) {
    t.match(await runCli('.', ['serve', directory, ...args]), { code, stderr }, args.join(' '));
  }
  await server.close();
});

t.test('a server that waits is ready once the index has a commit', async (t) => {
  const directory = join(temporaryFolder(t), 'my.idx');
  const server = await serve(directory, { port: 0, wait: true });
  const ready = () => fetch(`${server.address}/ready`);
  t.match(await (await ready()).json(), { status: 503, code: 'not_ready' });
  t.equal((await fetch(`${server.address}/health`)).status, 200);
  t.match(await (await fetch(`${server.address}/v1/exposures?phrase=the`)).json(), {
    code: 'not_ready',
  });
  await buildSmallIndex(directory);
  await until(async () => (await ready()).status === 200);
  const metrics = await (await fetch(`${server.address}/metrics`)).text();
  for (const name of [
    'firstseen_http_request_duration_seconds_count{method="GET",route="/ready",status="503"}',
    'firstseen_phrases_total',
    'firstseen_segments',
    'firstseen_snapshot_age_seconds',
    'nodejs_eventloop_lag_seconds',
  ]) {
    t.match(metrics, name);
  }
  await server.close();
});
