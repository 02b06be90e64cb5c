// Connections that a router keeps from Node's HTTP: clients see no difference, however they send their requests.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { type Reply, takePlainRequests } from '../../router/plain-connections.ts';
import { type BuiltRouter, buildRouter } from '../../router/router-app.ts';
import { seededRandom } from '../phrases.ts';
import { until } from '../query-server/small-server.ts';
import { runsOf, testSeed } from '../runs.ts';
import { smallRouter } from './small-router.ts';

const corpus = {
  rows: Array.from({ length: 40 }, (_, i) => {
    return { text: i % 3 === 0 ? 'a b a' : 'b ü’s c', id: `r${i}`, step: i + 1, kind: 'x' };
  }),
  cuts: [10, 20, 30],
  facets: false,
};

interface Listening extends BuiltRouter {
  readonly port: number;
  /** Requests that Node's HTTP has read. */
  readonly seen: { byNode: number };
}

/** A router over the shards of a scene, at a port of its own. */
async function listen(
  t: Test,
  { shards }: Awaited<ReturnType<typeof smallRouter>>,
): Promise<Listening> {
  const router = await buildRouter({ shards });
  const seen = { byNode: 0 };
  router.app.server.prependListener('request', () => seen.byNode++);
  const address = await router.app.listen({ host: '127.0.0.1', port: 0 });
  t.teardown(() => router.app.close());
  return { ...router, port: Number(new URL(address).port), seen };
}

/** The listener of Node has all connections, as if there were no others. */
function leaveToNode({ app }: BuiltRouter, node: NodeListener): void {
  app.server.removeAllListeners('connection');
  app.server.on('connection', (socket) => node.call(app.server, socket));
}

type NodeListener = (this: unknown, socket: Socket) => void;

interface Seen {
  readonly status: number;
  /** In the order of their names, without the date. */
  readonly headers: readonly string[];
  readonly text: string;
}

/** Answers as they come from a connection. */
class Answers {
  readonly all: Seen[] = [];
  #bytes = Buffer.alloc(0);

  add(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    for (;;) {
      const end = this.#bytes.indexOf('\r\n\r\n');
      if (end < 0) return;
      const [line = '', ...lines] = this.#bytes.toString('latin1', 0, end).split('\r\n');
      const named = lines.map((one) => one.replace(/^[^:]*/, (name) => name.toLowerCase()));
      const given = named.find((one) => one.startsWith('content-length: '));
      const length = Number(given?.slice(given.indexOf(' ')) ?? 0);
      const start = end + 4;
      if (this.#bytes.length < start + length) return;
      const headers = named.filter((one) => !one.startsWith('date: ')).sort();
      const text = this.#bytes.toString('utf8', start, start + length);
      this.all.push({ status: Number(line.split(' ')[1]), headers, text });
      this.#bytes = this.#bytes.subarray(start + length);
    }
  }

  get isWhole(): boolean {
    return this.#bytes.length === 0;
  }
}

interface Sent {
  readonly chunks: readonly Buffer[];
  /** Milliseconds between two of them. */
  readonly restMs: number;
  readonly answers: number;
  /** The server closes the connection in the end. */
  readonly closes: boolean;
}

/** What a client sees until all is answered, or the connection is closed. */
async function talk(port: number, { chunks, restMs, answers, closes }: Sent) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const found = new Answers();
  let isClosed = false;
  socket.on('data', (chunk: Buffer) => found.add(chunk));
  socket.on('end', () => {
    isClosed = true;
  });
  socket.on('error', () => {});
  await once(socket, 'connect');
  for (const chunk of chunks) {
    if (isClosed) break;
    socket.write(chunk);
    await delay(restMs);
  }
  await until(() => isClosed || (!closes && found.all.length >= answers));
  socket.destroy();
  return { answers: found.all, isWhole: found.isWhole, isClosed };
}

const plain = 'GET /v1/exposures?phrase=PHRASE HTTP/1.1\r\nHost: localhost\r\n\r\n';
const requests = [
  ...Array.from({ length: 12 }, () => plain),
  'GET /v1/exposures?phrase=PHRASE HTTP/1.1\r\nhost: 127.0.0.1\r\nAccept: */*\r\nConnection: keep-alive\r\n\r\n',
  'GET /v1/exposures?phrase=PHRASE&at=7 HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'GET /v1/exposures?phrase=PHRASE HTTP/1.1\r\nHost: localhost\r\nif-none-match: "x"\r\n\r\n',
  'GET /v1/exposures?phrase=%FF HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'GET /v1/exposures?phrase=%20 HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'GET /v1/exposures?phrase=PHRASE HTTP/1.1\r\n\r\n',
  'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'POST /v1/exposures HTTP/1.1\r\nHost: localhost\r\ncontent-type: application/json\r\ncontent-length: 17\r\n\r\n{"phrases":["a"]}',
];
const lastOnes = [
  'GET /v1/exposures?phrase=PHRASE HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  'GET /v1/exposures?phrase=PHRASE HTTP/1.0\r\n\r\n',
];
/** Node gives up all answers of their connection that are under way. */
const broken = [
  'GET /v1/exposures?phrase=PHRASE HTTP/1.1\r\nHost : localhost\r\n\r\n',
  'nonsense\r\n\r\n',
];
const phrases = ['a', 'b', 'b%20a', '%C3%BC%E2%80%99s', 'nowhere', 'a+b'];

function draw(random: () => number): Sent {
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T;
  const fill = (text: string) => text.replace('PHRASE', pick(phrases));
  const texts = Array.from({ length: 1 + Math.floor(random() * 5) }, () => fill(pick(requests)));
  const ends = random();
  if (ends < 0.2) texts.push(fill(pick(lastOnes)));
  else if (ends < 0.3) texts.splice(0, texts.length, fill(pick(broken)));
  const bytes = Buffer.from(texts.join(''));
  const cuts = new Set([0, bytes.length]);
  if (random() < 0.8) {
    // Where requests end: what most clients send.
    let end = 0;
    for (const text of texts) {
      end += text.length;
      cuts.add(end);
    }
  }
  for (let i = Math.floor(random() * 5) - 2; i > 0; i--)
    cuts.add(Math.floor(random() * bytes.length));
  const sorted = [...cuts].sort((a, b) => a - b);
  return {
    chunks: sorted.slice(1).map((to, i) => bytes.subarray(sorted[i], to)),
    restMs: pick([0, 0, 3, 10]),
    answers: texts.length,
    closes: ends < 0.3,
  };
}

t.test('random requests in random chunks: as by Node alone', async (t) => {
  await using scene = await smallRouter(corpus);
  const oracle = await listen(t, scene);
  const taken = await listen(t, scene);
  // The listener of an HTTP server that nobody has changed.
  const [listener] = createServer().listeners('connection') as NodeListener[];
  leaveToNode(oracle, listener as NodeListener);
  const random = seededRandom(testSeed);
  let asked = 0;
  for (let run = 0; run < runsOf(60); run++) {
    const sent = draw(random);
    const [found, expected] = await Promise.all([talk(taken.port, sent), talk(oracle.port, sent)]);
    t.same(found, expected, String(Buffer.concat(sent.chunks)));
    t.ok(found.isWhole);
    asked += expected.answers.length;
  }
  const own = asked - taken.seen.byNode;
  t.ok(own > asked / 5, `${own} of ${asked} requests passed by Node's HTTP`);
  t.ok(taken.seen.byNode > asked / 5);
  await until(() => taken.traffic.running === 0);
});

t.test('a request while the answer to another one is under way', async (t) => {
  await using scene = await smallRouter(corpus);
  const { port, seen, traffic } = await listen(t, scene);
  const chunks = ['a', 'b', 'c'].map((phrase) => Buffer.from(plain.replace('PHRASE', phrase)));
  const found = await talk(port, { chunks, restMs: 0, answers: 3, closes: false });
  t.same(
    found.answers.map(({ text }) => JSON.parse(text).phrase),
    ['a', 'b', 'c'],
  );
  t.ok(seen.byNode < 3);
  await until(() => traffic.running === 0);
});

t.test('a client that sends no more gets its answer', async (t) => {
  await using scene = await smallRouter(corpus);
  const { port, traffic } = await listen(t, scene);
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.end(plain.replace('PHRASE', 'a'));
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  t.match(text, /^HTTP\/1.1 200 OK\r\n/);
  t.match(text, '"phrase":"a"');
  await until(() => traffic.running === 0);
});

/** Requests on sockets of a test, which answers them. */
function takeBy(t: Test) {
  const server = createServer();
  server.timeout = 100_000;
  const replies: Reply[] = [];
  const statuses: number[] = [];
  const end = takePlainRequests(server, (_, reply) => {
    replies.push(reply);
    reply.whenDone((status) => statuses.push(status));
    return true;
  });
  t.teardown(end);
  const begin = (write: (chunk: unknown, encoding: unknown, done: () => void) => void) => {
    const socket = Object.assign(new Duplex({ read() {}, write }), {
      setTimeout() {},
      destroySoon: () => socket.destroy(),
    });
    server.emit('connection', socket);
    return socket;
  };
  return { replies, statuses, begin, end };
}

const answer = { status: 200, headers: {}, text: 'x' };

t.test('a client that reads nothing', async (t) => {
  const { replies, statuses, begin } = takeBy(t);
  const socket = begin(() => {});
  socket.push(plain);
  await until(() => replies.length === 1);
  socket.emit('timeout');
  t.notOk(socket.destroyed, 'its answer is being made');
  replies[0]?.send(answer);
  t.throws(() => replies[0]?.send(answer), /has been answered/);
  t.notOk(socket.destroyed);
  socket.emit('timeout');
  t.ok(socket.destroyed);
  await until(() => statuses.length === 1);
  t.same(statuses, [499]);
});

t.test('an answer that takes longer than a server may', async (t) => {
  const { replies, begin, end } = takeBy(t);
  const [slow, other] = [begin(() => {}), begin(() => {})];
  slow.push(plain);
  other.push(plain);
  await until(() => replies.length === 2);
  slow.emit('timeout');
  t.notOk(slow.destroyed);
  slow.emit('timeout');
  t.ok(slow.destroyed);
  end();
  t.ok(other.destroyed);
});

t.test('a request behind an answer that closes, and one before the end', async (t) => {
  const { replies, statuses, begin } = takeBy(t);
  const texts: string[] = [];
  const write = (chunk: unknown, _: unknown, done: () => void) => {
    texts.push(String(chunk));
    done();
  };
  const closing = begin(write);
  closing.push(plain);
  await until(() => replies.length === 1);
  replies[0]?.send({ ...answer, headers: { connection: 'close' } });
  closing.push(plain);
  await until(() => closing.destroyed);
  t.equal(replies.length, 1);
  t.notMatch(texts[0], 'keep-alive');
  const ending = begin(write);
  ending.push(plain);
  await until(() => replies.length === 2);
  ending.push(plain);
  await until(() => ending.isPaused());
  ending.push(null);
  replies[1]?.send(answer);
  await until(() => replies.length === 3);
  t.notOk(ending.writableEnded);
  replies[2]?.send(answer);
  await until(() => ending.writableEnded);
  t.same(statuses, [200, 200, 200]);
});

t.test('a client that sends nothing for a while is left to Node', async (t) => {
  await using scene = await smallRouter(corpus);
  const { port, app, seen } = await listen(t, scene);
  const accepted = once(app.server, 'connection');
  const socket = connect(port, '127.0.0.1');
  const [own] = await accepted;
  own.emit('timeout');
  socket.write(plain.replace('PHRASE', 'a'));
  const [chunk] = await once(socket, 'data');
  t.match(String(chunk), /^HTTP\/1.1 200 OK\r\n/);
  t.equal(seen.byNode, 1);
  socket.destroy();
});

t.test('connections that nobody uses', async (t) => {
  await using scene = await smallRouter(corpus);
  const { port, app, traffic } = await listen(t, scene);
  app.server.keepAliveTimeout = 50;
  const used = connect(port, '127.0.0.1');
  used.write(plain.replace('PHRASE', 'a'));
  const [chunk] = await once(used, 'data');
  t.match(String(chunk), /^HTTP\/1.1 200 OK\r\n/);
  t.match(String(chunk), '\r\nkeep-alive: timeout=0\r\n');
  await once(used, 'close');
  app.server.keepAliveTimeout = 72_000;
  const idle = connect(port, '127.0.0.1');
  idle.write(plain.replace('PHRASE', 'a'));
  await once(idle, 'data');
  const silent = connect(port, '127.0.0.1');
  await once(silent, 'connect');
  await until(() => traffic.running === 0);
  const closed = Promise.all([once(idle, 'close'), once(silent, 'close')]);
  await app.close();
  await closed;
});
