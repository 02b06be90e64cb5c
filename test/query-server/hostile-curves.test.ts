// POST /v1/curves from a client that means harm, leaves, or sends too much.

import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import t, { type Test as Tap } from 'tap';
import { LiveIndex } from '../../library/snapshots/live-index.ts';
import { decodeUploadPath } from '../../query-server/curves/upload-path.ts';
import type { ServerLimits } from '../../query-server/http/limits.ts';
import {
  boundary,
  curvesFolder,
  type FormPart,
  formHeaders,
  formOf,
  pairParts,
  questionPart,
  resultParts,
  sampleFiles,
  table,
  uploadFolders,
  useTemporary,
} from './curves-scene.ts';
import { listen, serverOf, until } from './small-server.ts';

async function scene(t: Tap, limits: Partial<ServerLimits> = {}) {
  const folder = await curvesFolder(t);
  const temporary = useTemporary(t, join(folder, 'tmp'));
  const server = await serverOf(t, LiveIndex.open(join(folder, 'my.idx')), { limits });
  const post = (parts: readonly FormPart[]) =>
    server.app.inject({
      ...{ method: 'POST', url: '/v1/curves', payload: formOf(parts), headers: formHeaders },
    });
  return { ...server, temporary, post };
}

/** A connection that has sent the head of a form of `bytes` bytes, and some of the body. */
async function begin(address: string, body: Buffer, bytes: number): Promise<Socket> {
  const { port } = new URL(address);
  const socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => {});
  const head = [
    'POST /v1/curves HTTP/1.1',
    'host: localhost',
    `content-type: multipart/form-data; boundary=${boundary}`,
    `content-length: ${bytes}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  socket.write(body);
  return socket;
}

t.test('no name of a file leads out of the folder', async (t) => {
  for (const name of [
    '/etc/passwd',
    '../x',
    'a/../../x',
    'a/..',
    '..',
    '.',
    '',
    'a//b',
    'a/',
    '\\x',
    'C:\\x',
    'c:x',
    'a\\..\\..\\x',
    'a/./b',
    'a\0b',
    'a\nb',
    '\ud800',
    'x'.repeat(201),
    `${'a/'.repeat(20)}b`,
  ]) {
    t.throws(() => decodeUploadPath(name), { code: 'bad_argument' }, JSON.stringify(name));
  }
  t.same(decodeUploadPath('step5/…/samples ü.jsonl'), ['step5', '…', 'samples ü.jsonl']);
  t.same(decodeUploadPath('step5\\a.csv'), ['step5', 'a.csv']);
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('.', '/', '\\', 'a', ':', ' ') }), (name) => {
      let parts: string[];
      try {
        parts = decodeUploadPath(name);
      } catch {
        return;
      }
      const root = join('/root', 'of', 'ours');
      if (!join(root, ...parts).startsWith(`${root}/`)) throw new Error(parts.join());
    }),
  );
});

t.test('files with such names, and two of one name, are refused and leave nothing', async (t) => {
  const { post, temporary } = await scene(t);
  for (const files of [
    ['../escaped.csv'],
    ['/tmp/escaped.csv'],
    ['a.csv', 'a.csv'],
    ['s/a', 's/a/b'],
  ]) {
    const results = files.map((filename) => ({ name: 'results', filename, bytes: table }));
    const response = await post([...pairParts, ...results]);
    t.match(response.json(), { status: 400, code: 'bad_argument' }, files.join());
    t.notMatch(response.body, 'firstseen-curves');
  }
  t.same(readdirSync(temporary), []);
});

t.test(
  'results, pairs and files have limits, and the problem says which option helps',
  async (t) => {
    const { post, temporary } = await scene(t, { maxResultsBytes: 1000, maxBodyBytes: 2000 });
    const large = await post([...pairParts, ...resultParts({ 'a.csv': 'x'.repeat(1001) })]);
    t.match(large.json(), { status: 413, code: 'body_too_large' });
    t.match(large.json().detail, /more than 1000 bytes.*--max-results/);
    t.equal(large.headers['connection'], 'close');
    const many = resultParts({ 'a.csv': 'x'.repeat(600), 'b.csv': 'x'.repeat(600) });
    t.match((await post([...pairParts, ...many])).json(), { status: 413 }, 'all files together');
    const pairs = { name: 'pairs', filename: 'a.jsonl', bytes: 'x'.repeat(8001) };
    t.match((await post([pairs])).json().detail, /more than 8000 bytes.*--max-body/);
    t.same(readdirSync(temporary), []);
  },
);

t.test('more files than are taken are refused', async (t) => {
  const { post, temporary } = await scene(t, { maxResultFiles: 500 });
  const one: FormPart = { name: 'results', filename: '', bytes: 'x' };
  const files = Array.from({ length: 501 }, (_, i) => ({ ...one, filename: `${i % 97}/${i}` }));
  const response = await post([...pairParts, ...files]);
  t.match(response.json(), { status: 413, code: 'body_too_large' });
  t.match(response.json().detail, /more than 500 files/);
  t.same(readdirSync(temporary), []);
});

t.test('a client that leaves takes its files with it', async (t) => {
  const server = await scene(t);
  const address = await listen(server);
  const form = formOf([...pairParts, ...resultParts(sampleFiles)], { ends: false });
  for (const cut of [40, form.length >> 1, form.length - 20]) {
    const socket = await begin(address, form.subarray(0, cut), form.length + 1000);
    await until(() => readdirSync(server.temporary).length === 1);
    t.equal(statSync(join(server.temporary, uploadFolders()[0] as string)).mode & 0o777, 0o700);
    socket.destroy();
    await until(() => readdirSync(server.temporary).length === 0);
    await until(() => server.uploads.held === 0);
    await until(() => server.bodies.held === 0);
  }
  await until(() => server.work.running === 0);
  t.equal((await fetch(`${address}/health`)).status, 200);
});

t.test('half a form takes no place among the long requests', async (t) => {
  const server = await scene(t, { maxLong: 1 });
  const address = await listen(server);
  const form = formOf(pairParts, { ends: false });
  const sockets = [await begin(address, form, 1e6), await begin(address, form, 1e6)];
  await until(() => readdirSync(server.temporary).length === 2);
  const whole = await server.post([...pairParts, ...resultParts(sampleFiles)]);
  t.equal(whole.statusCode, 200, whole.body);
  for (const socket of sockets) socket.destroy();
  await until(() => readdirSync(server.temporary).length === 0);
});

t.test('forms that arrive share the disk; the one that takes longest is given up', async (t) => {
  const server = await scene(t, { maxResultsBytes: 100_000 });
  const address = await listen(server);
  const results = (bytes: number) =>
    formOf([...pairParts, ...resultParts({ 'a.csv': 'x'.repeat(bytes) })], { ends: false });
  const slow = await begin(address, results(90_000), 1e6);
  let heard = '';
  slow.setEncoding('latin1').on('data', (text) => {
    heard += text;
  });
  const closed = once(slow, 'close');
  await until(() => server.uploads.held > 80_000);
  const others = [
    await begin(address, results(90_000), 1e6),
    await begin(address, results(90_000), 1e6),
  ];
  await closed;
  t.match(heard, /^HTTP\/1\.1 503/);
  t.match(heard, '"code":"server_busy"');
  for (const socket of others) socket.destroy();
  await until(() => readdirSync(server.temporary).length === 0);
  await until(() => server.uploads.held === 0);
});

t.test('the deadline ends work at any stage, and other requests are answered', async (t) => {
  const { app, work, post, temporary } = await scene(t, { deadlineMs: 700 });
  const row = 'sleep,0,0,1\n';
  const evil = `${'a'.repeat(60)}!`;
  for (const [name, parts] of [
    [
      'tests',
      [...resultParts(sampleFiles), questionPart({ permutations: 1_000_000, filters: false })],
    ],
    [
      'a pattern that takes exponential time',
      [
        ...resultParts({ [`${evil}/samples_blimp_sleep.jsonl`]: 'x' }),
        questionPart({ step_pattern: '^(a+)+$' }),
      ],
    ],
    [
      'a file that unpacks to much more',
      resultParts({
        'a.csv.gz': Buffer.concat([
          gzipSync('set,row,step,correct\n'),
          ...new Array(3000).fill(gzipSync(row.replace('sleep', 'no').repeat(100_000))),
        ]),
      }),
    ],
  ] as const) {
    let isDone = false;
    const asked = post([...pairParts, ...parts]).finally(() => {
      isDone = true;
    });
    let slowest = 0;
    while (!isDone) {
      const start = performance.now();
      await app.inject('/health');
      slowest = Math.max(slowest, performance.now() - start);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    t.match((await asked).json(), { status: 503, code: 'deadline_exceeded' }, name);
    t.ok(slowest < 300, `${name}: /health took ${slowest} ms at most`);
  }
  await until(() => work.running === 0);
  t.same(readdirSync(temporary), []);
});

t.test('a client that leaves ends the work', async (t) => {
  const server = await scene(t);
  const address = await listen(server);
  const question = questionPart({ permutations: 1_000_000, filters: false });
  const form = formOf([...pairParts, ...resultParts(sampleFiles), question]);
  const socket = await begin(address, form, form.length);
  await until(() => server.work.running === 1);
  socket.destroy();
  await until(() => server.work.running === 0);
  await until(() => readdirSync(server.temporary).length === 0);
  await until(() => server.traffic.running === 0);
});

t.test('requests that make curves wait for each other', async (t) => {
  const { post } = await scene(t);
  const form = [...pairParts, ...resultParts(sampleFiles)];
  const answers = await Promise.all(Array.from({ length: 4 }, () => post(form)));
  t.same(new Set(answers.map(({ body }) => body)).size, 1);
  t.equal(answers[0]?.statusCode, 200);
});
