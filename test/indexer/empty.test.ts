// Empty files among others are a remark and counted; a corpus without a record is an error.

import { appendFileSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import t from 'tap';
import { type Run, readRun } from '../../corpus/read-run.ts';
import { PhraseScan } from '../../exposure/scan-phrases.ts';
import { type BuildEvent, type BuildOptions, buildIndex } from '../../indexer/build-index.ts';
import { feedScan } from '../../library/feed-scan.ts';
import { Catalogue } from '../../store/catalogue/catalogue.ts';
import { describeIndex } from '../../store/describe-index.ts';
import { fileOperations } from '../../store/files.ts';
import { smallFolders } from '../formats/spoil-folder.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { recordsAt } from './run-index.ts';

/** A build in this thread; the sources that it said to be empty. */
async function build(directory: string, options: BuildOptions) {
  const empty: string[] = [];
  const onEvent = (event: BuildEvent) => {
    if (event.kind === 'source-empty') empty.push(event.name);
  };
  const given = { workers: 1, inline: fileOperations, ...options, onEvent };
  const summary = await buildIndex(directory, given);
  return { summary, empty };
}

async function scan(options: BuildOptions) {
  const empty: string[] = [];
  const phrases = new PhraseScan(['the'], 'words', {});
  const summary = await feedScan(phrases, {
    ...options,
    onEvent: (event) => {
      if (event.kind === 'source-empty') empty.push(event.name);
    },
  });
  return { records: summary.records, empty };
}

function infoOf(directory: string) {
  using catalogue = Catalogue.openForReading(directory);
  return describeIndex(catalogue);
}

const contents = {
  'nothing.jsonl': '',
  'blank.jsonl': ' \n\r\n',
  'mark.txt': '\ufeff',
  'header.csv': 'id,text\n',
  'blank.tsv.gz': gzipSync('\n'),
  'array.json': ' [ ]',
  'nothing.jsonl.gz': gzipSync(''),
  'nothing.txt.zst': zstdCompressSync('\n'),
};

t.test('empty files among others are said, counted and known the next time', async (t) => {
  const root = temporaryFolder(t);
  const empty = Object.entries(contents).map(([name, bytes]) => {
    writeFileSync(join(root, name), bytes);
    return join(root, name);
  });
  const full = ['a', 'b'].map((name) => {
    writeFileSync(join(root, `${name}.jsonl`), `{"text":"the ${name}"}\n`);
    return join(root, `${name}.jsonl`);
  });
  const from = [...empty.slice(0, 2), full[0] as string, ...empty.slice(2), full[1] as string];
  const directory = join(root, 'index');
  const first = await build(directory, { from });
  t.strictSame(first.empty.sort(), empty.toSorted());
  t.match(first.summary, { records: 2, empty: empty.length });
  t.match(await scan({ from }), { records: 2, empty });
  t.match(infoOf(directory), { empty: empty.length });
  const again = await build(directory, { from });
  t.strictSame([again.empty, again.summary.records], [[], 2]);
  appendFileSync(join(root, 'nothing.jsonl'), '{"text":"the third"}\n');
  const grown = await build(directory, { from });
  t.match(grown.summary, { records: 3, empty: empty.length - 1 });
  t.strictSame(recordsAt(directory).at(-1)?.parts, ['the third']);
});

t.test('a corpus without a record is an error, and makes no index', async (t) => {
  const root = temporaryFolder(t);
  const directory = join(root, 'index');
  for (const [name, bytes] of Object.entries(contents)) {
    const path = join(root, name);
    writeFileSync(path, bytes);
    const refused = { code: 'source_empty', message: path };
    await t.rejects(build(directory, { from: [path] }), refused, name);
    await t.rejects(scan({ from: [path] }), refused, name);
  }
  const from = Object.keys(contents).map((name) => join(root, name));
  const message = /none of the 8 sources holds a record/;
  await t.rejects(build(directory, { from }), { code: 'source_empty', message });
  await t.rejects(scan({ from }), { code: 'source_empty', message });
  t.notOk(existsSync(directory));
});

/** A small folder's run, with an empty file behind its first. */
function runWithEmpty(root: string, [folder, name]: readonly [string, string]): Run {
  cpSync(join(smallFolders, folder), join(root, folder), { recursive: true });
  cpSync(join(smallFolders, 'tokenizer.json'), join(root, 'tokenizer.json'));
  const path = join(root, folder, 'run.json');
  const run = JSON.parse(readFileSync(path, 'utf8'));
  const [first, ...rest] = run.files;
  writeFileSync(path, JSON.stringify({ ...run, files: [first, name, ...rest] }));
  writeFileSync(join(root, folder, name), '');
  return readRun(path);
}

for (const [folder, name] of [
  ['parquet', 'empty.parquet'],
  ['parquet-step', 'empty.parquet'],
  ['llmc-u16', 'empty.bin'],
  ['olmo', 'empty.npy'],
  ['nanogpt', 'empty.bin'],
  ['pythia-rows', 'empty.bin'],
  ['text-separated', 'empty.txt'],
] as const) {
  t.test(`${folder}: an empty file changes no record and is said`, async (t) => {
    const root = temporaryFolder(t);
    const run = runWithEmpty(root, [folder, name]);
    const directory = join(root, 'index');
    const { summary, empty } = await build(directory, { run });
    t.match(empty, [new RegExp(`${name}$`)]);
    t.equal(summary.empty, 1);
    const plain = join(root, 'plain');
    await build(plain, { run: readRun(join(smallFolders, folder, 'run.json')) });
    const strip = (at: string) => recordsAt(at).map(({ parts, step, id }) => ({ parts, step, id }));
    t.strictSame(strip(directory), strip(plain));
    t.match(await scan({ run }), { records: summary.records, empty });
  });
}
