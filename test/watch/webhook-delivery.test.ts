import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { EventPoster } from '../../watch/post-event.ts';
import { Watch } from '../../watch/watch.ts';
import { makeWatchFolder, type WatchDefinition, writeDurably } from '../../watch/watch-folder.ts';
import { isLinkLocal } from '../../watch/webhook-address.ts';
import { type PostEvent, WebhookDelivery } from '../../watch/webhook-delivery.ts';
import { until } from '../query-server/small-server.ts';
import { temporaryFolder } from '../store/small-index.ts';

const definition: WatchDefinition = {
  name: 'w',
  epoch: '0123abcd',
  content: { phrases: ['a'], queries: [], shares: [] },
};

const url = 'http://receiver.example/x';

async function openWatch(folder: string, events: number): Promise<Watch> {
  await makeWatchFolder(folder, 'w');
  const watch = await Watch.open(folder, definition);
  await add(watch, events);
  return watch;
}

async function add(watch: Watch, events: number): Promise<void> {
  const data = () => JSON.stringify({ n: watch.log.count + 1 });
  for (let i = 0; i < events; i++) await watch.log.append([{ place: 'share', data: data() }]);
}

/** A receiver that refuses as `refuses` says, and what it has taken. */
function receiver(refuses: (id: string, tries: number) => number | Error | undefined) {
  const taken: string[] = [];
  const tries = new Map<string, number>();
  const post: PostEvent = async ({ headers, body }) => {
    const id = headers['firstseen-event-id'] as string;
    tries.set(id, (tries.get(id) ?? 0) + 1);
    const refused = refuses(id, tries.get(id) ?? 0);
    if (refused instanceof Error) throw refused;
    if (refused !== undefined) return refused;
    taken.push(`${id} ${body}`);
    return 204;
  };
  return { taken, tries, post };
}

const idOf = (n: number) => `0123abcd-${n}`;
const expected = (count: number, from = 1) =>
  Array.from({ length: count }, (_, i) => `${idOf(from + i)} {"n":${from + i}}`);

t.test('events are sent in order, and one that is not taken is tried again', async (t) => {
  const folder = temporaryFolder(t);
  const watch = await openWatch(folder, 4);
  const failures: string[] = [];
  const pauses: number[] = [];
  const { taken, tries, post } = receiver((id, tried) => {
    if (id === idOf(2) && tried < 4) return 503;
    if (id === idOf(3) && tried < 3) return Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
    return id === idOf(4) && tried < 2 ? 302 : undefined;
  });
  const delivery = new WebhookDelivery(folder, watch, url, {
    post,
    onFailure: (reason, inRow) => failures.push(`${inRow} ${reason}`),
    pauseMs: (inRow) => {
      pauses.push(inRow);
      return 1;
    },
  });
  delivery.start();
  await until(() => delivery.delivered === 4);
  await add(watch, 2);
  await until(() => delivery.delivered === 6);
  t.same(taken, expected(6));
  t.equal(tries.get(idOf(2)), 4);
  t.same(pauses, [1, 2, 3, 1, 2, 1]);
  t.match(failures, [/status 503/, /^2/, /^3/, /^1 .*ECONNREFUSED/, /^2/, /^1 .*status 302/]);
  t.equal(delivery.failuresInRow, 0);
  await delivery.close();
  await delivery.close();
  t.equal(readFileSync(join(folder, 'w/0123abcd.delivered'), 'utf8'), '6\n');
  await watch.close();
});

t.test('after a restart it goes on behind the last event that was kept', async (t) => {
  const folder = temporaryFolder(t);
  const watch = await openWatch(folder, 5);
  const options = { onFailure: () => {}, pauseMs: () => 1 };
  const stuck = receiver((id) => (id === idOf(3) ? 500 : undefined));
  const before = new WebhookDelivery(folder, watch, url, { ...options, post: stuck.post });
  before.start();
  await until(() => before.failuresInRow > 2);
  t.equal(before.delivered, 2);
  await before.close();
  const next = receiver(() => undefined);
  const after = new WebhookDelivery(folder, watch, url, { ...options, post: next.post });
  after.start();
  await until(() => after.delivered === 5);
  t.same(next.taken, expected(3, 3));
  await after.close();
  await writeDurably(join(folder, 'w/0123abcd.delivered'), '99\n');
  const beyond = new WebhookDelivery(folder, watch, url, { ...options, post: next.post });
  t.equal(beyond.delivered, 5, 'a position behind the last event is that of the last event');
  await watch.close();
});

async function listen(t: Test, answer: (request: IncomingMessage, body: string) => number) {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part;
    const status = answer(request, body);
    response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end('no matter');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.teardown(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

t.test(
  'an event goes over the network as JSON with its id, and no redirect is followed',
  async (t) => {
    const asked: string[] = [];
    const address = await listen(t, ({ url: path, method, headers }, body) => {
      asked.push(`${method} ${path} ${headers['content-type']} ${headers['x-id']} ${body}`);
      return path === '/moved' ? 302 : 200;
    });
    await using poster = new EventPoster();
    const headers = { 'content-type': 'application/json', 'x-id': '1' };
    const { signal } = new AbortController();
    t.equal(await poster.post({ url: `${address}/a`, headers, body: '{}' }, signal), 200);
    t.equal(await poster.post({ url: `${address}/moved`, headers, body: '{}' }, signal), 302);
    t.same(asked, ['POST /a application/json 1 {}', 'POST /moved application/json 1 {}']);
    const local = `http://localhost:${new URL(address).port}/a`;
    t.equal(await poster.post({ url: local, headers, body: '{}' }, signal), 200, 'by a name');
  },
);

t.test('addresses of a link are known in each way to write them', (t) => {
  for (const address of ['169.254.169.254', 'fe80::1', 'febf::1', '::ffff:169.254.0.1']) {
    t.ok(isLinkLocal(address), address);
  }
  for (const address of ['127.0.0.1', '::1', '10.0.0.1', '169.253.1.1', 'fec0::1', 'example.org']) {
    t.notOk(isLinkLocal(address), address);
  }
  t.end();
});
