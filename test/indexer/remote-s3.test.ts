// Indexes over buckets, as moto's S3 server has them.

import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { parquetWriteBuffer } from 'hyparquet-writer';
import t, { type Test } from 'tap';
import { type BuildOptions, buildIndex } from '../../indexer/build-index.ts';
import { planPaths } from '../../input/paths/plan-paths.ts';
import { Catalogue } from '../../store/catalogue/catalogue.ts';
import { describeIndex } from '../../store/describe-index.ts';
import { fileOperations } from '../../store/files.ts';
import { startProxy } from '../input/remote/cutting-proxy.ts';
import { startMoto } from '../input/remote/moto.ts';
import { listen, newSending, sendBytes } from '../input/remote/serve-bytes.ts';
import { setEnv } from '../input/remote/set-env.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { recordsAt } from './run-index.ts';

const texts = Array.from({ length: 1200 }, (_, i) => `record ${i} ${'of it '.repeat(i % 60)}`);
const lines = texts.map((text) => `${JSON.stringify({ text })}\n`).join('');
const pack = (data: readonly string[]) => {
  const columnData = [{ name: 'text', data: [...data], type: 'STRING' as const }];
  return Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: 500, pageSize: 4000 }));
};
const table = pack(texts);

const home = {
  ...{ AWS_ACCESS_KEY_ID: 'AKIAOURKEY', AWS_SECRET_ACCESS_KEY: 'our-secret' },
  ...{ AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true' },
  ...{ AWS_PROFILE: undefined, AWS_SESSION_TOKEN: undefined, AWS_ENDPOINT_URL_S3: undefined },
  ...{ AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' },
};

/** A bucket behind a proxy; undefined where there is no moto, which is told. */
async function openBucket(
  t: Test,
  files: Readonly<Record<string, Buffer | string>>,
  env: Readonly<Record<string, string>> = {},
) {
  const moto = await startMoto(t, env);
  if ('missing' in moto) {
    t.pass('S3', { skip: moto.missing });
    return undefined;
  }
  const proxy = await startProxy(t, moto.url);
  setEnv(t, { ...home, AWS_ENDPOINT_URL: proxy.url });
  const client = new S3Client({ endpoint: moto.url, forcePathStyle: true });
  t.teardown(() => client.destroy());
  await client.send(new CreateBucketCommand({ Bucket: 'ours' }));
  const put = async (Key: string, body: Buffer | string) => {
    await client.send(new PutObjectCommand({ Bucket: 'ours', Key, Body: Buffer.from(body) }));
  };
  for (const [key, bytes] of Object.entries(files)) await put(key, bytes);
  return { ...proxy, put, moto };
}

function build(directory: string, options: BuildOptions) {
  return buildIndex(directory, { workers: 1, inline: fileOperations, ...options });
}

const textsAt = (directory: string) => recordsAt(directory).map(({ parts }) => parts.join(''));

t.test('every page of a bucket, and keys with any characters', async (t) => {
  const keys = ['d/a b+c%.jsonl', 'd/é&<x>.jsonl', 'd/sub/deep.jsonl', 'other.jsonl'];
  const many = Array.from({ length: 1003 }, (_, i) => `n/${i}.jsonl`);
  const bucket = await openBucket(
    t,
    Object.fromEntries([...keys, ...many].map((key) => [key, '{"text":"x"}\n'])),
  );
  if (bucket === undefined) return;
  const named = async (path: string) => (await planPaths([path])).map(({ name }) => name);
  t.strictSame(await named('s3://ours/d/*'), [
    's3://ours/d/a b+c%.jsonl',
    's3://ours/d/é&<x>.jsonl',
  ]);
  t.equal((await named('s3://ours/**/*.jsonl')).length, keys.length + many.length);
  const all = await named('s3://ours/n/*.jsonl');
  t.strictSame(
    all,
    Array.from(many, (key) => `s3://ours/${key}`),
  );
  t.ok(bucket.asked.filter((one) => one.includes('continuation-token')).length > 1, 'in pages');
  for (const key of keys) t.strictSame(await named(`s3://ours/${key}`), [`s3://ours/${key}`]);
  await t.rejects(named('s3://ours/none/*'), { code: 'input_not_found', message: /0 files lie/ });
  await t.rejects(named('s3://ours/none'), { code: 'input_not_found', message: /404/ });
  await t.rejects(named('s3://theirs/x/*'), { code: 'input_not_found', message: /NoSuchBucket/ });
  await t.rejects(named('s3://ours'), { code: 'bad_argument', message: /s3:\/\/BUCKET\/key/ });
});

for (const [file, kind, bytes] of [
  ['a.jsonl', {}, Buffer.from(lines)],
  ['a.parquet', { format: 'parquet' }, table],
] as const) {
  t.test(`${file}: the same records, with 50 broken connections, and no other etag`, async (t) => {
    const bucket = await openBucket(t, { [`data/${file}`]: bytes });
    if (bucket === undefined) return;
    bucket.sending.cuts = 50;
    bucket.sending.cutBytes = Math.ceil(bytes.length / 70);
    const directory = join(temporaryFolder(t), 'a.idx');
    const from = ['s3://ours/data/*'];
    await build(directory, { ...kind, from });
    t.ok(JSON.stringify(textsAt(directory)) === JSON.stringify(texts), 'the same records');
    t.equal(bucket.sending.cuts, 0, 'all of them broke');
    using catalogue = Catalogue.openForReading(directory);
    const { sources, snapshot } = describeIndex(catalogue);
    t.match(sources, [{ name: `s3://ours/data/${file}`, bytes: bytes.length }]);
    t.match(sources[0]?.['version'], /^"[0-9a-f]{32}"$/);
    await build(directory, { ...kind, from });
    t.equal(describeIndex(catalogue).snapshot, snapshot, 'named again: nothing new');

    const other = texts.map((text) => text.replace('record', 'RECORD'));
    const isTable = file === 'a.parquet';
    await bucket.put(`data/${file}`, isTable ? pack(other) : lines.toUpperCase());
    await t.rejects(build(directory, { ...kind, from }), {
      code: 'source_moved',
      message: /etag "[0-9a-f]{32}", but it is at "[0-9a-f]{32}" now/,
    });
    t.equal(describeIndex(catalogue).snapshot, snapshot, 'and the index stays as it was');
  });
}

t.test('an object that is replaced while it is read is refused', async (t) => {
  const bucket = await openBucket(t, { 'a.jsonl': lines });
  if (bucket === undefined) return;
  const plans = await planPaths(['s3://ours/a.jsonl']);
  await bucket.put('a.jsonl', lines.replaceAll('record', 'RECORD'));
  const { openRemoteBytes } = await import('../../input/bytes/remote-bytes.ts');
  const remote = plans[0]?.remote;
  if (remote === undefined) throw new Error('no plan');
  await using raw = openRemoteBytes('s3://ours/a.jsonl', remote);
  const read = async () => {
    for await (const _ of raw.chunks(new AbortController().signal));
  };
  await t.rejects(read(), { code: 'source_moved', message: /412/ });
});

t.test('wrong credentials are named without being shown', async (t) => {
  // From the third request on, moto wants credentials that it knows.
  const bucket = await openBucket(t, { 'a.jsonl': lines }, { INITIAL_NO_AUTH_ACTION_COUNT: '2' });
  if (bucket === undefined) return;
  const cases = [
    [
      { AWS_ACCESS_KEY_ID: 'AKIAWRONG', AWS_SECRET_ACCESS_KEY: 'wrong-secret' },
      /InvalidAccessKeyId/,
    ],
    [
      { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_PROFILE: 'nobody' },
      /AWS_PROFILE/,
    ],
  ] as const;
  for (const [env, message] of cases) {
    setEnv(t, env);
    for (const path of ['s3://ours/a*', 's3://ours/a.jsonl']) {
      const error = await planPaths([path]).then(
        () => new Error('it was read'),
        (found: unknown) => found,
      );
      const isList = path.endsWith('*');
      t.match(
        error,
        { code: 'access_denied', message: isList ? message : /AWS_/ },
        `${path} ${message}`,
      );
      t.notMatch(String(error), /wrong-secret|AKIAWRONG/);
    }
  }
});

t.test('without credentials, requests are not signed: public buckets are read so', async (t) => {
  const signed: (string | undefined)[] = [];
  const xml = '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>';
  const url = await listen(t, (request, response) => {
    signed.push(request.headers.authorization);
    if (request.url?.startsWith('/public/a.jsonl') !== true) {
      response.writeHead(403, { 'content-type': 'application/xml' }).end(xml);
      return;
    }
    const headers = { etag: '"1"' };
    const version = { headers, condition: ['if-match', '"1"'] as const };
    sendBytes(request, response, { bytes: Buffer.from(lines), version, sending: newSending() });
  });
  const none = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
  setEnv(t, { ...home, ...none, AWS_ENDPOINT_URL: url });
  const directory = join(temporaryFolder(t), 'a.idx');
  await build(directory, { from: ['s3://public/a.jsonl'] });
  t.equal(textsAt(directory).length, texts.length);
  const expected = { code: 'access_denied', message: /403 \(AccessDenied\).*AWS_ACCESS_KEY_ID/ };
  await t.rejects(planPaths(['s3://private/*']), expected);
  t.ok(signed.length > 2 && signed.every((one) => one === undefined), 'none is signed');
});
