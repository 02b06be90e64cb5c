// Indexes over public files of Google's and Azure's stores, and over Parquet behind plain urls.

import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import t from 'tap';
import { type BuildOptions, buildIndex } from '../../indexer/build-index.ts';
import { planPaths } from '../../input/paths/plan-paths.ts';
import { Catalogue } from '../../store/catalogue/catalogue.ts';
import { describeIndex } from '../../store/describe-index.ts';
import { fileOperations } from '../../store/files.ts';
import { startAzure, startGoogle, startPlain } from '../input/remote/public-stores.ts';
import { listen } from '../input/remote/serve-bytes.ts';
import { setEnv } from '../input/remote/set-env.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { recordsAt } from './run-index.ts';

const texts = Array.from({ length: 900 }, (_, i) => `record ${i} ${'of it '.repeat(i % 60)}`);
const pack = (data: readonly string[]) => {
  const columnData = [{ name: 'text', data: [...data], type: 'STRING' as const }];
  return Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: 300, pageSize: 4000 }));
};
const lines = (data: readonly string[]) =>
  Buffer.from(data.map((text) => `${JSON.stringify({ text })}\n`).join(''));
const packed = { 'a.jsonl': lines, 'a.parquet': pack } as const;

function build(directory: string, options: BuildOptions) {
  return buildIndex(directory, { workers: 1, inline: fileOperations, ...options });
}

function infoOf(directory: string) {
  using catalogue = Catalogue.openForReading(directory);
  return describeIndex(catalogue);
}

const small = Buffer.from('{"text":"x"}\n');
const odd = [
  'd/2.jsonl',
  'd/10.jsonl',
  'd/1.jsonl',
  'd/a b+c%&<é>.jsonl',
  'd/sub/3.jsonl',
  'e.jsonl',
];
const oddFiles = Object.fromEntries(odd.map((path) => [path, small]));

for (const { name, prefix, start, env, version } of [
  {
    ...{ name: 'Google', prefix: 'gs://ours', start: startGoogle },
    ...{ env: 'STORAGE_EMULATOR_HOST', version: /^\d+$/ },
  },
  {
    ...{ name: 'Azure', prefix: 'az://account/ours', start: startAzure },
    ...{ env: 'AZURE_STORAGE_ENDPOINT', version: /^"0x[0-9A-F]+"$/ },
  },
]) {
  t.test(`${name}: all pages of a list, and one file by its name`, async (t) => {
    const store = await start(t, oddFiles);
    setEnv(t, { [env]: store.endpoint });
    const named = async (path: string) =>
      (await planPaths([`${prefix}/${path}`])).map(({ name }) => name);
    t.strictSame(
      await named('d/*'),
      ['1', '2', '10', 'a b+c%&<é>'].map((one) => `${prefix}/d/${one}.jsonl`),
    );
    t.ok(store.lists > 2, `${store.lists} pages`);
    t.equal((await named('**/*.jsonl')).length, odd.length);
    for (const path of odd) {
      t.strictSame(await named(path), [`${prefix}/${path}`]);
      const [[one], [listed]] = [
        await planPaths([`${prefix}/${path}`]),
        await planPaths([`${prefix}/${path.replace(/jsonl$/, 'json?')}`]),
      ];
      t.strictSame(one, listed, 'the same, looked at and listed');
      t.match(one?.remote?.version, version);
    }
    await t.rejects(named('none/*'), {
      code: 'input_not_found',
      message: /0 files lie below none/,
    });
    await t.rejects(named('none'), { code: 'input_not_found', message: /404 \(\w+\)/ });
    store.isPrivate = true;
    for (const path of ['d/*', 'd/1.jsonl']) {
      const message = /403 \(AccessDenied\).*Only what is public/;
      await t.rejects(named(path), { code: 'access_denied', message });
    }
  });

  for (const file of ['a.jsonl', 'a.parquet'] as const) {
    t.test(`${name}, ${file}: the same records, broken 50 times, of one version`, async (t) => {
      const bytes = packed[file](texts);
      const store = await start(t, { [`d/${file}`]: bytes });
      setEnv(t, { [env]: store.endpoint });
      store.sending.cuts = 50;
      store.sending.cutBytes = Math.ceil(bytes.length / 70);
      const directory = join(temporaryFolder(t), 'a.idx');
      const options = file === 'a.parquet' ? { format: 'parquet' as const } : {};
      const from = [`${prefix}/d/*`];
      await build(directory, { ...options, from });
      const found = recordsAt(directory).map(({ parts }) => parts.join(''));
      t.ok(JSON.stringify(found) === JSON.stringify(texts), 'the same records');
      t.equal(store.sending.cuts, 0, 'all of them broke');
      const { snapshot, sources } = infoOf(directory);
      t.match(sources, [{ name: `${prefix}/d/${file}`, bytes: bytes.length }]);
      t.match(sources[0]?.['version'], version);
      await build(directory, { ...options, from: [`${prefix}/d/${file}`] });
      t.equal(infoOf(directory).snapshot, snapshot, 'named again: nothing new');
      store.files.set(`d/${file}`, packed[file](texts.map((text) => text.toUpperCase())));
      await t.rejects(build(directory, { ...options, from }), { code: 'source_moved' });
      t.equal(infoOf(directory).snapshot, snapshot, 'another version: the index stays');
    });
  }
}

for (const by of ['etag', 'date'] as const) {
  t.test(`Parquet behind a url, known by its ${by}`, async (t) => {
    const server = await startPlain(t, { 'a.parquet': pack(texts), 'none.parquet': '' }, by);
    const directory = join(temporaryFolder(t), 'a.idx');
    const options = { format: 'parquet' as const, from: [`${server.endpoint}/a.parquet`] };
    const empty = `${server.endpoint}/none.parquet`;
    await build(directory, { ...options, from: [...options.from, empty] });
    t.equal(recordsAt(directory).length, texts.length);
    const { snapshot } = infoOf(directory);
    await build(directory, options);
    t.equal(infoOf(directory).snapshot, snapshot);
    server.files.set('a.parquet', pack(texts.slice(1)));
    await t.rejects(build(directory, options), { code: 'source_moved' });
    t.equal(infoOf(directory).snapshot, snapshot);
  });
}

t.test('a server whose files have no version is refused, before anything is indexed', async (t) => {
  const server = await startPlain(t, { 'a.parquet': pack(texts) }, 'none');
  const from = [`${server.endpoint}/a.parquet`];
  await t.rejects(build(join(temporaryFolder(t), 'a.idx'), { format: 'parquet', from }), {
    code: 'transfer_failed',
    message: /neither a strong ETag nor Last-Modified/,
  });
});

t.test('a server that would send all of a file is refused, and nothing of it read', async (t) => {
  let isOpen = true;
  const url = await listen(t, (_, response) => {
    response.writeHead(200, { etag: '"1"', 'content-length': 1e12 });
    response.on('close', () => {
      isOpen = false;
    });
    const send = () => {
      while (isOpen && response.write(Buffer.alloc(1 << 16)));
    };
    response.on('drain', send);
    send();
  });
  await t.rejects(planPaths([`${url}/a.parquet`], { byPosition: true }), {
    code: 'transfer_failed',
    message: /sends no ranges of it/,
  });
});

t.test('a file that is replaced while its pages are read is refused', async (t) => {
  const server = await startPlain(t, { 'a.parquet': pack(texts) }, 'etag');
  const directory = join(temporaryFolder(t), 'a.idx');
  const options = { format: 'parquet' as const, from: [`${server.endpoint}/a.parquet`] };
  const onEvent: BuildOptions['onEvent'] = (event) => {
    if (event.kind === 'start') server.files.set('a.parquet', pack(texts.toReversed()));
  };
  await t.rejects(build(directory, { ...options, onEvent }), { code: 'source_moved' });
});
