import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import t, { type Test } from 'tap';
import { main, runCli } from '../cli/run-cli.ts';
import { collectOutput } from '../collect-output.ts';
import { freePort } from '../query-server/nginx.ts';
import { until } from '../query-server/small-server.ts';
import { start } from '../query-server/started-server.ts';
import { buildParts } from '../shards/split-corpus.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { spawnRouter, startRouter } from './start-router.ts';

const corpus = {
  rows: Array.from({ length: 20 }, (_, i) => ({ text: 'a b a', id: null, step: i + 1, kind: 'x' })),
  cuts: [10],
  facets: false,
};

t.test('firstseen route answers until it is stopped', async (t) => {
  using built = await buildParts(corpus);
  const servers = [];
  for (const directory of built.shards) servers.push(await start(t, [directory, '--port', '0']));
  const addresses = servers.map(({ address }) => address);
  const [child, address] = await startRouter(t, ['--shard', ...addresses]);
  const ask = async () => await (await fetch(`${address}/v1/exposures?phrase=b`)).json();
  t.match(await ask(), { count: 20, last: { rank: 19, step: 20 } });
  const [, second] = servers;
  second?.child.kill('SIGKILL');
  await once(second?.child as ChildProcess, 'exit');
  const gone = await (await fetch(`${address}/v1/exposures?phrase=a`)).json();
  t.match(gone, { code: 'shard_unavailable', details: { shard: addresses[1] } });
  child.kill('SIGTERM');
  t.same(await once(child, 'exit'), [0, null]);

  const failed = await runCli('.', ['route', '--port', '0', '--shard', ...addresses]);
  t.match(failed, {
    code: 3,
    stderr: new RegExp(
      `${addresses[1]} does not answer: ECONNREFUSED\\. Start .firstseen serve. there, .*--wait`,
    ),
  });
  const wrong = await runCli('.', ['route', '--port', '0', '--shard', 'x:1']);
  t.match(wrong, { code: 2, stderr: /--shard "x:1" is not an address/ });
});

/** A server that is not ready for its first `count` requests, and then answers as the one at `address`. */
async function lateServer(t: Test, address: string, count: number): Promise<string> {
  let asked = 0;
  const server = createServer(async ({ url = '' }, response) => {
    if (asked++ < count) return response.writeHead(503).end();
    const answer = await fetch(address + url);
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    return response.end(await answer.text());
  }).listen(0, '127.0.0.1');
  t.teardown(() => server.close().closeAllConnections());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

t.test('firstseen route --wait', async (t) => {
  using built = await buildParts(corpus);
  const servers = [];
  for (const directory of built.shards) servers.push(await start(t, [directory, '--port', '0']));
  const [one = '', two = ''] = servers.map(({ address }) => address);

  await t.test('waits for a shard, and says once for which', async (t) => {
    const late = await lateServer(t, two, 2);
    const { child, output, answers } = spawnRouter(t, ['--wait', '--shard', one, late]);
    const address = await answers();
    t.match(await (await fetch(`${address}/v1/index`)).json(), { records: 20, steps: 20 });
    const said = output.stderr.split('\n').filter((line) => line.includes('waiting for a shard'));
    t.equal(said.length, 1, output.stderr);
    t.match(JSON.parse(said[0] ?? ''), { code: 'shard_unavailable', reason: RegExp(late) });
    child.kill('SIGTERM');
    t.same(await once(child, 'exit'), [0, null]);
  });

  await t.test('ends in order at a signal', async (t) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const absent = await lateServer(t, two, Infinity);
      const { child, output } = spawnRouter(t, ['--wait', '--shard', one, absent]);
      await until(() => output.stderr.includes('waiting'));
      child.kill(signal);
      t.same(await once(child, 'exit'), [0, null], signal);
      t.equal(output.stdout, '');
    }
  });

  await t.test('ends at once where a wait would not help', async (t) => {
    const tokenFile = join(temporaryFolder(t), 'tokens.txt');
    writeFileSync(tokenFile, 'a-token-of-the-shard-0123456789\n');
    const guarded = await start(t, [
      ...[built.shards[1] ?? '', '--port', '0', '--token-file', tokenFile],
    ]);
    const page = createServer((_, response) => response.end('<html>')).listen(0, '127.0.0.1');
    t.teardown(() => page.close().closeAllConnections());
    await once(page, 'listening');
    const other = `http://127.0.0.1:${(page.address() as AddressInfo).port}`;
    const cases: [string[], RegExp][] = [
      [[two, one], /shards_mismatch/],
      [[one, 'x:1'], /bad_argument/],
      [[one, guarded.address], /answers 401 \(unauthorized\).*shard_unavailable/],
      [[one, other], /its answer is not one of `firstseen serve`.*shard_unavailable/],
    ];
    for (const [shards, stderr] of cases) {
      const run = await runCli('.', ['route', '--port', '0', '--wait', '--shard', ...shards]);
      t.match(run, { stderr }, shards.join(' '));
      t.notMatch(run.stderr, 'waiting for');
    }
  });
});

t.test('the first block of docs/router.md runs as a whole', async (t) => {
  const [, block = ''] = /```sh.*\n([^`]+)```/.exec(readFileSync('docs/router.md', 'utf8')) ?? [];
  const ports = ['7401', '7402', '7333'];
  let script = block;
  for (const port of ports) script = script.replaceAll(port, String(await freePort()));
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'bin'));
  symlinkSync(main, join(folder, 'bin/firstseen'));
  const path = [join(folder, 'bin'), join(process.execPath, '..'), process.env['PATH']];
  const child = spawn('bash', ['-ec', script], {
    ...{ cwd: folder, detached: true, stdio: 'pipe' },
    env: { ...process.env, PATH: path.join(delimiter) },
  });
  const output = collectOutput(child);
  t.teardown(() => process.kill(-(child.pid ?? Number.NaN), 'SIGKILL'));
  const addresses = () => output.stdout.match(/(?<=answers at )\S+/g) ?? [];
  await until(() => addresses().length === ports.length || child.exitCode !== null);
  t.equal(child.exitCode, null, output.stderr);
  const router = addresses().find((address) =>
    script.endsWith(`--port ${new URL(address).port}\n`),
  );
  const answer = await fetch(`${router}/v1/exposures?phrase=by+the`);
  t.match(await answer.json(), { count: 6, last: { step: 6 } });
});
