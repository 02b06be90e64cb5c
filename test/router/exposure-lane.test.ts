// Single phrases that pass by Fastify: the same answers, headers and problems as by its route.

import { connect } from 'node:net';
import t, { type Test } from 'tap';
import { AllowedHosts } from '../../query-server/http/allowed-hosts.ts';
import { BearerTokens } from '../../query-server/http/bearer-tokens.ts';
import { LiveShards } from '../../router/live-shards.ts';
import { buildRouter, type RouterDeps } from '../../router/router-app.ts';
import { until } from '../query-server/small-server.ts';
import { listenAt, smallRouter } from './small-router.ts';

const corpus = {
  rows: Array.from({ length: 40 }, (_, i) => {
    return { text: i % 3 === 0 ? 'a b a' : 'b ü’s c', id: `r${i}`, step: i + 1, kind: 'x' };
  }),
  cuts: [10, 20, 30],
  facets: false,
};

/** A listening router, and how many requests Fastify has seen. */
async function listenRouter(t: Test, deps: RouterDeps) {
  const router = await buildRouter(deps);
  const seen = { byFastify: 0 };
  router.app.addHook('onRequest', (_request, _reply, done) => {
    seen.byFastify++;
    done();
  });
  const address = await router.app.listen({ host: '127.0.0.1', port: 0 });
  t.teardown(() => router.app.close());
  return { ...router, address, seen };
}

async function see(url: string, headers: Record<string, string> = {}) {
  const answer = await fetch(url, { headers });
  const { date: _, ...own } = Object.fromEntries(answer.headers);
  return { status: answer.status, headers: own, text: await answer.text() };
}

t.test('answers and problems of both ways', async (t) => {
  await using scene = await smallRouter(corpus);
  const { address, seen, app, traffic } = await listenRouter(t, {
    ...{ shards: scene.shards, limits: { maxPhraseLength: 60 } },
  });
  const phrases = [
    'a',
    'b+a',
    'b%20a',
    '%C3%BC%E2%80%99s',
    'nowhere',
    '%20',
    '',
    'a=b',
    '%2B',
    'a;b',
  ];
  for (const phrase of phrases) {
    const url = `${address}/v1/exposures?phrase=${phrase}`;
    const before = seen.byFastify;
    const found = await see(url);
    t.equal(seen.byFastify, before, 'Fastify has not seen it');
    const expected = await see(`${url}&`);
    t.equal(seen.byFastify, before + 1);
    t.same(found, { ...expected, text: expected.text.replace(`${phrase}&`, phrase) }, phrase);
    t.equal(found.status, /[ab]|%C3|%2B|nowhere/.test(phrase) ? 200 : 400);
    t.same(await see(url), found, 'its answer is known now');
  }
  const others = [
    `?phrase=${'x'.repeat(61)}`,
    '?phrase=%FF',
    '?phrase=a&at=7',
    '?phrase=a&phrase=b',
    '',
  ];
  for (const query of [...others, '?at=7&phrase=a']) {
    const before = seen.byFastify;
    const { status } = await see(`${address}/v1/exposures${query}`);
    t.equal(status, /at=7/.test(query) ? 200 : 400, query);
    // Its guards refuse the broken one before they count it.
    t.equal(seen.byFastify, before + (query.includes('%FF') ? 0 : 1), query);
  }
  const url = `${address}/v1/exposures?phrase=a`;
  const { etag = '' } = (await see(url)).headers;
  t.match(await see(url, { 'if-none-match': etag }), { status: 304, text: '' });
  t.equal((await fetch(url, { method: 'HEAD' })).status, 200);
  const metrics = await (await fetch(`${address}/metrics`)).text();
  const counted = metrics.matchAll(/_count\{method="GET",route="\/v1\/exposures".*\} (\d+)/g);
  const asked = 3 * phrases.length + others.length + 3;
  t.equal(
    [...counted].reduce((sum, [, count]) => sum + Number(count), 0),
    asked,
  );
  // Its client goes away before the answer.
  const socket = connect(Number(new URL(address).port), '127.0.0.1');
  socket.write('GET /v1/exposures?phrase=b HTTP/1.1\r\nhost: x\r\n\r\n', () => socket.destroy());
  await until(() => traffic.running === 0);
  t.match(await see(url), { status: 200 });
  await app.close();
});

t.test('who may ask, at which path, and when', async (t) => {
  await using scene = await smallRouter(corpus);
  const router = await listenRouter(t, {
    ...{ shards: scene.shards, basePath: '/base' },
    tokens: BearerTokens.decode('0123456789abcdefgh', 'tokens'),
    hosts: new AllowedHosts(['127.0.0.1']),
  });
  const authorization = 'Bearer 0123456789abcdefgh';
  for (const path of ['/base/v1/exposures', '/v1/exposures']) {
    const url = `${router.address}${path}?phrase=a`;
    for (const headers of [{ authorization }, { authorization: 'Bearer x' }, {}]) {
      const found = await see(url, headers);
      t.same(found, await see(`${url}&`, headers));
      t.equal(found.status, headers.authorization === authorization ? 200 : 401);
    }
  }
  const empty = `${router.address}/base/v1/exposures?phrase=%20`;
  const refused = await see(empty, { authorization });
  t.match(refused, { status: 400, text: /"type":"\.\.\/docs\/problems#phrase_without_token"/ });
  t.same(refused, await see(`${empty}&`, { authorization }));
  t.equal(router.seen.byFastify, 3, 'of those that may ask, three were for the lane');
  const url = `${router.address}/v1/exposures?phrase=b`;
  void router.traffic.drain();
  t.match(await see(url, { authorization }), { status: 503, text: /shutting_down/ });
});

t.test('a router that counts budgets leaves all to Fastify', async (t) => {
  await using scene = await smallRouter(corpus);
  const { address, seen } = await listenRouter(t, {
    ...{ shards: scene.shards, limits: { rateLimit: 100 } },
  });
  t.match(await see(`${address}/v1/exposures?phrase=a`), { status: 200 });
  t.equal(seen.byFastify, 1);
});

t.test('a shard that is gone', async (t) => {
  await using scene = await smallRouter(corpus);
  await using other = new AsyncDisposableStack();
  const { address: gone, app } = await listenAt(scene.parts.shards[2] as string, other);
  const lists = scene.addresses.map((one, i) => [i === 2 ? gone : one]);
  await using shards = await LiveShards.open(lists, { pollMs: 100_000 });
  const { address } = await listenRouter(t, { shards });
  const url = `${address}/v1/exposures?phrase=`;
  t.equal((await see(`${url}a`)).status, 200);
  await app.close();
  const found = await see(`${url}b`);
  t.match(found, { status: 503, text: /"code":"shard_unavailable"/ });
  t.ok(found.text.includes(gone));
  t.same(found, await see(`${url}b&`));
});
