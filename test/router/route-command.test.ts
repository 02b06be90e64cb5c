import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { runCli } from '../cli/run-cli.ts';
import { start } from '../query-server/started-server.ts';
import { buildParts } from '../shards/split-corpus.ts';
import { startRouter } from './start-router.ts';

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
  t.match(failed, { code: 3, stderr: new RegExp(`${addresses[1]} does not answer`) });
  const wrong = await runCli('.', ['route', '--port', '0', '--shard', 'x:1']);
  t.match(wrong, { code: 2, stderr: /--shard "x:1" is not an address/ });
});
