import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { LiveIndex } from '../../library/snapshots/live-index.ts';
import { WatchDesk } from '../../library/watches/watch-desk.ts';
import type { AppDeps } from '../../query-server/app.ts';
import { drain } from '../../query-server/drain.ts';
import { BearerTokens } from '../../query-server/http/bearer-tokens.ts';
import { serve } from '../../query-server/serve.ts';
import { EventStreams } from '../../query-server/watches/event-streams.ts';
import { type LogHandle, openFile } from '../../watch/event-log.ts';
import { GrowingIndex, runInPieces } from '../library/watches/watch-scene.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { EventClient } from './event-client.ts';
import { listen, serverOf, smallServer, until } from './small-server.ts';

async function watchServer(
  t: Test,
  deps: Partial<AppDeps> = {},
  options: Parameters<typeof WatchDesk.open>[1] = {},
) {
  const index = new GrowingIndex(temporaryFolder(t));
  const watches = await WatchDesk.open(join(index.directory, 'watches'), options);
  const live = LiveIndex.wait(index.directory, { pollMs: 20 });
  const server = await serverOf(t, live, { watches, ...deps });
  t.teardown(() => watches.close());
  const put = (name: string, payload: object) =>
    server.app.inject({ method: 'PUT', url: `/v1/watches/${name}`, payload });
  const get = async (url: string) => (await server.app.inject(url)).json();
  return { ...server, growing: index, watches, put, get };
}

const first = { step: 1, rank: 1, id: 'x' };

t.test('a list is put, read, put again, replaced and removed', async (t) => {
  const { app, growing: index, put, get } = await watchServer(t);
  t.same(await get('/v1/watches'), { watches: [] });
  const made = await put('w', { phrases: ['a b', 'c'], shares: [0.5] });
  t.equal(made.statusCode, 201);
  t.match(made.json(), { name: 'w', epoch: /^[0-9a-f]{8}$/, items: 2, seen: 0, events: 0 });
  t.equal(made.json().snapshot, null, 'the index has no commit yet');
  t.equal((await put('w', { phrases: ['a b', 'c'], shares: [0.5] })).statusCode, 200);
  await index.commit([{ text: 'a' }, { text: 'a b', id: 'x' }]);
  await until(async () => (await get('/v1/watches')).watches[0].seen === 1);
  const shares = [{ share: 0.5, step: 1 }];
  const { snapshot } = await get('/v1/watches/w');
  const summary = { ...made.json(), seen: 1, events: 2, shares, snapshot };
  t.same(await get('/v1/watches'), { watches: [summary] });
  const phrases = [
    { phrase: 'a b', first },
    { phrase: 'c', first: null },
  ];
  t.same(await get('/v1/watches/w'), { ...summary, phrases, queries: [] });
  const replaced = await put('w', {
    phrases: [{ name: 'g', phrases: ['zz', 'a b'] }, ' '],
    queries: ['a AND b', 'a AND'],
  });
  t.equal(replaced.statusCode, 201);
  t.not(replaced.json().epoch, made.json().epoch);
  await until(async () => (await get('/v1/watches/w')).snapshot !== null);
  t.match(await get('/v1/watches/w'), {
    ...{ items: 4, seen: 2, unaskable: 2, shares: [] },
    phrases: [
      { name: 'g', phrases: ['zz', 'a b'], first },
      { phrase: ' ', first: null, error: { code: 'phrase_without_token' } },
    ],
    queries: [
      { query: 'a AND b', first },
      { query: 'a AND', first: null, error: { code: 'bad_query' } },
    ],
  });
  const gone = await app.inject({ method: 'DELETE', url: '/v1/watches/w' });
  t.same([gone.statusCode, gone.json()], [200, { removed: 'w' }]);
  for (const [method, url] of [
    ['GET', '/v1/watches/w'],
    ['GET', '/v1/watches/w/events'],
    ['DELETE', '/v1/watches/w'],
  ] as const) {
    t.match((await app.inject({ method, url })).json(), { status: 404, code: 'watch_not_found' });
  }
});

t.test('the critical phrases of pairs are watched, each once', async (t) => {
  const { growing: index, put, get } = await watchServer(t);
  const pairs = [
    {
      name: 'mine',
      pairs: [
        { sentence_good: 'Many girls see themselves.', sentence_bad: 'Many girls see herself.' },
        { sentence_good: 'Many girls see themselves!', sentence_bad: 'Many girls see herself!' },
      ],
    },
  ];
  t.match((await put('p', { pairs })).json(), { status: 503, code: 'not_ready' });
  await index.commit([{ text: 'They saw girls see themselves' }]);
  await until(async () => (await put('p', { pairs })).statusCode < 300);
  await until(async () => (await get('/v1/watches/p')).seen === 1);
  const { phrases } = await get('/v1/watches/p');
  t.match(phrases, [
    { phrase: 'themselves', first: { step: 1 } },
    { phrase: 'herself', first: null },
  ]);
  t.equal(phrases.length, 2);
});

t.test('what cannot be a list is refused', async (t) => {
  const { app, put } = await watchServer(t, { limits: { maxPhrases: 3, maxPhraseLength: 10 } });
  const refusals: readonly (readonly [object, string])[] = [
    [{}, 'bad_argument'],
    [{ phrases: [] }, 'bad_argument'],
    [{ phrase: 'a' }, 'bad_argument'],
    [{ phrases: ['a'], shares: [0] }, 'bad_argument'],
    [{ phrases: ['a'], shares: [1.1] }, 'bad_argument'],
    [{ phrases: ['a'], webhook: { url: 'file:///etc/passwd' } }, 'bad_argument'],
    [{ phrases: ['a', 'b'], queries: ['c', 'd'] }, 'too_many_phrases'],
    [{ phrases: ['a'.repeat(11)] }, 'phrase_too_long'],
    [{ phrases: [{ name: 'g', phrases: [] }] }, 'bad_argument'],
  ];
  for (const [body, code] of refusals) {
    t.match((await put('w', body)).json(), { status: 400, code }, JSON.stringify(body));
  }
  t.match((await put('..%2Fx', { phrases: ['a'] })).json(), { status: 400, code: 'bad_argument' });
  t.same((await app.inject('/v1/watches')).json(), { watches: [] });
  const other = await app.inject({ method: 'POST', url: '/v1/watches/w', payload: {} });
  t.equal(other.statusCode, 405);
  t.equal(other.headers.allow, 'DELETE, GET, HEAD, PUT');
});

t.test('a server without lists says how to get them', async (t) => {
  const { app } = await smallServer(t);
  for (const [method, url] of [
    ['GET', '/v1/watches'],
    ['PUT', '/v1/watches/w'],
    ['GET', '/v1/watches/w'],
    ['DELETE', '/v1/watches/w'],
    ['GET', '/v1/watches/w/events'],
  ] as const) {
    t.match((await app.inject({ method, url })).json(), { status: 501, code: 'watches_off' });
  }
});

t.test('all routes of watch lists need a token where others do', async (t) => {
  const token = 'a-token-of-sixteen-letters';
  const { app } = await watchServer(t, { tokens: BearerTokens.decode(token, 'tokens') });
  for (const [method, url] of [
    ['GET', '/v1/watches'],
    ['PUT', '/v1/watches/w'],
    ['GET', '/v1/watches/w/events'],
    ['DELETE', '/v1/watches/w'],
  ] as const) {
    t.equal((await app.inject({ method, url })).statusCode, 401, `${method} ${url}`);
  }
});

t.test(
  'events come from the first on, as they happen, and from the last one that was had',
  async (t) => {
    const server = await watchServer(t);
    const { growing: index, put, watches } = server;
    const address = `${await listen(server)}/v1/watches/w/events`;
    const { epoch } = (await put('w', { phrases: ['c', 'a', 'b'], shares: [0.5] })).json();
    await index.commit([{ text: 'a' }, { text: 'b', id: 'x' }]);
    await until(() => watches.find('w').seen === 2);
    const early = new EventClient(address);
    const { headers } = await early.connect();
    t.match(headers.get('content-type'), /^text\/event-stream/);
    t.equal(headers.get('x-accel-buffering'), 'no');
    await until(() => early.got.length === 3);
    t.same(early.got, [
      {
        id: `${epoch}-1`,
        event: 'message',
        data: { phrase: 'a', first: { ...first, rank: 0, id: null } },
      },
      { id: `${epoch}-2`, event: 'message', data: { phrase: 'b', first } },
      { id: `${epoch}-3`, event: 'share', data: { share: 0.5, step: 1, seen: 2, of: 3 } },
    ]);
    await index.commit([{ text: 'a' }, { text: 'c' }]);
    await until(() => early.got.length === 4);
    t.match(early.got[3], { id: `${epoch}-4`, data: { phrase: 'c', first: { step: 2, rank: 3 } } });
    await early.disconnect();
    for (const had of [0, 1, 2, 3]) {
      for (const byQuery of [false, true]) {
        const id = `${epoch}-${had}`;
        const late = new EventClient(byQuery ? `${address}?last_event_id=${id}` : address);
        await late.connect(byQuery ? {} : { 'last-event-id': id });
        await until(() => late.got.length === 4 - had);
        t.same(late.got, early.got.slice(had), `behind ${id}`);
        await late.disconnect();
      }
    }
    for (const id of ['7', `${epoch}-5`, `${epoch}-x`]) {
      const refused = await new EventClient(address).connect({ 'last-event-id': id });
      t.match(await refused.json(), { status: 400, code: 'bad_argument' }, id);
    }
    const accept = await new EventClient(address).connect({ accept: 'text/html' });
    t.equal(accept.status, 406);
  },
);

t.test('streams end when a list is replaced, removed, and when the server closes', async (t) => {
  const server = await watchServer(t);
  const address = `${await listen(server)}/v1/watches/w/events`;
  const payload = (phrase: string) => ({ phrases: [phrase] });
  await server.growing.commit([{ text: 'a b' }]);
  await server.put('w', payload('a'));
  const client = new EventClient(address);
  await client.connect();
  await until(() => client.got.length === 1);
  await server.put('w', payload('b'));
  await client.ended;
  await client.connect();
  await until(() => client.got.length === 2);
  t.match(client.got[1], { data: { phrase: 'b' } }, 'the new list from its start');
  await server.app.inject({ method: 'DELETE', url: '/v1/watches/w' });
  await client.ended;
  await server.put('w', payload('a'));
  const other = new EventClient(address);
  await other.connect();
  await until(() => other.got.length === 1 && server.streams.open === 1);
  const start = performance.now();
  await drain(server, 10_000);
  await other.ended;
  t.ok(performance.now() - start < 5000, 'draining does not wait for streams');
  t.equal(server.streams.open, 0);
});

t.test('a silent stream has heartbeats, and a client that is gone is noticed', async (t) => {
  await using watches = await WatchDesk.open(join(temporaryFolder(t), 'watches'));
  const { watch } = await watches.put('w', { phrases: ['a'], queries: [], shares: [] });
  const streams = new EventStreams(5);
  const controller = new AbortController();
  const parts: string[] = [];
  for await (const part of streams.write(watch, 0, controller.signal)) {
    if (parts.push(part) === 3) controller.abort();
  }
  t.same(parts.slice(0, 3), ['retry: 1000\n\n', ':\n\n', ':\n\n']);
});

t.test('a webhook gets each event in order, through failures and a restart', async (t) => {
  const got: string[] = [];
  let refusals = 2;
  const receiver = createServer(async (request, response) => {
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part;
    const status = refusals-- > 0 ? 500 : 204;
    if (status === 204) got.push(`${request.headers['firstseen-event-id']} ${body}`);
    response.writeHead(status).end();
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  t.teardown(() => receiver.close());
  const { port } = receiver.address() as AddressInfo;
  const { growing, watches, put, get, app } = await watchServer(t, {}, { pauseMs: () => 5 });
  const webhook = { url: `http://127.0.0.1:${port}/secret` };
  const made = await put('w', { phrases: ['a', 'b', 'c'], webhook });
  t.same(made.json().webhook, { host: `127.0.0.1:${port}`, delivered: 0, failures: 0 });
  await growing.commit([{ text: 'b' }, { text: 'a' }]);
  await until(async () => (await get('/v1/watches/w')).webhook.delivered === 2);
  t.notMatch(JSON.stringify(await get('/v1/watches/w')), /secret/);
  t.match((await app.inject('/metrics')).body, /firstseen_webhook_failures_total 2/);
  await watches.close();
  const again = await WatchDesk.open(watches.folder);
  t.teardown(() => again.close());
  using live = LiveIndex.open(growing.directory, { pollMs: 20 });
  again.follow(live, runInPieces);
  await growing.commit([{ text: 'c' }]);
  await until(() => again.deliveryOf('w')?.delivered === 3);
  const { epoch } = again.find('w').definition;
  t.same(
    got.map((line) => line.slice(0, line.indexOf(','))),
    [`${epoch}-1 {"phrase":"b"`, `${epoch}-2 {"phrase":"a"`, `${epoch}-3 {"phrase":"c"`],
  );
});

t.test('a server of several processes keeps no lists', async (t) => {
  const directory = join(temporaryFolder(t), 'my.idx');
  const refused = serve(directory, { processes: 2, watches: join(directory, 'watches') });
  await t.rejects(refused, { code: 'bad_argument', message: /--watches needs .* one process/ });
});

t.test(
  'hundreds of consumers get each event once, and short requests are not kept waiting',
  async (t) => {
    const server = await watchServer(t);
    const { growing: index, put, app } = server;
    const address = `${await listen(server)}/v1/watches/w/events`;
    const phrases = Array.from({ length: 300 }, (_, i) => `w${i}`);
    await put('w', { phrases });
    const clients = Array.from({ length: 200 }, () => new EventClient(address));
    await Promise.all(clients.map((client) => client.connect()));
    t.equal((await app.inject('/v1/watches')).statusCode, 200);
    for (let part = 0; part < 3; part++) {
      const lines = phrases.slice(100 * part, 100 * part + 100).map((text) => ({ text }));
      await index.commit(lines);
    }
    await until(() => clients.every(({ got }) => got.length >= 300));
    const asked = (await app.inject('/metrics')).body;
    t.match(asked, /firstseen_watch_consumers 200/);
    t.match(asked, /firstseen_watch_events_total 300/);
    t.match(asked, /firstseen_watch_items_seen 300/);
    const expected = phrases;
    for (const client of clients) {
      const seen = client.got.map(({ data }) => (data as { phrase: string }).phrase);
      if (JSON.stringify(seen) !== JSON.stringify(expected)) t.same(seen, expected);
    }
    await Promise.all(clients.map((client) => client.disconnect()));
    await until(() => server.streams.open === 0);
    t.pass('all of them are gone');
  },
);

t.test('events wait in the log for a client that does not read', async (t) => {
  let readBytes = 0;
  const openLog = async (path: string): Promise<LogHandle> => {
    const handle = await openFile(path);
    const read = handle.read.bind(handle) as (...given: unknown[]) => ReturnType<LogHandle['read']>;
    return {
      read: (async (...given: unknown[]) => {
        const result = await read(...given);
        readBytes += result.bytesRead;
        return result;
      }) as LogHandle['read'],
      appendFile: handle.appendFile.bind(handle),
      datasync: () => handle.datasync(),
      truncate: (length) => handle.truncate(length),
      close: () => handle.close(),
    };
  };
  const server = await watchServer(t, {}, { openLog });
  const phrases = Array.from({ length: 20_000 }, (_, i) => ({
    name: `${'x'.repeat(1500)}${i}`,
    phrases: ['a'],
  }));
  await server.put('w', { phrases });
  const address = await listen(server);
  const socket = connect(Number(new URL(address).port), '127.0.0.1');
  t.teardown(() => socket.destroy());
  socket.pause();
  socket.write('GET /v1/watches/w/events HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await until(() => server.streams.open === 1);
  await server.growing.commit([{ text: 'a' }]);
  await until(() => server.watches.find('w').seen === 20_000 && readBytes > 0);
  let before = -1;
  while (before < readBytes) {
    before = readBytes;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  // The buffers of the system take some megabytes.
  t.ok(readBytes < 16 << 20, `${readBytes} bytes of 30 MB were read`);
});
