// The server behind a real nginx, with the configuration of docs/http.md.

import t, { type Test } from 'tap';
import { IndexError } from '../../errors.ts';
import type { AppDeps } from '../../query-server/app.ts';
import { readZip } from '../web/read-zip.ts';
import { documentedLocation, skip, startNginx } from './nginx.ts';
import { listen, type SmallServer, smallServer } from './small-server.ts';

interface Behind {
  readonly server: SmallServer;
  /** Of the server itself. */
  readonly direct: string;
  /** Of the server as nginx shows it, without a slash at the end. */
  readonly address: string;
}

async function behindNginx(t: Test, deps: Partial<AppDeps> = {}): Promise<Behind> {
  const server = await smallServer(t, deps);
  const direct = await listen(server);
  const origin = await startNginx(t, documentedLocation(direct));
  return { server, direct, address: `${origin}/firstseen` };
}

/** Addresses in a page or a script, as the browser resolves them. */
function linksOf(text: string, at: string): string[] {
  const found = text.matchAll(/\b(?:src|href)="([^"#]+)|\bfrom '([^']+\.js)'/g);
  return Array.from(found, ([, link, file]) => new URL(link ?? file ?? '', at).href);
}

/** Follows every link from `start` on; those that do not lead to an answer of the server. */
async function walk(start: string): Promise<{ seen: Set<string>; broken: string[] }> {
  const seen = new Set([start]);
  const broken: string[] = [];
  for (const url of seen) {
    const response = await fetch(url);
    const text = await response.text();
    if (!response.ok || !response.headers.has('x-content-type-options')) broken.push(url);
    if (!/html|javascript/.test(response.headers.get('content-type') ?? '')) continue;
    if (url.includes('/vendor/')) continue;
    for (const link of linksOf(text, response.url)) seen.add(link);
  }
  return { seen, broken };
}

t.test('every address on page, docs and scripts leads to the server', { skip }, async (t) => {
  const { address, direct } = await behindNginx(t);
  const below = await startNginx(t, `location /firstseen { proxy_pass ${direct}; }`);
  const based = await smallServer(t, { basePath: '/deep/er' });
  const deeper = await startNginx(t, `location /deep { proxy_pass ${await listen(based)}; }`);
  for (const root of [`${address}/`, `${deeper}/deep/er/`, `${direct}/`]) {
    const { seen, broken } = await walk(root);
    t.same(broken, [], root);
    for (const file of ['main.js', 'docs', 'docs/problems', 'openapi.json', 'vendor/uplot.js']) {
      t.ok(seen.has(root + file), `${root}${file}`);
    }
    t.ok(seen.size > 40, `${seen.size} addresses`);
  }
  t.equal((await fetch(`${below}/firstseen/`)).status, 404, 'an unstripped path needs --base-path');
});

t.test('a path without its slash leads on, with its query', { skip }, async (t) => {
  const { address } = await behindNginx(t);
  const based = await smallServer(t, { basePath: '/deep/er' });
  const deeper = await startNginx(t, `location /deep { proxy_pass ${await listen(based)}; }`);
  for (const url of [address, `${deeper}/deep/er`]) {
    const response = await fetch(`${url}?phrase=the`);
    t.match(response, { status: 200, url: `${url}/?phrase=the` });
    t.match(await response.text(), '<title>firstseen</title>');
  }
});

t.test('OpenAPI and problems name addresses that are there', { skip }, async (t) => {
  const { address } = await behindNginx(t);
  const document = await fetch(`${address}/openapi.json`);
  const { servers, paths } = (await document.json()) as {
    servers: { url: string }[];
    paths: Record<string, object>;
  };
  t.equal(servers.length, 1);
  const root = new URL(servers[0]?.url ?? '', document.url).href.replace(/\/$/, '');
  t.equal(root, address);
  t.ok('/v1/index' in paths);
  t.equal((await fetch(`${root}/v1/index`)).status, 200);
  for (const path of ['/v1/exposures?phrase=%20', '/nowhere', '/a/b/c/d']) {
    const response = await fetch(address + path);
    t.match(response.headers.get('content-type'), 'application/problem+json');
    const { type, code } = (await response.json()) as { type: string; code: string };
    const help = new URL(type, response.url);
    t.equal(help.href, `${address}/docs/problems#${code}`);
    t.match(await (await fetch(help)).text(), `id="${code}"`);
  }
});

t.test('compression, etags and HEAD pass through', { skip }, async (t) => {
  const { address, direct } = await behindNginx(t);
  for (const path of ['/v1/index', '/v1/exposures?phrase=the&bins=12', '/main.js', '/']) {
    const plain = await fetch(direct + path);
    const zipped = await fetch(address + path, { headers: { 'accept-encoding': 'gzip' } });
    t.equal(zipped.headers.get('content-encoding'), 'gzip', path);
    t.equal(await zipped.text(), await plain.text());
    const etag = zipped.headers.get('etag') ?? '';
    t.equal(etag, `W/${plain.headers.get('etag')}`, 'nginx makes it a weak one');
    for (const known of [etag, etag.slice(2)]) {
      const again = await fetch(address + path, { headers: { 'if-none-match': known } });
      t.equal(again.status, 304, known);
    }
    const head = await fetch(address + path, { method: 'HEAD' });
    t.match(head, { status: 200 });
    t.equal(await head.text(), '');
    const kept = ['content-security-policy', 'x-content-type-options', 'cache-control'];
    for (const name of kept) t.equal(head.headers.get(name), plain.headers.get(name), name);
  }
});

function postLines(address: string, phrases: readonly string[], query = ''): Promise<Response> {
  return fetch(`${address}/v1/exposures?${query}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-ndjson',
      accept: 'application/x-ndjson',
      'accept-encoding': 'identity',
    },
    body: phrases.map((phrase) => `${JSON.stringify({ phrase })}\n`).join(''),
  });
}

const many = Array.from({ length: 100_000 }, (_, i) => `the of a sketch paula ${i}`);
/** Makes an answer of more than 50 MB, which no buffer of a socket holds. */
const long = `at=${Array.from({ length: 60 }, (_, i) => i + 1)}`;

t.test('a large batch passes, with its answers in order', { skip }, async (t) => {
  const { address, direct } = await behindNginx(t);
  const response = await postLines(address, many);
  t.equal(response.status, 200);
  t.equal(response.headers.get('x-accel-buffering'), null, 'nginx keeps this to itself');
  const lines = (await response.text()).trimEnd().split('\n');
  t.same(
    lines.map((line) => JSON.parse(line).phrase),
    many,
  );
  const other = await postLines(direct, ['the']);
  t.equal(other.headers.get('x-accel-buffering'), 'no');
});

t.test('nginx reads a stream no faster than its client does', { skip }, async (t) => {
  const { server, address } = await behindNginx(t);
  const unread = await postLines(address, many, long);
  const reader = unread.body?.getReader();
  t.ok((await reader?.read())?.value, 'it has begun');
  // Asked later and read: by its end the first would be over too, were it in a buffer.
  const read = await postLines(address, many, long);
  t.ok((await read.text()).length > 50e6);
  t.equal(server.work.running, 1, 'the first still waits for its client');
  await reader?.cancel();
});

t.test('a stream that is cut never looks whole', { skip }, async (t) => {
  const { server, address, direct } = await behindNginx(t);
  const http10 = await startNginx(
    t,
    `client_max_body_size 64m; location / { proxy_pass ${direct}; }`,
  );
  for (const [name, url] of [
    ['HTTP/1.1', address],
    ['HTTP/1.0', http10],
  ] as const) {
    const response = await postLines(url, many, long);
    t.equal(response.status, 200, name);
    server.work.abortAll(new IndexError('deadline_exceeded', 'a deadline of the test'));
    await t.rejects(response.text(), { name: 'TypeError' }, name);
  }
});

t.test('splits come as a zip, and as rows', { skip }, async (t) => {
  const { address, direct } = await behindNginx(t);
  const pair = { sentence_good: 'the sketch of paula.', sentence_bad: 'the sketch a paula.' };
  const body = JSON.stringify({ name: 'mine', pairs: Array(20_000).fill(pair) });
  t.ok(body.length > 1 << 20, 'more than nginx takes by default');
  for (const accept of ['application/zip', 'application/x-ndjson', 'application/json']) {
    const [through, straight] = await Promise.all(
      [address, direct].map(async (at) => {
        const headers = { 'content-type': 'application/json', accept };
        const response = await fetch(`${at}/v1/splits`, { method: 'POST', headers, body });
        t.equal(response.status, 200, accept);
        return Buffer.from(await response.arrayBuffer());
      }),
    );
    t.ok(straight !== undefined && through?.equals(straight), `${accept}: the same bytes`);
    if (accept === 'application/zip') t.ok(through && readZip(through).has('split.json'));
  }
});

t.test('the rate limit counts clients, not the proxy', { skip }, async (t) => {
  const limits = { rateLimit: 1 };
  const clients = Array.from({ length: 8 }, (_, i) => `203.0.113.${i}`);
  const refused = async (address: string, forwarded: readonly string[]) => {
    const statuses = await Promise.all(
      forwarded.map(async (client) => {
        const headers = { 'x-forwarded-for': client };
        const response = await fetch(`${address}/v1/index`, { headers });
        await response.text();
        return response.status;
      }),
    );
    return statuses.filter((status) => status === 429).length;
  };
  const trusting = await behindNginx(t, { limits, trustProxy: ['loopback'] });
  t.equal(await refused(trusting.address, clients), 0, 'eight clients');
  t.ok((await refused(trusting.address, Array(8).fill('198.51.100.1'))) > 0, 'one client');
  const plain = await behindNginx(t, { limits });
  t.ok((await refused(plain.address, clients)) > 0, 'the header alone changes nothing');
});
