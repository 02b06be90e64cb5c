// Bodies that are large or arrive in odd pieces: read whole, in time that others get a share of.

import { Readable } from 'node:stream';
import t from 'tap';
import { collectBody } from '../../query-server/http/collect-body.ts';
import { noPause } from '../../splits/pause.ts';
import { listen, smallServer } from './small-server.ts';

const json = { 'content-type': 'application/json' };
const noLength = { max: 1 << 26, length: Number.NaN };

t.test('a body is its chunks, wherever they part a character', async (t) => {
  const bytes = Buffer.from('é漢😀x'.repeat(300_000));
  for (const size of [1021, 65_536, bytes.length]) {
    const chunks: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
    const body = await collectBody(Readable.from(chunks), noLength, noPause);
    t.ok(body.equals(bytes), `chunks of ${size}`);
  }
});

t.test('a byte that is not UTF-8 is found wherever it stands', async (t) => {
  const bytes = Buffer.from('漢'.repeat(700_000));
  for (const [at, byte] of [
    [0, 0x80],
    [1 << 20, 0xff],
    [(1 << 20) - 1, 0xe6],
    [bytes.length - 1, 0x41],
  ] as const) {
    const broken = Buffer.from(bytes);
    broken[at] = byte === broken[at] ? 0xc0 : byte;
    const read = collectBody(Readable.from([broken]), noLength, noPause);
    await t.rejects(read, { code: 'not_utf8' }, `at ${at}`);
  }
  const inside = Buffer.alloc(1 << 21, 0x80);
  await t.rejects(collectBody(Readable.from([inside]), noLength, noPause), { code: 'not_utf8' });
});

t.test('a body of another length than it says, or than the server takes, is refused', async (t) => {
  const of = (expected: { max: number; length: number }) =>
    collectBody(Readable.from([Buffer.from('12345')]), expected, noPause);
  await t.rejects(of({ max: 4, length: Number.NaN }), { code: 'body_too_large' });
  await t.rejects(of({ max: 4, length: 5 }), { code: 'body_too_large' });
  await t.rejects(of({ max: 9, length: 6 }), { code: 'malformed_request' });
  t.equal((await of({ max: 5, length: 5 })).toString(), '12345');
});

t.test('a large body answers as a small one does, and says where it is not JSON', async (t) => {
  const { app } = await smallServer(t);
  const post = (body: string) =>
    app.inject({ method: 'POST', url: '/v1/exposures', headers: json, body });
  const phrases = ['the sketch', ...Array.from({ length: 60_000 }, (_, i) => `é漢 ${i}`), 'paula'];
  const large = (await post(JSON.stringify({ phrases }))).json().answers;
  const small = (await post(JSON.stringify({ phrases: ['the sketch', 'paula'] }))).json().answers;
  t.equal(large.length, phrases.length);
  t.same([large[0], large.at(-1)], small);
  const broken = JSON.stringify({ phrases }).replace(',"paula"', ' "paula"');
  t.match((await post(broken)).json(), {
    ...{ status: 400, code: 'not_json' },
    detail: `the body is not JSON: at position ${broken.indexOf('"paula"')}`,
  });
});

t.test('a body of more values than memory is meant for is refused', async (t) => {
  const { app } = await smallServer(t, { limits: { maxBodyBytes: 100_000 } });
  const post = (count: number) => {
    const body = `{"pairs":[${'{},'.repeat(count)}{}]}`;
    return app.inject({ method: 'POST', url: '/v1/splits', headers: json, body });
  };
  t.match((await post(20_000)).json(), {
    ...{ status: 413, code: 'body_too_large' },
    detail: /holds more than 12,500 values.*fewer phrases or pairs/,
  });
  t.match((await post(5000)).json(), { status: 400, code: 'missing_field' });
});

t.test('other requests are answered while a large body is read', async (t) => {
  const server = await smallServer(t);
  const address = await listen(server);
  const pair = { sentence_good: 'a', sentence_bad: 'b', note: 'x'.repeat(400) };
  const body = JSON.stringify({ policy: 'no such', pairs: Array(60_000).fill(pair) });
  const long = fetch(`${address}/v1/splits`, { method: 'POST', headers: json, body });
  let isDone = false;
  void long.finally(() => {
    isDone = true;
  });
  let answered = 0;
  while (!isDone) {
    if ((await fetch(`${address}/health`)).status === 200) answered += 1;
  }
  t.match(await (await long).json(), { status: 400, code: 'bad_argument' });
  t.ok(answered > 10, `${answered} answers meanwhile`);
});

t.test('the time of a request runs from when its body is there', async (t) => {
  const { app, work } = await smallServer(t, { limits: { deadlineMs: 1 } });
  const body = JSON.stringify({ phrases: Array(90_000).fill('x'.repeat(150)) });
  const found = await app.inject({ method: 'POST', url: '/v1/exposures', headers: json, body });
  t.match(found.json(), { status: 503, code: 'deadline_exceeded' });
  t.equal(work.running, 0);
});

t.test('an unknown field of any length is named in short', async (t) => {
  const { app } = await smallServer(t);
  const body = JSON.stringify({ phrases: [], ['x'.repeat(100_000)]: 1 });
  const found = await app.inject({ method: 'POST', url: '/v1/exposures', headers: json, body });
  t.match(found.json(), {
    status: 400,
    detail: /^body has no field "x{39}\.\.\.: expected only phrases, at/,
  });
});
