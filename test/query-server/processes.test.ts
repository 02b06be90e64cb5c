// `serve --processes N`: what is as with one process, and the death of each of them.

import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { serve } from '../../query-server/serve.ts';
import { runCli } from '../cli/run-cli.ts';
import { buildSmallIndex, temporaryFolder } from '../store/small-index.ts';
import { until } from './small-server.ts';
import { childrenOf, clientPorts, isAlive, type Started, start } from './started-server.ts';

const isLinux = process.platform === 'linux';
const unlessLinux = isLinux ? false : 'processes are found by /proc, which is of Linux';

async function startTwo(t: Test, ...args: string[]): Promise<Started & { directory: string }> {
  const directory = join(temporaryFolder(t), 'my.idx');
  await buildSmallIndex(directory);
  const server = await start(t, [directory, '--port', '0', '--processes', '2', ...args]);
  return { ...server, directory };
}

interface Asked {
  readonly status: number;
  readonly text: string;
}

/** Rejects where the connection is cut, or after ten seconds without an answer. */
async function ask(url: string, agent?: Agent): Promise<Asked> {
  const request = get(url, { agent: agent ?? false, timeout: 10_000 });
  request.on('timeout', () => request.destroy(new Error('no answer within 10 s')));
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { status: response.statusCode ?? 0, text };
}

async function scrape(address: string): Promise<Map<string, number>> {
  const { text } = await ask(`${address}/metrics`);
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

const manyPhrases = Array.from({ length: 100_000 }, (_, i) => `the of ${i}`);

/** A batch that takes a server some time; resolves with its head. */
async function askMany(address: string): Promise<Response> {
  return await fetch(`${address}/v1/exposures`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/x-ndjson' },
    body: JSON.stringify({ phrases: manyPhrases, bins: 12 }),
  });
}

t.test('two processes answer as one, and a signal ends all with 0', async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const { child, address, log, directory } = await startTwo(t);
    const cli = await runCli('.', ['query', directory, 'the', '--json']);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => ask(`${address}/v1/exposures?phrase=the`)),
    );
    for (const { text } of answers) t.equal(`${text}\n`, cli.stdout);
    const metrics = await scrape(address);
    const series = 'method="GET",route="/v1/exposures",status="200"';
    t.equal(metrics.get('firstseen_phrases_total'), 10, 'of both');
    t.equal(metrics.get(`firstseen_http_request_duration_seconds_count{${series}}`), 10);
    t.equal(metrics.get('firstseen_processes'), 2);
    t.equal(metrics.get('firstseen_segments'), 2, 'sizes of the index are not added');
    const children = isLinux ? childrenOf(child.pid) : [];
    if (isLinux) t.equal(children.length, 2);
    const exited = once(child, 'exit');
    child.kill(signal);
    t.same(await exited, [0, null], signal);
    t.notOk(children.some(isAlive), 'no process is left');
    const lines = log().trim().split('\n');
    for (const line of lines) t.type(JSON.parse(line).msg, 'string', line);
    t.equal(lines.filter((line) => line.includes('"closing"')).length, 2, log());
  }
});

t.test('a signal to every process of the group is the same', { skip: unlessLinux }, async (t) => {
  const { child, address } = await startTwo(t);
  const children = childrenOf(child.pid);
  const response = await askMany(address);
  const exited = once(child, 'exit');
  for (const pid of [...children, child.pid ?? 0]) process.kill(pid, 'SIGTERM');
  let refused = 0;
  await until(async () => {
    refused = (await ask(`${address}/health`)).status;
    return refused === 503;
  });
  t.equal(refused, 503);
  const text = await response.text();
  t.equal(text.trimEnd().split('\n').length, manyPhrases.length, 'the batch is whole');
  t.same(await exited, [0, null]);
  t.notOk(children.some(isAlive));
});

t.test('a second signal ends all at once', { skip: unlessLinux }, async (t) => {
  const { child, address } = await startTwo(t);
  const children = childrenOf(child.pid);
  const response = await askMany(address);
  child.kill('SIGTERM');
  await until(async () => (await ask(`${address}/health`)).status === 503);
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  t.same(await exited, [null, 'SIGTERM']);
  await until(() => !children.some(isAlive));
  await t.rejects(response.text(), 'its answer is cut');
});

interface Client {
  readonly answers: number;
  readonly failures: string[];
  /** Of its connection. */
  readonly port: number | undefined;
}

/** Asks over one connection, again and again, until told to stop. */
function askOn(address: string): Client & { stop(): Promise<void> } {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const client = {
    answers: 0,
    failures: [] as string[],
    port: undefined as number | undefined,
  };
  agent.on('free', ({ localPort }) => {
    client.port = localPort;
  });
  let stopped = false;
  const run = async () => {
    while (!stopped) {
      try {
        const { status } = await ask(`${address}/v1/exposures?phrase=the`, agent);
        if (status === 200) client.answers++;
        else client.failures.push(`status ${status}`);
      } catch (error) {
        client.failures.push(String(error));
      }
    }
    agent.destroy();
  };
  const running = run();
  const stop = () => {
    stopped = true;
    return running;
  };
  return Object.assign(client, { stop });
}

t.test('kill -9 of a process loses no request of another', { skip: unlessLinux }, async (t) => {
  const { child, address, log } = await startTwo(t);
  const clients = Array.from({ length: 8 }, () => askOn(address));
  await until(() => clients.every(({ answers }) => answers > 20));
  const before = await scrape(address);
  const [killed = 0, other = 0] = childrenOf(child.pid);
  const ports = clientPorts(killed);
  const isOfKilled = clients.map(({ port }) => ports.has(port ?? 0));
  process.kill(killed, 'SIGKILL');
  await until(() => log().includes('another one takes its place'));
  await until(async () => (await scrape(address)).get('firstseen_processes') === 2);
  const seen = clients.map(({ answers }) => answers);
  await until(() => clients.every(({ answers }, i) => answers > (seen[i] ?? 0) + 20));
  await Promise.all(clients.map(({ stop }) => stop()));
  const held = isOfKilled.filter(Boolean).length;
  t.ok(held >= 1 && held <= 7, `the killed process had ${held} of 8 connections`);
  for (const [i, { failures }] of clients.entries()) {
    // One request at a time was at work on each connection.
    if (isOfKilled[i]) t.ok(failures.length <= 1, failures.join());
    else t.same(failures, [], 'a connection of the other process');
  }
  for (const failure of clients.flatMap(({ failures }) => failures)) {
    t.match(failure, /ECONNRESET|socket hang up|EPIPE/);
  }
  const after = await scrape(address);
  for (const name of ['firstseen_phrases_total', 'process_cpu_user_seconds_total']) {
    t.ok((after.get(name) ?? 0) >= (before.get(name) ?? Infinity), `${name} does not fall`);
  }
  const line = log()
    .split('\n')
    .find((text) => text.includes('another one takes its place'));
  t.match(JSON.parse(line ?? '{}'), { process: killed, code: null, signal: 'SIGKILL', level: 50 });
  const [first, second] = childrenOf(child.pid);
  t.ok([first, second].includes(other) && first !== killed && second !== killed);
});

t.test('new connections survive a kill, and the death of all', { skip: unlessLinux }, async (t) => {
  const { child, address } = await startTwo(t);
  // Undefined: it was answered.
  const asked: Promise<string | undefined>[] = [];
  const end = performance.now() + 2000;
  let killed = false;
  while (performance.now() < end) {
    asked.push(ask(`${address}/v1/exposures?phrase=the`).then(() => undefined, String));
    if (!killed && asked.length === 200) {
      killed = true;
      process.kill(childrenOf(child.pid)[0] ?? 0, 'SIGKILL');
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const lost = (await Promise.all(asked)).flatMap((reason) => reason ?? []);
  t.ok(lost.length < asked.length / 20, `${lost.length} of ${asked.length}`);
  for (const reason of lost) t.match(reason, /ECONNRESET|socket hang up|EPIPE/, 'cut, not left');
  await until(() => childrenOf(child.pid).length === 2);
  for (const pid of childrenOf(child.pid)) process.kill(pid, 'SIGKILL');
  t.equal((await ask(`${address}/health`)).status, 200, 'it waited for a process');
});

t.test(
  'processes end by themselves when their parent is killed',
  { skip: unlessLinux },
  async (t) => {
    const { child, address } = await startTwo(t);
    const children = childrenOf(child.pid);
    t.equal(children.length, 2);
    const response = await askMany(address);
    child.kill('SIGKILL');
    const text = await response.text();
    t.equal(text.trimEnd().split('\n').length, manyPhrases.length, 'what runs ends');
    await until(() => !children.some(isAlive));
    await t.rejects(ask(`${address}/health`), 'the port is free');
  },
);

t.test('the rate limit holds over all processes', async (t) => {
  const { address } = await startTwo(t, '--rate-limit', '5');
  const begun = performance.now();
  const answers = await Promise.all(
    Array.from({ length: 40 }, () => ask(`${address}/v1/exposures?phrase=the`)),
  );
  const seconds = (performance.now() - begun) / 1000;
  const taken = answers.filter(({ status }) => status === 200).length;
  t.ok(taken >= 5 && taken <= 5 + Math.ceil(5 * seconds), `${taken} in ${seconds} s`);
  const refused = answers.filter(({ status }) => status === 429);
  t.equal(refused.length, 40 - taken);
  for (const { text } of refused) {
    t.match(text, /takes 5 requests a second from one address.*"code":"too_many_requests"/);
  }
  t.equal((await ask(`${address}/health`)).status, 200, 'whoever watches is not counted');
});

t.test('tokens are read once, and every process knows them', { skip: unlessLinux }, async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'tokens');
  writeFileSync(file, 'abcdefghijklmnop\n');
  const { child, address } = await startTwo(t, '--token-file', file);
  renameSync(file, `${file}.moved`);
  const [killed = 0] = childrenOf(child.pid);
  process.kill(killed, 'SIGKILL');
  await until(() => childrenOf(child.pid).length === 2 && !isAlive(killed));
  const statuses = await Promise.all(
    Array.from({ length: 8 }, async (_, i) => {
      const authorization = `Bearer ${i % 2 === 0 ? 'abcdefghijklmnop' : 'ponmlkjihgfedcba'}`;
      return (await fetch(`${address}/v1/index`, { headers: { authorization } })).status;
    }),
  );
  t.same(statuses, [200, 401, 200, 401, 200, 401, 200, 401]);
});

t.test('starts that fail again and again end the server', { skip: unlessLinux }, async (t) => {
  const { child, address, directory, log } = await startTwo(t);
  renameSync(directory, `${directory}.moved`);
  const children = childrenOf(child.pid);
  process.kill(children[0] ?? 0, 'SIGKILL');
  const exited = once(child, 'exit');
  await until(() => log().includes('could not start'));
  t.equal((await ask(`${address}/v1/exposures?phrase=the`)).status, 200, 'the other one answers');
  t.same(await exited, [4, null], 'as a server that does not find its index');
  t.equal(log().match(/could not start/g)?.length, 5);
  t.match(log(), /^firstseen: .*\[index_not_found\]$/m);
  t.notOk(children.some(isAlive));
});

t.test('what cannot be served says why, as with one process', async (t) => {
  const folder = temporaryFolder(t);
  const directory = join(folder, 'my.idx');
  const two = ['serve', directory, '--processes', '2'];
  t.match(await runCli('.', two), { code: 4, stderr: /^firstseen: .*\[index_not_found\]\n$/ });
  await buildSmallIndex(directory);
  const server = await serve(directory, { port: 0 });
  const { port } = new URL(server.address);
  for (const [args, code, stderr] of [
    [['--port', port], 3, /^firstseen: .*\[address_in_use\]$/m],
    [['--host', '0.0.0.0'], 2, /--token-file/],
    [['--host', '192.0.2.1', '--no-auth', '--port', '0'], 2, /bad_argument/],
    [['--token-file', join(folder, 'none')], 4, /input_not_found/],
    [['--processes', '0'], 2, /whole number from 1/],
    [
      ['--processes', '1000'],
      2,
      /whole number from 1 to \d+, found "1000"\. This machine has \d+ core/,
    ],
  ] as const) {
    t.match(await runCli('.', [...two, ...args]), { code, stderr }, args.join(' '));
  }
  await server.close();
});

t.test('a head that does not come is refused after its time', async (t) => {
  const { address } = await startTwo(t);
  const { port } = new URL(address);
  const socket = connect(Number(port), '127.0.0.1');
  t.teardown(() => socket.destroy());
  await once(socket, 'connect');
  socket.write('GET / HTTP/1.1\r\nhost: loc');
  const [answer] = await once(socket, 'data', { signal: AbortSignal.timeout(20_000) });
  t.match(String(answer), /^HTTP\/1\.1 408 .*"code":"request_timeout"/s);
});
