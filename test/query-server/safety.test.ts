import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { AllowedHosts } from '../../query-server/http/allowed-hosts.ts';
import { BearerTokens } from '../../query-server/http/bearer-tokens.ts';
import { serve } from '../../query-server/serve.ts';
import { buildSmallIndex, temporaryFolder } from '../store/small-index.ts';
import { listen, smallServer, until } from './small-server.ts';

const token = 'correct-horse-battery-staple';

/** Sends bytes as they are; what comes back until the connection is closed. */
async function talk(address: string, ...parts: (string | Buffer)[]): Promise<string> {
  const { port } = new URL(address);
  const socket: Socket = connect(Number(port), '127.0.0.1');
  let heard = '';
  socket.setEncoding('latin1').on('data', (text) => {
    heard += text;
  });
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  for (const part of parts) socket.write(part);
  socket.end();
  await closed;
  return heard;
}

t.test('with tokens, only who has one may ask', async (t) => {
  const tokens = BearerTokens.decode(`# ours\n${token}\n\nanother-token-of-ours-2\n`, 'tokens');
  const { app } = await smallServer(t, { tokens });
  const ask = (authorization?: string, url = '/v1/exposures?phrase=the') =>
    app.inject({ url, headers: authorization === undefined ? {} : { authorization } });
  for (const good of [`Bearer ${token}`, `bearer ${token} `, 'Bearer another-token-of-ours-2']) {
    t.equal((await ask(good)).statusCode, 200, good);
  }
  for (const bad of [
    undefined,
    '',
    'Bearer',
    `Basic ${token}`,
    `Bearer ${token}x`,
    'Bearer # ours',
    token,
  ]) {
    const response = await ask(bad);
    t.match(response.json(), { status: 401, code: 'unauthorized' }, `${bad}`);
    t.equal(response.headers['www-authenticate'], 'Bearer');
    t.notMatch(response.body, token);
  }
  t.match((await ask(`Bearer write:${token}`)).json(), { detail: /`write:` of its line is no/ });
  for (const url of ['/metrics', '/v1/index', '/v1/contexts?phrase=the', '/nowhere', '/v1/axis']) {
    t.equal((await ask(undefined, url)).statusCode, 401, url);
  }
  for (const url of ['/', '/health', '/ready', '/docs', '/openapi.json', '/style/docs.css']) {
    t.equal((await ask(undefined, url)).statusCode, 200, `${url} holds nothing of the corpus`);
  }
});

t.test('a token file has to be worth something', async (t) => {
  for (const text of [
    '',
    '# nothing\n',
    'short\n',
    'with spaces in the token line\n',
    'ü'.repeat(20),
  ]) {
    t.throws(() => BearerTokens.decode(text, 'tokens'), { code: 'bad_argument' });
  }
  t.throws(() => BearerTokens.read('/nowhere/tokens'), { code: 'input_not_found' });
});

t.test('an address that others reach needs tokens, or a clear no', async (t) => {
  const folder = temporaryFolder(t);
  const directory = join(folder, 'my.idx');
  await buildSmallIndex(directory);
  await t.rejects(serve(directory, { host: '0.0.0.0', port: 0 }), { code: 'bad_argument' });
  const file = join(folder, 'tokens');
  writeFileSync(file, `${token}\n`);
  for (const options of [{ tokenFile: file }, { noAuth: true }]) {
    const server = await serve(directory, { host: '0.0.0.0', port: 0, ...options });
    const { port } = new URL(server.address);
    const { status } = await fetch(`http://127.0.0.1:${port}/v1/index`);
    t.equal(status, 'noAuth' in options ? 200 : 401);
    await server.close();
  }
});

t.test('without tokens, no other name leads to the server', async (t) => {
  const { app } = await smallServer(t, { hosts: new AllowedHosts() });
  const ask = (host: string) => app.inject({ url: '/v1/index', headers: { host } });
  for (const host of ['127.0.0.1:7333', 'localhost', 'LOCALHOST:1', '[::1]:80', '127.1.2.3']) {
    t.equal((await ask(host)).statusCode, 200, host);
  }
  for (const host of ['evil.example', 'localhost.evil.example', '10.0.0.1', '127.0.0.1.nip.io']) {
    t.match((await ask(host)).json(), { status: 421, code: 'wrong_host' }, host);
  }
});

t.test('two host headers are refused, whatever they say', async (t) => {
  const server = await smallServer(t, { hosts: new AllowedHosts() });
  const address = await listen(server);
  for (const second of ['localhost', 'evil.example']) {
    const head = `GET /health HTTP/1.1\r\nhost: localhost\r\nHost: ${second}\r\n`;
    const heard = await talk(address, `${head}connection: close\r\n\r\n`);
    t.match(heard, /^HTTP\/1\.1 400/);
    t.match(heard, 'several `host` headers: expected one');
  }
});

t.test('a rate limit holds where one is set, and none otherwise', async (t) => {
  const limited = await smallServer(t, { limits: { rateLimit: 5 } });
  const ask = (server: typeof limited) => server.app.inject('/v1/exposures?phrase=the');
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask(limited)));
  t.same(
    answers.map(({ statusCode }) => statusCode),
    [200, 200, 200, 200, 200, 429, 429, 429],
  );
  t.match(answers[7]?.json(), { code: 'too_many_requests' });
  t.match(answers[7]?.headers, { 'retry-after': /^\d+$/ });
  t.equal((await limited.app.inject('/health')).statusCode, 200, 'who watches is not counted');
  const open = await smallServer(t);
  const all = await Promise.all(Array.from({ length: 200 }, () => ask(open)));
  t.ok(all.every(({ statusCode }) => statusCode === 200));
});

t.test('no path leads out of the page', async (t) => {
  const server = await smallServer(t);
  const address = await listen(server);
  const secret = readFileSync(join(server.directory, 'catalogue.sqlite'))
    .subarray(0, 15)
    .toString();
  const tricks = [
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/..%5cpackage.json',
    '//etc/passwd',
    '/./style/docs.css/../../package.json',
    '/style/docs.css%00.html',
    '/vendor/../../package.json',
    '/catalogue.sqlite',
    '/my.idx/catalogue.sqlite',
    '/.git/config',
    '/%',
    '/%c0%ae%c0%ae/package.json',
    `/${'a/'.repeat(2000)}`,
  ];
  for (const path of tricks) {
    const heard = await talk(
      address,
      `GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`,
    );
    t.match(heard, /^HTTP\/1\.1 40[04] /, path);
    t.notMatch(heard, secret);
    t.notMatch(heard, 'dependencies');
  }
});

t.test('what is not HTTP is refused, and the server lives', async (t) => {
  const server = await smallServer(t, { limits: { maxBodyBytes: 100_000 } });
  const address = await listen(server);
  const head = (more: string) =>
    `POST /v1/exposures HTTP/1.1\r\nhost: localhost\r\n${more}\r\n\r\n`;
  const json = 'content-type: application/json';
  for (const [name, bytes] of [
    ['noise', Buffer.from(Array.from({ length: 500 }, (_, i) => (i * 7919) % 256))],
    ['another protocol', 'SSH-2.0-OpenSSH_9.0\r\n'],
    ['half a head', 'GET /v1/exposures?phrase=the HTTP/1.1\r\nhost: lo'],
    ['a huge head', `GET / HTTP/1.1\r\nx: ${'a'.repeat(100_000)}\r\n\r\n`],
    ['a length and less', `${head(`${json}\r\ncontent-length: 50`)}{"phr`],
    ['a length that is none', head(`${json}\r\ncontent-length: many`)],
    ['two lengths', head(`${json}\r\ncontent-length: 5\r\ncontent-length: 6`)],
    ['a length and chunks', head(`${json}\r\ncontent-length: 5\r\ntransfer-encoding: chunked`)],
    ['a bad chunk', `${head(`${json}\r\ntransfer-encoding: chunked`)}zz\r\n`],
    ['a body too large', head(`${json}\r\ncontent-length: 1000000000`)],
  ] as const) {
    const heard = await talk(address, bytes);
    t.match(heard, /^(HTTP\/1\.1 4\d\d |$)/, `${name}: ${heard.slice(0, 30)}`);
    if (heard !== '') t.match(heard, /application\/problem\+json|connection: close/i, name);
    const { status } = await fetch(`${address}/health`);
    t.equal(status, 200, 'the next request is answered');
  }
});

t.test('a request without a host is told so, where HTTP needs one', async (t) => {
  const address = await listen(await smallServer(t));
  const heard = await talk(address, 'GET /health HTTP/1.1\r\nconnection: close\r\n\r\n');
  t.match(heard, /^HTTP\/1\.1 400 [\s\S]*"code":"malformed_request"/);
  t.match(heard, 'the request has no `host` header');
  t.match(await talk(address, 'GET /health HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 200 /);
});

t.test('a gigabyte in chunks is refused once it passes the limit', async (t) => {
  const server = await smallServer(t);
  const address = await listen(server);
  const socket = connect(Number(new URL(address).port), '127.0.0.1');
  let heard = '';
  socket.setEncoding('latin1').on('data', (text) => {
    heard += text;
  });
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(
    'POST /v1/exposures HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
  );
  const chunk = Buffer.concat([
    Buffer.from('100000\r\n'),
    Buffer.alloc(1 << 20, 32),
    Buffer.from('\r\n'),
  ]);
  const before = process.memoryUsage().rss;
  let sent = 0;
  while (sent < 1000 && !socket.destroyed) {
    if (!socket.write(chunk)) await Promise.race([once(socket, 'drain').catch(() => {}), closed]);
    sent++;
  }
  socket.destroy();
  await closed;
  t.ok(sent < 200, `stopped after ${sent} MiB`);
  if (heard !== '') t.match(heard, /^HTTP\/1\.1 413 /);
  t.ok(process.memoryUsage().rss - before < 200e6);
  t.equal((await fetch(`${address}/health`)).status, 200);
});

t.test('a client that is half closed gets its answer', async (t) => {
  const server = await smallServer(t);
  const address = await listen(server);
  const heard = await talk(address, 'GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n');
  t.match(heard, /^HTTP\/1\.1 200 /);
  await until(() => server.traffic.running === 0);
});

t.test('whatever is sent, nothing is a 5xx', async (t) => {
  const { app, traffic } = await smallServer(t);
  const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS');
  const path = fc.constantFrom(
    '/v1/exposures',
    '/v1/contexts',
    '/v1/records',
    '/v1/words',
    '/v1/splits',
    '/v1/index',
    '/v1/axis',
    '/metrics',
    '/docs/problems',
    '/',
  );
  const query = fc.string({
    unit: fc.constantFrom(...'phraseatbinslimitrkxw_=&%20,1-+;:'),
    maxLength: 30,
  });
  const type = fc.constantFrom('application/json', 'application/x-ndjson', 'text/plain', '', ';;;');
  const body = fc.oneof(
    fc.json(),
    fc.string({ unit: 'binary' }),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc
      .record({ phrases: fc.array(fc.anything()), at: fc.anything() })
      .map((value) => JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? 0 : v))),
    fc
      .record({ pairs: fc.array(fc.dictionary(fc.string(), fc.string())) })
      .map((value) => JSON.stringify(value)),
  );
  await fc.assert(
    fc.asyncProperty(method, path, query, type, body, async (method, path, query, type, body) => {
      const url = `${path}?${query}`;
      const headers = type === '' ? {} : { 'content-type': type };
      const bare = method === 'GET' || method === 'HEAD';
      const response = await app.inject({
        method: method as 'GET',
        url,
        headers,
        ...(!bare && { body }),
      });
      if (response.statusCode >= 500) throw new Error(`${response.statusCode} ${response.body}`);
      return response.statusCode >= 200;
    }),
    { numRuns: 1000 },
  );
  t.equal(traffic.running, 0, 'all of them were let go');
});

t.test('no text of corpus or question comes to the log', async (t) => {
  const lines: string[] = [];
  const stream = { write: (line: string) => lines.push(line) };
  const { app } = await smallServer(t, { logger: { level: 'trace', stream } });
  const word = 'sketch';
  await app.inject(`/v1/exposures?phrase=${word}`);
  await app.inject(`/v1/exposures?phrase=${word}%ff`);
  await app.inject(`/v1/contexts?phrase=${word}&limit=x`);
  await app.inject(`/v1/contexts?phrase=${word}`);
  await app.inject(`/${word}`);
  const headers = { 'content-type': 'application/json' };
  for (const body of [`{"phrases":["${word}"],"${word}":1}`, `{"phrases":["${word}`, `"${word}"`]) {
    await app.inject({ method: 'POST', url: '/v1/exposures', headers, body });
    await app.inject({ method: 'POST', url: '/v1/splits', headers, body });
  }
  t.ok(lines.length > 5, 'there is a log');
  t.notMatch(lines.join(''), word);
  t.notMatch((await app.inject('/metrics')).body, word);
});

t.test('every answer forbids what it does not need', async (t) => {
  const { app } = await smallServer(t);
  for (const url of ['/v1/index', '/nowhere', '/v1/exposures', '/metrics', '/', '/docs']) {
    const { headers } = await app.inject(url);
    t.equal(headers['x-content-type-options'], 'nosniff', url);
    t.match(
      headers['content-security-policy'],
      /^default-src '(none|self)';.*frame-ancestors 'none'/,
      url,
    );
    t.notMatch(headers['content-security-policy'], 'unsafe');
  }
});
