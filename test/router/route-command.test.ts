import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { runCli } from '../cli/run-cli.ts';
import { collectOutput } from '../collect-output.ts';
import { until } from '../query-server/small-server.ts';
import { start } from '../query-server/started-server.ts';
import { buildParts } from '../shards/split-corpus.ts';

const main = fileURLToPath(new URL('../../bin/firstseen.cjs', import.meta.url));
const corpus = {
  rows: Array.from({ length: 20 }, (_, i) => ({ text: 'a b a', id: null, step: i + 1, kind: 'x' })),
  cuts: [10],
  facets: false,
};

async function startRouter(t: Test, args: readonly string[]): Promise<[ChildProcess, string]> {
  const child = spawn(process.execPath, [main, 'route', '--port', '0', ...args], { stdio: 'pipe' });
  t.teardown(() => child.kill('SIGKILL'));
  const output = collectOutput(child);
  await until(() => output.stdout.includes('\n') || child.exitCode !== null);
  const address = /^firstseen answers at (http:\S+)\n$/.exec(output.stdout)?.[1];
  if (address === undefined) throw new Error(`it did not start: ${output.stdout}${output.stderr}`);
  return [child, address];
}

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
  t.match(failed, { code: 3, stderr: new RegExp(`${addresses[1]} does not answer`) });
  const wrong = await runCli('.', ['route', '--port', '0', '--shard', 'x:1']);
  t.match(wrong, { code: 2, stderr: /--shard "x:1" is not an address/ });
});
