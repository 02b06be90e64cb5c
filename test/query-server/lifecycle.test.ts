import { once } from 'node:events';
import { get, type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import t from 'tap';
import { IndexError } from '../../errors.ts';
import { listen, type SmallServer, smallServer, until } from './small-server.ts';

/** So many answers that no socket's buffers take them: the work waits for its reader. */
const manyPhrases = JSON.stringify({
  phrases: Array.from({ length: 100_000 }, (_, i) => `the of ${i}`),
  bins: 12,
});

async function startBatch(
  server: SmallServer,
  { accept = 'application/x-ndjson', body = manyPhrases } = {},
): Promise<IncomingMessage> {
  const { port } = server.app.server.address() as { port: number };
  const headers = { 'content-type': 'application/json', accept };
  const asked = request({ port, path: '/v1/exposures', method: 'POST', headers });
  asked.on('error', () => {});
  asked.end(body);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return response;
}

async function readAll(response: IncomingMessage): Promise<{ text: string; whole: boolean }> {
  let text = '';
  response.setEncoding('utf8');
  try {
    for await (const chunk of response) text += chunk;
    return { text, whole: response.complete };
  } catch {
    return { text, whole: false };
  }
}

t.test('a client that does not read stops the work, without its answers piling up', async (t) => {
  const server = await smallServer(t);
  await listen(server);
  const sockets: Socket[] = [];
  server.app.server.on('connection', (socket) => sockets.push(socket));
  const response = await startBatch(server);
  // What was sent and what waits to be: until it grows no more.
  const made = () => sockets.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);
  let before = -1;
  while (made() > before) {
    before = made();
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  t.equal(server.work.running, 1, 'it waits');
  const { text, whole } = await readAll(response);
  t.ok(whole);
  t.ok(before < text.length / 2, `${before} bytes of ${text.length} were made`);
  t.equal(text.trimEnd().split('\n').length, 100_000);
  await until(() => server.work.running === 0);
});

t.test('a client that goes away ends the work and gives its snapshot back', async (t) => {
  const server = await smallServer(t);
  await listen(server);
  for (const accept of ['application/x-ndjson', 'application/json']) {
    const response = await startBatch(server, { accept });
    await until(() => server.work.running === 1);
    response.destroy();
    await until(() => server.work.running === 0 && server.traffic.running === 0);
    t.equal(server.index.openSnapshots, 1);
  }
});

t.test('work that passes its deadline is a 503, or a connection cut short', async (t) => {
  const server = await smallServer(t, { limits: { deadlineMs: 1 } });
  const address = await listen(server);
  // What goes wrong before the first chunk has its status: reading so many lines takes longer.
  const late = await fetch(`${address}/v1/exposures`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: '{"phrase":"the of"}\n'.repeat(100_000),
  });
  t.equal(late.status, 503);
  t.match(await late.json(), { code: 'deadline_exceeded' });
  const long = await startBatch(server);
  const cut = await readAll(long);
  t.notOk(cut.whole && long.statusCode === 200, 'never a whole answer');
  await until(() => server.work.running === 0);
});

t.test('a reader that is too slow is cut at its deadline', async (t) => {
  const server = await smallServer(t, { limits: { deadlineMs: 2000 } });
  await listen(server);
  const response = await startBatch(server);
  t.equal(response.statusCode, 200);
  await until(() => server.work.running === 1);
  await until(() => server.work.running === 0);
  const { text, whole } = await readAll(response);
  t.notOk(whole);
  t.ok(text.split('\n').length < 100_000);
});

t.test('short requests wait no longer than a piece, while batches run', async (t) => {
  const server = await smallServer(t);
  const address = await listen(server);
  const batches = await Promise.all([1, 2, 3, 4].map(() => startBatch(server)));
  const reading = Promise.all(batches.map(readAll));
  const waits: number[] = [];
  let ended = false;
  const done = reading.then((all) => {
    ended = true;
    return all;
  });
  while (!ended) {
    const start = performance.now();
    const [response] = (await once(get(`${address}/health`), 'response')) as [IncomingMessage];
    await readAll(response);
    waits.push(performance.now() - start);
  }
  for (const { text, whole } of await done) {
    t.ok(whole);
    t.equal(text.trimEnd().split('\n').length, 100_000);
  }
  waits.sort((a, b) => a - b);
  t.ok(waits.length > 20, `${waits.length} in between`);
  const median = waits[waits.length >> 1] as number;
  // Starved, it would wait for a batch, which takes seconds; scripts/bench-server.ts measures.
  t.ok(median < 500, `median ${median.toFixed(1)} ms`);
});

t.test('a closing server answers 503 and lets what runs end', async (t) => {
  const server = await smallServer(t);
  const address = await listen(server);
  const response = await startBatch(server);
  await until(() => server.traffic.running === 1);
  const drained = server.traffic.drain();
  const refused = await fetch(`${address}/v1/exposures?phrase=the`);
  t.equal(refused.status, 503);
  t.equal(refused.headers.get('connection'), 'close');
  t.match(await refused.json(), { code: 'shutting_down' });
  t.equal((await fetch(`${address}/ready`)).status, 503);
  const { whole, text } = await readAll(response);
  t.ok(whole);
  t.equal(text.trimEnd().split('\n').length, 100_000);
  await drained;
  t.equal(server.traffic.running, 0);
});

t.test('what is stopped at the end of a drain is cut', async (t) => {
  const server = await smallServer(t);
  await listen(server);
  const response = await startBatch(server);
  await until(() => server.work.running === 1);
  server.work.abortAll(new IndexError('shutting_down', 'enough'));
  t.notOk((await readAll(response)).whole);
  await until(() => server.work.running === 0);
});

t.test('long requests beyond the limit are told to come again', async (t) => {
  const server = await smallServer(t, { limits: { maxLong: 2 } });
  const address = await listen(server);
  const running = [await startBatch(server), await startBatch(server)];
  const third = await startBatch(server);
  t.equal(third.statusCode, 503);
  t.equal(third.headers['retry-after'], '1');
  t.match(JSON.parse((await readAll(third)).text), { code: 'server_busy' });
  t.equal((await fetch(`${address}/v1/exposures?phrase=the`)).status, 200, 'short ones are served');
  for (const response of running) response.destroy();
  await until(() => server.traffic.running === 0);
  t.equal((await startBatch(server, { body: '{"phrases":["the"]}' })).statusCode, 200);
});
