// examples/cluster: the commands of its services, and a real nginx with its configuration. Containers are not
// started; addresses and paths inside of them are replaced by those of this machine.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { skip, startNginxWith } from '../query-server/nginx.ts';
import { start } from '../query-server/started-server.ts';
import { startRouter } from '../router/start-router.ts';
import { buildParts } from '../shards/split-corpus.ts';
import { temporaryFolder } from '../store/small-index.ts';

const example = (name: string) => readFileSync(join('examples/cluster', name), 'utf8');
const compose = example('compose.yaml');

/** The arguments of each `command:`, in order of the file: those of the shards, then of the router. */
const commands = Array.from(compose.matchAll(/^ *command: (.*)$/gm), ([, line]) =>
  (line ?? '').split(' '),
);

const corpus = {
  rows: Array.from({ length: 20 }, (_, i) => ({ text: 'a b a', id: null, step: i + 1, kind: 'x' })),
  cuts: [10],
  facets: false,
};

t.test('two shards, a router and nginx', { skip }, async (t) => {
  using built = await buildParts(corpus);
  const folder = temporaryFolder(t);
  for (const name of ['shards', 'clients']) {
    writeFileSync(join(folder, `${name}.txt`), `${name}-0123456789abcdef\n`);
  }
  /** As on this machine: any port, and the paths of the folder. */
  const placed = (args: readonly string[] | undefined, places: Record<string, string>) =>
    (args ?? [])
      .slice(1)
      .map((arg) => places[arg] ?? arg.replace(/^\/secrets\//, `${folder}/`))
      .map((arg, i, all) => (all[i - 1] === '--port' ? '0' : arg))
      .map((arg, i, all) => (all[i - 1] === '--host' ? '127.0.0.1' : arg));
  t.same(
    commands.map(([name]) => name),
    ['serve', 'route'],
  );
  const addresses: Record<string, string> = {};
  for (const [i, directory] of built.shards.entries()) {
    const { address } = await start(t, placed(commands[0], { '/index': directory }));
    addresses[`http://shard-${i + 1}:7333`] = address;
  }
  const [, router] = await startRouter(t, placed(commands[1], addresses));
  const proxy = await startNginxWith(t, (port) =>
    example('nginx.conf')
      .replace('listen 8080', `listen 127.0.0.1:${port}`)
      .replace('http://router:7333', router),
  );
  const ask = async (token?: string) =>
    await fetch(`${proxy}/v1/exposures?phrase=b`, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
  t.equal((await ask()).status, 401);
  t.equal((await ask('shards-0123456789abcdef')).status, 401, 'clients have their own token');
  const answer = await ask('clients-0123456789abcdef');
  t.match(await answer.json(), { count: 20, first: { step: 1 }, last: { step: 20 } });
  const page = await fetch(`${proxy}/`);
  t.match(await page.text(), '<title>firstseen</title>');
  const many = Array.from({ length: 230 }, () => ask('clients-0123456789abcdef'));
  const statuses = new Set((await Promise.all(many)).map(({ status }) => status));
  t.same([...statuses].sort(), [200, 429], 'a client that asks too much is told so');
});

t.test('what the services name is there', async (t) => {
  t.ok(existsSync('Dockerfile'));
  for (const [, path] of compose.matchAll(/"\.\/([^:"]+):/g)) {
    t.ok(existsSync(join('examples/cluster', path ?? '')), `${path}`);
  }
  const names = [...compose.matchAll(/^ {2}([a-z0-9-]+):$/gm)].map(([, name]) => name);
  t.same(names, ['shard-1', 'shard-2', 'router', 'proxy']);
  t.match(example('nginx.conf'), /proxy_pass http:\/\/router:7333;/);
});
