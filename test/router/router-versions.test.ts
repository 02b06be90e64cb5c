// Shards that answer in JSON, as servers of older versions do, and shards whose counts are damaged.

import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { LiveShards } from '../../router/live-shards.ts';
import { buildRouter } from '../../router/router-app.ts';
import { countsType } from '../../schemas/exposure-batch.ts';
import { see, smallRouter } from './small-router.ts';

const json = { 'content-type': 'application/json' };
const rows = Array.from({ length: 40 }, (_, i) => ({
  ...{ text: i % 3 === 0 ? 'a b a' : 'b c', id: `r${i}`, step: i + 1, kind: 'x' },
}));
const corpus = { rows, cuts: [10, 20, 30], facets: false };

type Change = (body: Buffer, answer: IncomingMessage) => Buffer;

/** A server before another one, which may change what is asked and what is answered. */
async function serveBefore(
  t: Test,
  address: string,
  { accept, change = (body) => body }: { readonly accept?: string; readonly change?: Change },
): Promise<string> {
  const server = createServer((asked: IncomingMessage, response: ServerResponse) => {
    // Proxies pass no upgrade on.
    const { upgrade: _, connection: __, ...passed } = asked.headers;
    const headers = { ...passed, ...(accept !== undefined && { accept }) };
    const to = request(address + asked.url, { method: asked.method ?? 'GET', headers });
    to.on('response', (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const body = change(Buffer.concat(chunks), answer);
        const { 'transfer-encoding': _, ...own } = answer.headers;
        response.writeHead(answer.statusCode ?? 500, { ...own, 'content-length': body.length });
        response.end(body);
      });
    });
    asked.pipe(to);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const questions = [
  {},
  { at: [3, 25] },
  { bins: 4, records: true, records_at: [20] },
  { last_at: [15], by_facet: true },
  { checkpoints: { m: 12, late: 39 } },
];

t.test('shards of an older version, all or some', async (t) => {
  await using scene = await smallRouter(corpus);
  const old = await Promise.all(
    scene.addresses.map((address) => serveBefore(t, address, { accept: 'application/json' })),
  );
  const mixed = scene.addresses.map((address, i) => (i % 2 === 0 ? address : old[i])) as string[];
  for (const addresses of [old, mixed]) {
    await using shards = await LiveShards.open(
      addresses.map((one) => [one]),
      { pollMs: 100_000 },
    );
    const { app } = await buildRouter({ shards });
    for (const question of questions) {
      const phrases = ['a', 'b c', 'c', ' ', 'nowhere', { name: 'g', phrases: ['a', 'c'] }];
      const body = JSON.stringify({ phrases, ...question });
      const asked = { method: 'POST' as const, url: '/v1/exposures', headers: json, body };
      t.same(await see(app, asked), await see(scene.whole.app, asked), body);
    }
    for (const url of ['/v1/exposures?phrase=b%20c&at=7', '/v1/exposures?phrase=%20']) {
      t.same(await see(app, { url }), await see(scene.whole.app, { url }));
    }
    await app.close();
  }
});

t.test(
  'counts that are cut or damaged on their way are an error that names the shard',
  async (t) => {
    await using scene = await smallRouter(corpus);
    let damage: (body: Buffer) => Buffer = (body) => body;
    const isCounts = ({ headers }: IncomingMessage) => headers['content-type'] === countsType;
    const change: Change = (body, answer) => (isCounts(answer) ? damage(body) : body);
    const bad = await serveBefore(t, scene.addresses[1] as string, { change });
    const open = async (replicas: readonly string[]) => {
      const lists = scene.addresses.map((address, i) => (i === 1 ? replicas : [address]));
      const shards = await LiveShards.open(lists, { pollMs: 100_000 });
      return await buildRouter({ shards });
    };
    const alone = await open([bad]);
    const damages: [string, (body: Buffer) => Buffer][] = [
      ['cut', (body) => body.subarray(0, -8)],
      ['all cut', () => Buffer.alloc(0)],
      ['twice', (body) => Buffer.concat([body, body])],
      ['a bit', (body) => body.fill((body[40] as number) ^ 1, 40, 41)],
      ['JSON', () => Buffer.from('{"snapshot":"x","answers":[]}')],
    ];
    const ask = async (phrase: string, of = alone) =>
      (await of.app.inject(`/v1/exposures?phrase=${phrase}`)).json();
    t.match(await ask('b'), { count: 40 });
    for (const [name, way] of damages) {
      damage = way;
      t.match(await ask(name === 'a bit' ? 'c' : 'a'), {
        ...{ status: 503, code: 'shard_unavailable', details: { shard: bad } },
      });
      const body = JSON.stringify({ phrases: ['a', 'b'] });
      const post = { method: 'POST' as const, url: '/v1/exposures', headers: json, body };
      t.match((await alone.app.inject(post)).json(), { code: 'shard_unavailable' }, name);
      const pair = await open([bad, scene.addresses[1] as string]);
      t.match(await ask('a', pair), { count: 28 }, 'its replica answers');
      await pair.app.close();
      await pair.shards[Symbol.asyncDispose]();
    }
    await alone.app.close();
    await alone.shards[Symbol.asyncDispose]();
  },
);
