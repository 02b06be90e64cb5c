// Indexes over a dataset of a Hub: the same as over its files, whatever breaks on the way.

import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import t, { type Test } from 'tap';
import { type BuildOptions, buildIndex } from '../../indexer/build-index.ts';
import { feedScan } from '../../library/feed-scan.ts';
import { Catalogue } from '../../store/catalogue/catalogue.ts';
import { describeIndex } from '../../store/describe-index.ts';
import { fileOperations } from '../../store/files.ts';
import { type HubDouble, sha256, startHub } from '../input/remote/hub-double.ts';
import { listen } from '../input/remote/serve-bytes.ts';
import { setEnv } from '../input/remote/set-env.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { recordsAt } from './run-index.ts';

const texts = Array.from(
  { length: 1500 },
  (_, i) => `record ${i} of the corpus ${'ab '.repeat(i % 50)}`,
);
const lines = texts.map((text, i) => `${JSON.stringify({ id: `r${i}`, text })}\n`).join('');

function packParquet(seed = 0): Buffer {
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: 'id', data: texts.map((_, i) => `r${i}`), type: 'STRING' },
      {
        name: 'unused',
        data: texts.map((_, i) => sha256(`${seed}${i}`) + randomBytes(400).toString('hex')),
        type: 'STRING',
      },
      { name: 'text', data: [...texts], type: 'STRING' },
    ],
    rowGroupSize: 600,
    pageSize: 4000,
  });
  return Buffer.from(bytes);
}

const files = {
  'README.md': 'about it',
  'a.jsonl': lines,
  'b.jsonl.gz': gzipSync(lines),
  'c.jsonl.zst': zstdCompressSync(Buffer.from(lines)),
  'data/d.parquet': packParquet(),
  'empty.jsonl': '',
};

type Kind = Pick<BuildOptions, 'from' | 'format'>;

const kinds: readonly (readonly [file: string, kind: Kind])[] = [
  ['a.jsonl', {}],
  ['b.jsonl.gz', {}],
  ['c.jsonl.zst', {}],
  ['data/d.parquet', { format: 'parquet' }],
];

const at = (path: string, revision = '') => `hf://datasets/our/corpus${revision}/${path}`;

function build(directory: string, options: BuildOptions) {
  return buildIndex(directory, { workers: 1, inline: fileOperations, ...options });
}

function sourcesOf(directory: string) {
  using catalogue = Catalogue.openForReading(directory);
  return describeIndex(catalogue).sources;
}

async function openHub(t: Test): Promise<{ hub: HubDouble; folder: string }> {
  const hub = await startHub(t, files);
  setEnv(t, { HF_ENDPOINT: hub.endpoint, HF_TOKEN: 'hf_secret' });
  return { hub, folder: temporaryFolder(t) };
}

/** The index over the same bytes in a file of this machine. */
async function buildHere(folder: string, [file, kind]: (typeof kinds)[number]) {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, files[file as keyof typeof files]);
  const directory = join(folder, `${file.replace('/', '-')}.here.idx`);
  await build(directory, { ...kind, from: [path] });
  return recordsAt(directory).map(({ source: _, ...record }) => record);
}

/** What the index holds; SQLite keeps files of its own beside. */
function filesIn(directory: string): string {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort();
  const held = names.filter((name) => /\.(index|text|sqlite)$/.test(name));
  return held.map((name) => `${name} ${sha256(readFileSync(join(directory, name)))}`).join('\n');
}

for (const one of kinds) {
  const [file, kind] = one;
  t.test(`${file}: the same records as of the file, by its commit`, async (t) => {
    const { hub, folder } = await openHub(t);
    const commit = hub.revisions.get('main') ?? '';
    const expected = await buildHere(folder, one);
    const directory = join(folder, 'remote.idx');
    await build(directory, { ...kind, from: [at(file)] });
    const records = recordsAt(directory);
    t.strictSame(
      records.map(({ source: _, ...record }) => record),
      expected,
    );
    t.equal(records[0]?.source, at(file));
    const [source] = sourcesOf(directory);
    const bytes = Buffer.from(files[file as keyof typeof files]);
    t.match(source, {
      name: at(file),
      version: commit,
      bytes: bytes.length,
      sha256: sha256(bytes),
    });
    if (kind.format === 'parquet') {
      t.ok(hub.sending.sentBytes < bytes.length / 2, `${hub.sending.sentBytes} of ${bytes.length}`);
    }
    t.notOk(hub.tokensAt.has('cdn'), 'the token goes nowhere else');
    for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
      if (!/\./.test(name)) continue;
      const isShown = /hf_secret|Signature=/.test(readFileSync(join(directory, name), 'latin1'));
      t.notOk(isShown, `${name} holds no credentials`);
    }

    hub.sending.sentBytes = 0;
    const before = filesIn(directory);
    for (const revision of ['', '@main', `@${commit}`]) {
      await build(directory, { ...kind, from: [at(file, revision)] });
      t.equal(filesIn(directory), before, `named again as ${at(file, revision)}: nothing new`);
    }
    if (kind.format === undefined) t.equal(hub.sending.sentBytes, 0, 'and nothing read');
  });

  t.test(`${file}: 50 broken connections change nothing`, async (t) => {
    const { hub, folder } = await openHub(t);
    const expected = await buildHere(folder, one);
    const bytes = Buffer.from(files[file as keyof typeof files]);
    const isParquet = kind.format === 'parquet';
    hub.sending.cuts = 50;
    hub.sending.cutBytes = isParquet ? 1500 : Math.ceil(bytes.length / 60);
    const directory = join(folder, 'remote.idx');
    await build(directory, { ...kind, from: [at(file)] });
    t.strictSame(
      recordsAt(directory).map(({ source: _, ...record }) => record),
      expected,
    );
    t.equal(hub.sending.cuts, 0, 'all of them broke');
  });

  t.test(`${file}: a revision that has moved is refused, and the index stays`, async (t) => {
    const { hub, folder } = await openHub(t);
    const commit = hub.revisions.get('main') ?? '';
    const directory = join(folder, 'remote.idx');
    await build(directory, { ...kind, from: [at(file)] });
    const before = filesIn(directory);
    const records = recordsAt(directory).length;
    const moved = hub.commit({
      ...files,
      [file]: isText(file) ? `${lines}${lines}` : packParquet(1),
    });
    for (const revision of ['', '@main', `@${moved}`]) {
      const error: unknown = await build(directory, { ...kind, from: [at(file, revision)] }).then(
        () => new Error('it was read'),
        (found: unknown) => found,
      );
      t.match(error, { code: 'source_moved', details: { expected: commit, found: moved } });
      t.match(String(error), at(file, `@${commit}`), 'it says how to go on');
      t.equal(filesIn(directory), before);
    }
    await build(directory, { ...kind, from: [at(file, `@${commit}`)] });
    t.equal(filesIn(directory), before, 'the old commit is in');
    if (!file.endsWith('.gz') && !file.endsWith('.zst')) {
      await build(directory, { ...kind, from: [at(file)], again: true });
      t.ok(recordsAt(directory).length > records, 'and with again the new one');
    }
  });
}

function isText(file: string): boolean {
  return !file.endsWith('.parquet');
}

t.test('an interrupted build goes on at its commit only', async (t) => {
  const long = Array.from({ length: 600 }, (_, i) => `${i} ${'long text '.repeat(700)}`);
  const data = {
    'long.jsonl': long.map((text) => `${JSON.stringify({ text })}\n`).join(''),
    'long.parquet': Buffer.from(
      parquetWriteBuffer({ columnData: [{ name: 'text', data: long, type: 'STRING' }] }),
    ),
  };
  for (const [file, kind] of [
    ['long.jsonl', {}],
    ['long.parquet', { format: 'parquet' }],
  ] as const) {
    const { hub, folder } = await openHub(t);
    const commit = hub.commit(data);
    const directory = join(folder, 'remote.idx');
    const stop = new AbortController();
    const options = { ...kind, from: [at(file)], rangeBytes: 1 << 20, commitEveryMs: 0 };
    const onEvent: BuildOptions['onEvent'] = (event) => {
      if (event.kind === 'commit') stop.abort(new Error('stopped'));
    };
    await t.rejects(build(directory, { ...options, signal: stop.signal, onEvent }));
    const held = recordsAt(directory).length;
    t.ok(held > 0 && held < long.length, `${file}: ${held} records are in`);
    hub.commit({ ...data, 'README.md': 'another' });
    await t.rejects(build(directory, options), { code: 'source_moved' });
    t.equal(recordsAt(directory).length, held);
    await build(directory, { ...options, from: [at(file, `@${commit}`)] });
    const texts = recordsAt(directory).map(({ parts }) => parts.join(''));
    t.ok(JSON.stringify(texts) === JSON.stringify(long), 'each record once');
  }
});

t.test('a glob over all, and a scan', async (t) => {
  const { hub, folder } = await openHub(t);
  hub.pageEntries = 2;
  const directory = join(folder, 'all.idx');
  const events: string[] = [];
  await build(directory, {
    from: [at('*.jsonl*')],
    onEvent: (event) => events.push(event.kind),
  });
  t.equal(recordsAt(directory).length, 3 * texts.length);
  t.ok(events.includes('source-empty'), 'the empty file is told');
  const ids: (string | null)[] = [];
  const scan = { add: ({ id }: { id: string | null }) => ids.push(id), declareFacets: () => {} };
  for (const [file, kind] of kinds) {
    ids.length = 0;
    await feedScan(scan, { ...kind, from: [at(file)] });
    t.strictSame(
      ids,
      texts.map((_, i) => `r${i}`),
      file,
    );
  }
});

t.test('formats that are read by position otherwise say so', async (t) => {
  await openHub(t);
  const from = [at('data/d.bin')];
  await t.rejects(build('x.idx', { from, format: 'arrow' }), {
    code: 'bad_argument',
    message: /cannot be read by position/,
  });
});

t.test('bytes that are not those of the hash are refused', async (t) => {
  const { hub, folder } = await openHub(t);
  hub.saysOtherHash = true;
  const directory = join(folder, 'remote.idx');
  for (const file of ['a.jsonl', 'b.jsonl.gz', 'c.jsonl.zst']) {
    await t.rejects(build(directory, { from: [at(file)] }), {
      code: 'source_damaged',
      message: /expected the SHA-256 [0-9a-f]{64}, found/,
    });
  }
  t.notOk(existsSync(directory), 'nothing of them is in');
});

t.test('a build that waits for a Hub can be stopped', async (t) => {
  const url = await listen(t, () => {});
  setEnv(t, { HF_ENDPOINT: url, HF_TOKEN: undefined });
  const stop = new AbortController();
  const waiting = build(join(temporaryFolder(t), 'x.idx'), {
    from: [at('a.jsonl')],
    signal: stop.signal,
  });
  stop.abort();
  await t.rejects(waiting, { code: 'interrupted', message: /the index stays as it was/ });
});
