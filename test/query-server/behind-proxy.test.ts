// What a server does for proxies, asked by `inject`: the base path, client addresses, host names.

import t, { type Test } from 'tap';
import { AllowedHosts } from '../../query-server/http/allowed-hosts.ts';
import { decodeBasePath } from '../../query-server/http/base-path.ts';
import { requireProxies } from '../../query-server/http/trusted-proxies.ts';
import { serve } from '../../query-server/serve.ts';
import { smallServer } from './small-server.ts';

t.test('with a base path, the same is answered below it', async (t) => {
  const { app } = await smallServer(t, { basePath: '/a/b' });
  for (const url of [
    '/',
    '/docs',
    '/v1/exposures?phrase=the',
    '/main.js',
    '/openapi.json',
    '/?x',
  ]) {
    const [bare, below] = [await app.inject(url), await app.inject(`/a/b${url}`)];
    t.match(below, { statusCode: 200, body: bare.body }, url);
    t.same(below.headers, { ...bare.headers, date: below.headers.date }, url);
  }
  const refused = await app.inject('/a/b/v1/exposures?phrase=%20');
  t.match(refused.json(), { type: '../docs/problems#phrase_without_token' });
  const post = { method: 'POST', payload: { phrases: ['the'] } } as const;
  t.same(
    (await app.inject({ url: '/a/b/v1/exposures', ...post })).json(),
    (await app.inject({ url: '/v1/exposures', ...post })).json(),
  );
  for (const url of ['/a', '/a/', '/a/bc', '/a/b/a/b/', '/a/B/', '/a/b/nowhere']) {
    t.equal((await app.inject(url)).statusCode, 404, url);
  }
});

t.test('a base path without its slash leads to the one with it', async (t) => {
  const { app } = await smallServer(t, { basePath: '/a/b' });
  for (const [url, to] of [
    ['/a/b', '/a/b/'],
    ['/a/b?phrase=the&at=1?2', '/a/b/?phrase=the&at=1?2'],
  ] as const) {
    const { statusCode, headers } = await app.inject(url);
    t.equal(statusCode, 307);
    // Another proxy may have put this one under a path.
    for (const before of ['', '/outer']) {
      const { href } = new URL(`${headers.location}`, `http://h${before}${url}`);
      t.equal(href, `http://h${before}${to}`);
    }
    t.match(headers['content-security-policy'], "default-src 'none'");
  }
});

t.test('a base path is a path, and nothing else', async (t) => {
  for (const [text, path] of [
    ['', ''],
    ['/', ''],
    ['/x', '/x'],
    ['/x/', '/x'],
    ['/user/me@x.org/proxy/7333/', '/user/me@x.org/proxy/7333'],
    ['/%C3%A9', '/%C3%A9'],
  ] as const) {
    t.equal(decodeBasePath(text), path);
  }
  for (const text of [
    'x',
    '//x',
    '/x//',
    '/x?y',
    '/x#y',
    '/../x',
    '/./x',
    '/é',
    '/%zz',
    'http://h/x',
  ]) {
    t.throws(() => decodeBasePath(text), { code: 'bad_argument', details: { found: text } }, text);
  }
});

interface Asked {
  readonly trusts: readonly string[];
  /** The header of each request. */
  readonly forwarded: readonly string[];
  readonly from?: string;
}

/** How many of requests that come at once are refused, where an address has one a second. */
async function refusals(t: Test, { trusts, forwarded, from = '127.0.0.1' }: Asked) {
  const { app } = await smallServer(t, { trustProxy: trusts, limits: { rateLimit: 1 } });
  const answers = await Promise.all(
    forwarded.map((value) => {
      const headers = { 'x-forwarded-for': value };
      return app.inject({ url: '/v1/index', remoteAddress: from, headers });
    }),
  );
  return answers.filter(({ statusCode }) => statusCode === 429).length;
}

t.test('the rate limit sees the clients of a trusted proxy, and of no other', async (t) => {
  const forwarded = Array.from({ length: 8 }, (_, i) => `203.0.113.${i}`);
  const loopback = ['loopback'];
  t.ok((await refusals(t, { trusts: [], forwarded })) > 0, 'nobody is believed');
  t.equal(await refusals(t, { trusts: loopback, forwarded }), 0, 'eight clients of a proxy');
  const one = Array<string>(8).fill('203.0.113.1');
  t.ok((await refusals(t, { trusts: loopback, forwarded: one })) > 0, 'one client of a proxy');
  const from = '198.51.100.7';
  t.ok((await refusals(t, { trusts: loopback, forwarded, from })) > 0, 'not from the proxy');
  t.equal(await refusals(t, { trusts: ['198.51.100.0/24'], forwarded, from }), 0, 'a network');
  const claims = forwarded.map((address) => `${address}, 203.0.113.99`);
  t.ok((await refusals(t, { trusts: loopback, forwarded: claims })) > 0, 'claims of a client');
  const chains = forwarded.map((address) => `1.2.3.4, ${address}, 10.0.0.3`);
  const trusts = ['loopback', '10.0.0.0/8'];
  t.equal(await refusals(t, { trusts, forwarded: chains }), 0, 'two proxies');
});

t.test('what is trusted has to be an address, and is looked at before the index', async (t) => {
  requireProxies(['127.0.0.1', '10.0.0.0/8', '::1', 'fc00::/7', 'loopback', 'uniquelocal']);
  for (const proxy of [
    'nonsense',
    '',
    '10.0.0.0/33',
    '10.0.0.0/0',
    '::1/129',
    '10.0.0.1/8/8',
    '*',
  ]) {
    t.throws(() => requireProxies([proxy]), { code: 'bad_argument', details: { found: proxy } });
    await t.rejects(serve('nowhere', { trustProxy: [proxy] }), { code: 'bad_argument' });
  }
  await t.rejects(serve('nowhere', { basePath: 'x' }), { code: 'bad_argument' });
  await t.rejects(serve('nowhere', { allowHosts: ['a:1'] }), { code: 'bad_argument' });
});

t.test('the log names the client that a trusted proxy names', async (t) => {
  const lines: string[] = [];
  const logger = { level: 'debug', stream: { write: (line: string) => lines.push(line) } };
  const { app } = await smallServer(t, { logger, trustProxy: ['loopback'] });
  await app.inject({ url: '/v1/index', headers: { 'x-forwarded-for': '203.0.113.1' } });
  t.match(JSON.parse(lines.at(-1) ?? ''), { client: '203.0.113.1', route: '/v1/index' });
});

t.test('names are allowed one by one', async (t) => {
  const hosts = new AllowedHosts(['corpus.example.org', 'LAB.example.', '[fd00::1]']);
  for (const host of [
    'corpus.example.org',
    'CORPUS.example.org:443',
    'corpus.example.org.',
    'lab.example:80',
    '[fd00::1]:7333',
    'localhost:7333',
    '127.0.0.1',
    '[::1]',
  ]) {
    t.doesNotThrow(() => hosts.require(host), host);
  }
  for (const host of [
    'example.org',
    'x.corpus.example.org',
    'corpus.example.org.evil',
    '',
    undefined,
  ]) {
    t.throws(() => hosts.require(host), { code: 'wrong_host' }, `${host}`);
  }
  for (const name of [
    '',
    '*',
    '*.example.org',
    'https://x.org',
    'x.org:80',
    'x.org/',
    'x y',
    '::1',
  ]) {
    t.throws(() => new AllowedHosts([name]), { code: 'bad_argument' }, name);
  }
});

t.test('a forwarded host does not get past the names', async (t) => {
  const deps = { hosts: new AllowedHosts(), trustProxy: ['loopback'] };
  const { app } = await smallServer(t, deps);
  const headers = { host: 'evil.example', 'x-forwarded-host': 'localhost' };
  t.match((await app.inject({ url: '/v1/index', headers })).json(), { code: 'wrong_host' });
});
