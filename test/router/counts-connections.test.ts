// Routers ask for counts on connections of their own, and by POST where there are none.

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { countsProtocol } from '../../query-server/counts/counts-messages.ts';
import { LiveShards } from '../../router/live-shards.ts';
import { buildRouter } from '../../router/router-app.ts';
import { seededRandom } from '../phrases.ts';
import { until } from '../query-server/small-server.ts';
import { listenAt, smallRouter } from './small-router.ts';

const corpus = {
  rows: Array.from({ length: 40 }, (_, i) => ({
    text: 'a b a',
    id: `r${i}`,
    step: i + 1,
    kind: 'x',
  })),
  cuts: [10, 20, 30],
  facets: false,
};
const json = { 'content-type': 'application/json' };

interface Passing {
  /** Of the router, or of the server; undefined: nothing is passed on. */
  readonly fromRouter?: (chunk: Buffer) => Buffer | undefined;
  readonly fromServer?: (chunk: Buffer) => Buffer | undefined;
}

/** Bytes pass between a router and a server, who may change them. */
async function passBytes(t: Test, address: string, passing: Passing) {
  const { fromRouter = (chunk) => chunk, fromServer = (chunk) => chunk } = passing;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const to = connect(Number(new URL(address).port), '127.0.0.1');
    const pairs = [
      [client, to, fromRouter],
      [to, client, fromServer],
    ] as const;
    for (const [one, other, change] of pairs) {
      open.add(one);
      one.on('error', () => {});
      one.on('close', () => other.destroy());
      one.on('data', (chunk) => {
        const changed = change(Buffer.from(chunk));
        if (changed !== undefined) other.write(changed);
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const cut = () => {
    for (const socket of open) socket.destroy();
    open.clear();
  };
  t.teardown(() => {
    cut();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, cut };
}

const isUpgrade = (chunk: Buffer) => chunk.includes(`upgrade: ${countsProtocol}`);

async function routerOver(t: Test, lists: readonly (readonly string[])[], deadlineMs = 10_000) {
  const shards = await LiveShards.open(lists, { pollMs: 100_000 });
  const router = await buildRouter({ shards, limits: { deadlineMs } });
  t.teardown(async () => {
    await router.app.close();
    await shards[Symbol.asyncDispose]();
  });
  const ask = async (phrases: readonly string[]) => {
    const body = JSON.stringify({ phrases });
    const asked = { method: 'POST' as const, url: '/v1/exposures', headers: json, body };
    return (await router.app.inject(asked)).json();
  };
  return { ask, shards };
}

const answers = [
  { phrase: 'a', count: 80 },
  { phrase: 'b', count: 40 },
];

t.test('one connection is used again; several questions at once need several', async (t) => {
  await using scene = await smallRouter(corpus);
  await using owned = new AsyncDisposableStack();
  const { address, app, traffic } = await listenAt(scene.parts.shards[1] as string, owned);
  let upgrades = 0;
  app.server.on('upgrade', () => upgrades++);
  const lists = scene.addresses.map((one, i) => [i === 1 ? address : one]);
  const { ask } = await routerOver(t, lists);
  for (let i = 0; i < 5; i++) t.match(await ask(['a', 'b']), { answers });
  t.equal(upgrades, 1);
  const all = await Promise.all(Array.from({ length: 40 }, () => ask(['a', 'b'])));
  for (const one of all) t.match(one, { answers });
  t.ok(upgrades > 1 && upgrades <= 16, `${upgrades} connections`);
  await until(() => traffic.running === 0);
});

t.test('a server that does not upgrade is asked by POST', async (t) => {
  await using scene = await smallRouter(corpus);
  const [before = '', ...others] = scene.addresses;
  let upgrades = 0;
  const ways: Record<string, NonNullable<Passing['fromRouter']>> = {
    'takes it for a request': (chunk) =>
      Buffer.from(
        chunk.toString('latin1').replace(`upgrade: ${countsProtocol}`, 'x-other: 1'),
        'latin1',
      ),
    'says nothing': () => undefined,
  };
  for (const [name, way] of Object.entries(ways)) {
    upgrades = 0;
    const fromRouter = (chunk: Buffer) => {
      if (!isUpgrade(chunk)) return chunk;
      upgrades++;
      return way(chunk);
    };
    const { address } = await passBytes(t, before, { fromRouter });
    const { ask } = await routerOver(t, [[address], ...others.map((one) => [one])]);
    for (let i = 0; i < 3; i++) t.match(await ask(['a', 'b']), { answers }, name);
    t.equal(upgrades, 1, 'it is not asked each time');
  }
});

t.test('a connection that ends: before a question, and within an answer', async (t) => {
  await using scene = await smallRouter(corpus);
  const [before = '', ...others] = scene.addresses;
  let isCut = false;
  const passing = await passBytes(t, before, {
    fromServer(chunk) {
      if (!isCut || chunk.includes('HTTP/1.1')) return chunk;
      setImmediate(() => passing.cut());
      return chunk.subarray(0, 20);
    },
  });
  const lists = others.map((one) => [one]);
  const { ask, shards } = await routerOver(t, [[passing.address], ...lists]);
  t.match(await ask(['a', 'b']), { answers });
  passing.cut();
  await until(async () => (await ask(['a', 'b'])).answers !== undefined);
  t.match(await ask(['a', 'b']), { answers });
  isCut = true;
  const lost = { status: 503, code: 'shard_unavailable', details: { shard: passing.address } };
  t.match(await ask(['a', 'b']), lost);
  t.ok((shards.servers[0]?.replicas[0]?.failures ?? 0) > 0);
  const { ask: askBoth } = await routerOver(t, [[passing.address, before], ...lists]);
  t.match(await askBoth(['a', 'b']), { answers }, 'its replica answers');
  isCut = false;
  t.match(await ask(['a', 'b']), { answers });
});

t.test('an answer that does not come is given up', async (t) => {
  await using scene = await smallRouter(corpus);
  const [before = '', ...others] = scene.addresses;
  let isSilent = false;
  const { address } = await passBytes(t, before, {
    fromServer: (chunk) => (isSilent ? undefined : chunk),
  });
  const { ask } = await routerOver(t, [[address], ...others.map((one) => [one])], 300);
  t.match(await ask(['a', 'b']), { answers });
  isSilent = true;
  t.match(await ask(['a', 'b']), { status: 503, code: 'deadline_exceeded' });
  isSilent = false;
  t.match(await ask(['a', 'b']), { answers });
});

t.test('a bit that changes on the way never changes a number', async (t) => {
  const seed = Math.floor(Math.random() * 1e9);
  t.comment(`seed ${seed}`);
  const random = seededRandom(seed);
  await using scene = await smallRouter(corpus);
  const [before = '', ...others] = scene.addresses;
  let damaged = 0;
  let flips = false;
  const passing = await passBytes(t, before, {
    fromServer(chunk) {
      if (!flips || chunk.includes('HTTP/1.1')) return chunk;
      const bit = Math.floor(random() * chunk.length * 8);
      chunk[bit >> 3] = (chunk[bit >> 3] as number) ^ (1 << (bit & 7));
      damaged++;
      return chunk;
    },
  });
  const { ask } = await routerOver(t, [[passing.address], ...others.map((one) => [one])], 300);
  t.match(await ask(['a', 'b']), { answers });
  for (let i = 0; i < 60; i++) {
    flips = true;
    const found = await ask(['a', 'b']);
    flips = false;
    if (found.answers === undefined) t.match(found.status, 503, `flip ${i}: ${found.code}`);
    else t.match(found, { answers }, `flip ${i}`);
  }
  t.ok(damaged >= 60);
});
