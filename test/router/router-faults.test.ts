// A shard that is gone, slow, or changed: a named error or a replica's answer, never another number.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { buildIndex } from '../../indexer/build-index.ts';
import { LiveShards } from '../../router/live-shards.ts';
import { buildRouter } from '../../router/router-app.ts';
import { parseReplicas } from '../../router/shard-address.ts';
import { fileOperations } from '../../store/files.ts';
import { writeLines } from '../store/small-index.ts';
import { listenAt, smallRouter } from './small-router.ts';

const json = { 'content-type': 'application/json' };
const corpus = {
  rows: Array.from({ length: 40 }, (_, i) => ({ text: 'a b a', id: null, step: i + 1, kind: 'x' })),
  cuts: [10, 20, 30],
  facets: false,
};

t.test('a shard that does not answer is named', async (t) => {
  await using scene = await smallRouter(corpus);
  const { router, addresses } = scene;
  await using other = new AsyncDisposableStack();
  const { address, app } = await listenAt(scene.parts.shards[2] as string, other);
  await using shards = await LiveShards.open(
    addresses.map((one, i) => [i === 2 ? address : one]),
    { pollMs: 100_000 },
  );
  const over = await buildRouter({ shards });
  const url = '/v1/exposures?phrase=a';
  t.match((await over.app.inject(url)).json(), { count: 80 });
  app.server.closeAllConnections();
  await app.close();
  const body = JSON.stringify({ phrases: ['a', 'b'] });
  const requests = [
    { method: 'GET' as const, url: '/v1/exposures?phrase=b' },
    { method: 'GET' as const, url: '/v1/exposures?phrase=b&records=true' },
    { method: 'GET' as const, url: '/v1/contexts?phrase=a' },
    { method: 'GET' as const, url: '/v1/axis' },
    { method: 'GET' as const, url: '/ready' },
    { method: 'POST' as const, url: '/v1/exposures', headers: json, body },
    { method: 'GET' as const, url: '/v1/records?rank=20:25' },
    { method: 'GET' as const, url: '/v1/records?steps=22:24' },
    { method: 'GET' as const, url: '/v1/words' },
    ...[
      ['/v1/words', { terms: ['a'] }],
      ['/v1/overlap', { items: [{ text: 'a b' }] }],
      ['/v1/trace', { text: 'a b', min_tokens: 1 }],
      ['/v1/splits', { pairs: [{ sentence_good: 'a b c', sentence_bad: 'a d c' }] }],
      ['/v1/exposures', { phrases: ['a'], checkpoints: { x: { records: 25 } } }],
    ].map(([url, body]) => {
      return {
        method: 'POST' as const,
        url: String(url),
        headers: json,
        body: JSON.stringify(body),
      };
    }),
  ];
  for (const request of requests) {
    const answer = (await over.app.inject(request)).json();
    t.match(answer, { status: 503, code: 'shard_unavailable', details: { shard: address } });
    t.ok(answer.detail.includes(address), request.url);
  }
  t.match((await over.app.inject('/health')).json(), { status: 'ok' });
  // Records of two shards were sent before the third is asked: the answer is cut.
  const listening = await over.app.listen({ host: '127.0.0.1', port: 0 });
  const records = await fetch(`${listening}/v1/records?rank=0:40`);
  t.equal(records.status, 200);
  await t.rejects(records.text(), 'it has no end');
  await t.rejects(LiveShards.open([[address]]), { code: 'shard_unavailable' });
  await over.app.close();
  t.match((await router.app.inject(url)).json(), { count: 80 }, 'the other router has them all');
});

t.test('a replica answers for one that is gone, slow or answers nonsense', async (t) => {
  await using scene = await smallRouter(corpus, 2);
  const { router, addresses } = scene;
  t.equal(addresses.length, 8);
  const { replicas } = scene.shards.servers[1] ?? { replicas: [] };
  const [first, second] = replicas;
  if (first === undefined || second === undefined) throw new Error('a shard has two replicas');
  const ask = async (phrase: string) =>
    (await router.app.inject(`/v1/exposures?phrase=${phrase}`)).json();
  t.match(await ask('a'), { count: 80 });

  for (const nonsense of [
    (_: unknown, response: import('node:http').ServerResponse) => response.destroy(),
    (_: unknown, response: import('node:http').ServerResponse) => response.writeHead(500).end('x'),
    (_: unknown, response: import('node:http').ServerResponse) => response.end('{"answers":[]}'),
    () => {}, // it never answers
  ]) {
    const bad = createServer(nonsense).listen(0, '127.0.0.1');
    await new Promise((resolve) => bad.once('listening', resolve));
    const { port } = bad.address() as AddressInfo;
    const lists = scene.shards.servers.map(({ replicas }, i) => {
      const [one = '', two = ''] = replicas.map(({ address }) => address);
      return i === 1 ? [one, two] : [one];
    });
    await using live = await LiveShards.open(lists, { pollMs: 100_000 });
    // The server behind an address changes after the start.
    const [target] = live.servers[1]?.replicas ?? [];
    if (target === undefined) throw new Error('there is a replica');
    const asking = target.ask.bind(target);
    const { Replica } = await import('../../router/replica.ts');
    await using broken = new Replica(`http://127.0.0.1:${port}`, undefined);
    target.ask = (request, signal) => broken.ask(request, signal);
    target.usualMs = 1;
    const over = await buildRouter({ shards: live });
    t.match((await over.app.inject('/v1/exposures?phrase=a')).json(), { count: 80 });
    t.match((await over.app.inject('/v1/contexts?phrase=b&limit=1')).json(), { count: 40 });
    target.ask = asking;
    await over.app.close();
    bad.closeAllConnections();
    bad.close();
  }
});

t.test('a comma for a space: two shards are no replicas', async (t) => {
  await using scene = await smallRouter(corpus);
  const [one = '', two = '', ...rest] = scene.addresses;
  const asked = LiveShards.open([[one, two], ...rest.map((address) => [address])]);
  await t.rejects(asked, { code: 'shards_mismatch', message: new RegExp(`${one} and ${two} are`) });
});

t.test('a server that comes back with another index', async (t) => {
  await using scene = await smallRouter(corpus);
  const lists = scene.addresses.map((address) => [address]);
  await using live = await LiveShards.open(lists, { pollMs: 100_000 });
  const over = await buildRouter({ shards: live });
  const ask = async () => await over.app.inject('/v1/exposures?phrase=a');
  t.match((await ask()).json(), { count: 80 });
  const [target] = live.servers[1]?.replicas ?? [];
  const [other] = live.servers[2]?.replicas ?? [];
  if (target === undefined || other === undefined) throw new Error('each shard has a server');
  const asking = target.ask.bind(target);
  target.ask = (request, signal) => other.ask(request, signal);
  t.match((await ask()).json(), { status: 503, code: 'shards_mismatch', detail: /another index/ });
  t.match((await over.app.inject('/ready')).json(), { code: 'shards_mismatch' });
  target.ask = asking;
  t.match((await ask()).json(), { count: 80 });
  await over.app.close();
});

t.test('a replica with another index is passed by', async (t) => {
  await using scene = await smallRouter(corpus, 2);
  const lists = scene.shards.servers.map(({ replicas }) => replicas.map(({ address }) => address));
  await using live = await LiveShards.open(lists, { pollMs: 100_000 });
  const over = await buildRouter({ shards: live });
  const [wrong] = live.servers[1]?.replicas ?? [];
  const [other] = live.servers[2]?.replicas ?? [];
  if (wrong === undefined || other === undefined) throw new Error('each shard has servers');
  wrong.ask = (request, signal) => other.ask(request, signal);
  wrong.usualMs = 0.001;
  for (let look = 0; look < 3; look++) await live.refresh();
  t.match((await over.app.inject('/v1/exposures?phrase=a')).json(), { count: 80 });
  t.equal((await over.app.inject('/ready')).statusCode, 200);
  await over.app.close();
});

t.test('a shard that gets a new snapshot is asked again, as part of a new whole', async (t) => {
  await using scene = await smallRouter(corpus);
  const { router, parts } = scene;
  const ask = async () => await router.app.inject('/v1/exposures?phrase=a&at=45');
  const before = await ask();
  t.match(before.json(), { count: 80, last: { step: 40, rank: 39 } });
  const last = parts.shards.at(-1) as string;
  const from = [writeLines(`${last}-more.jsonl`, [{ text: 'a', step: 44 }])];
  const stepRule = { field: 'step' };
  await buildIndex(last, { from, stepRule, workers: 1, inline: fileOperations });
  let after = await ask();
  for (let i = 0; i < 100 && after.json().count === 80; i++) {
    t.equal(after.headers['firstseen-snapshot'], before.headers['firstseen-snapshot']);
    await new Promise((resolve) => setTimeout(resolve, 50));
    after = await router.app.inject(`/v1/exposures?phrase=a&at=45,${i}`);
  }
  t.match(after.json(), { count: 81, last: { step: 44, rank: 40 } });
  t.not(after.headers['firstseen-snapshot'], before.headers['firstseen-snapshot']);
  t.match((await router.app.inject('/v1/index')).json(), { records: 41, steps: 44 });
});

t.test('shards in another order, and addresses that are none', async (t) => {
  await using scene = await smallRouter(corpus);
  const [one = '', two = ''] = scene.addresses;
  await t.rejects(LiveShards.open([[two], [one]]), {
    code: 'shards_mismatch',
    message: new RegExp(`${two}, which ends at step 20, to the next shard ${one}, .* step 1\\.`),
  });
  t.same(parseReplicas('http://a:1, https://b/x/'), ['http://a:1', 'https://b/x']);
  for (const text of ['', 'a:1', 'ftp://a', 'http://a?x', 'http://a,', 'http://a,http://a/']) {
    t.throws(() => parseReplicas(text), { code: 'bad_argument' }, text);
  }
});
