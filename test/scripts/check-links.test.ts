// The script finds dead links at a server of its own, and passes where there is no network.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { askAddress } from '../../scripts/links/ask-address.ts';
import { anchorsOf, innerLinksOf, outerLinksOf } from '../../scripts/links/read-links.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const script = join(root, 'scripts/check-links.ts');
const statuses: Readonly<Record<string, number>> = {
  ...{ '/': 200, '/gone': 404, '/robots': 403, '/busy': 429, '/broken': 503 },
};
const server = createServer((request, response) => {
  if (request.url === '/moved') response.writeHead(301, { location: '/' }).end();
  else response.writeHead(statuses[request.url ?? ''] ?? 410).end('text');
});
server.listen(0, '0.0.0.0');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
t.teardown(() => server.close());

async function check(text: string) {
  const page = join(t.testdir({}), 'page.md');
  writeFileSync(page, text);
  const child = spawn(process.execPath, [script, relative(root, page)], { cwd: root });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    stdout += part;
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, stdout };
}

t.test('an answer says whether an address is alive', async (t) => {
  const stateOf = async (path: string) =>
    (await askAddress(`http://127.0.0.1:${port}${path}`)).state;
  t.equal(await stateOf('/'), 'alive');
  t.equal(await stateOf('/moved'), 'alive');
  t.equal(await stateOf('/gone'), 'dead');
  t.equal(await stateOf('/any-other'), 'dead');
  t.equal(await stateOf('/robots'), 'refused');
  t.equal(await stateOf('/busy'), 'refused');
  t.equal(await stateOf('/broken'), 'unreachable');
  t.equal((await askAddress('http://127.0.0.1:1/')).state, 'unreachable');
});

t.test('a dead link fails and names its page', async (t) => {
  // All of 127.0.0.0/8 is this machine on Linux, and only 127.0.0.1 is on the list of the script.
  const { code, stdout } = await check(
    `[a](http://127.0.0.2:${port}/gone) [b](http://127.0.0.2:${port}/)`,
  );
  if (process.platform === 'linux') {
    t.equal(code, 1);
    t.match(stdout, /^dead +http:\S+\/gone: status 404 \(.*page\.md\)$/m);
    t.match(stdout, /2 addresses: 1 alive, 1 dead/);
  } else t.pass('127.0.0.2 is not this machine here', { skip: 'it runs on Linux' });
});

t.test('addresses of examples are not asked, and no network passes', async (t) => {
  const { code, stdout } = await check(
    'http://127.0.0.1:7333 https://a.example.org/x http://no-such-host.invalid/',
  );
  t.equal(code, 0, stdout);
  t.match(stdout, /not asked .*7333: it is the machine of the reader/);
  t.match(stdout, /not asked .*a\.example\.org/);
  t.match(stdout, /unreachable +http:\/\/no-such-host\.invalid\/: .*page\.md/);
  t.match(stdout, /no address answers/);
  t.match(stdout, /1 addresses: 0 alive, 0 dead, 0 refuse programs, 1 not reached\n$/);
});

t.test('links of a page are read', async (t) => {
  const page =
    '# A b?\n## `c` (d/e)\n## A b\n[x](y.md#z) [o](https://a.org/b#c). <https://a.org/d>\n';
  t.same([...anchorsOf(page)], ['a-b', 'c-de', 'a-b-1']);
  t.same(innerLinksOf(page), ['y.md#z']);
  t.same(outerLinksOf(page), ['https://a.org/b', 'https://a.org/d']);
  t.same(innerLinksOf('```\n[a](b)\n```\n'), []);
  t.same(outerLinksOf('```sh\ncurl https://a.org/b, twice https://a.org/b\n```\n'), [
    'https://a.org/b',
  ]);
  t.same(outerLinksOf('`http://a.org:1,http://b.org/?c=1,2`'), [
    'http://a.org:1',
    'http://b.org/?c=1,2',
  ]);
});
