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

const badLines = '{"txt":"a"}\nnope\n\n{"txt":"c"}\n';
const skip = { onBadRecord: 'skip' } as const;

t.test('a corpus of which every record was skipped is an error, and makes no index', async (t) => {
  const root = temporaryFolder(t);
  const directory = join(root, 'index');
  const [bad, other, empty] = ['bad.jsonl', 'other.jsonl', 'empty.jsonl'].map((name) => {
    writeFileSync(join(root, name), name === 'empty.jsonl' ? '' : badLines);
    return join(root, name);
  }) as [string, string, string];
  const rows = join(root, 'rows.json');
  writeFileSync(rows, '[{"text":7}]');
  const found =
    /^\S+bad\.jsonl holds no record that can be used: .*found 3, all of them skipped\. The first: \S+bad\.jsonl, line 1 has no field "text" .*Name the right field with --text-field .*, or fix the records\.$/;
  const none =
    /^none of the 3 sources holds a record that can be used: .*found 6, all of them skipped/;
  const one =
    /found 1, which was skipped\. The first: \S+rows\.json, element 1 .*\. Fix the records\.$/;
  for (const [from, message, reason] of [
    [[bad], found, 'missing_field'],
    [[bad, empty, other], none, 'missing_field'],
    [[rows], one, 'wrong_field_type'],
  ] as const) {
    const refused = { code: 'source_empty', message, details: { line: 1, reason } };
    for (const rangeBytes of [1, 1 << 20]) {
      await t.rejects(build(directory, { from, rangeBytes, ...skip }), refused);
    }
    await t.rejects(scan({ from, ...skip }), refused);
  }
  t.notOk(existsSync(directory));
  await t.rejects(build(directory, { from: [bad] }), { code: 'missing_field' });
});

t.test('where every record of an append was skipped, the index stays as it was', async (t) => {
  const root = temporaryFolder(t);
  const directory = join(root, 'index');
  const [good, bad] = [join(root, 'good.jsonl'), join(root, 'bad.jsonl')];
  writeFileSync(good, '{"text":"the first"}\n');
  writeFileSync(bad, badLines);
  await build(directory, { from: [good] });
  const before = infoOf(directory);
  await t.rejects(build(directory, { from: [bad], ...skip }), { code: 'source_empty' });
  t.strictSame(infoOf(directory), before);
  const { summary } = await build(directory, { from: [bad, good], ...skip });
  t.match(summary, { records: 1, skipped: 3 }, 'a source of records was named too');
  await build(directory, { from: [bad], ...skip });
  appendFileSync(good, 'nope\n');
  const grown = await build(directory, { from: [good], ...skip });
  t.match(grown.summary, { records: 1, skipped: 4 }, 'a log that grows by bad lines goes on');
});

t.test('bad records of rounds before the first record are counted and listed once', async (t) => {
  const root = temporaryFolder(t);
  const from = Array.from({ length: 6 }, (_, i) => {
    const path = join(root, `${i}.jsonl`);
    writeFileSync(path, i === 3 ? '{"text":"the first"}\n' : badLines);
    return path;
  });
  for (const rangeBytes of [1, 1 << 20]) {
    const directory = join(root, `index-${rangeBytes}`);
    const commits: number[] = [];
    const onEvent = (event: BuildEvent) => {
      if (event.kind === 'commit') commits.push(event.records);
    };
    const options = { from, rangeBytes, ...skip, workers: 1, inline: fileOperations, onEvent };
    t.match(await buildIndex(directory, options), { records: 1, skipped: 15 });
    t.equal(commits.length > 1, rangeBytes === 1);
    t.ok(
      commits.every((records) => records === 1),
      'the first rounds wait for the record',
    );
    const expected = from.map((name, i) => {
      const [records, skipped, lines] = i === 3 ? [1, 0, 1] : [0, 3, 4];
      return { name, records, skipped, lines, complete: true };
    });
    t.match(infoOf(directory).sources, expected);
    using catalogue = Catalogue.openForReading(directory);
    t.strictSame(
      catalogue.skipped(100).map(({ source, line }) => [source, line]),
      [1, 2, 3, 5, 6].flatMap((source) => [1, 2, 4].map((line) => [source, line])),
    );
  }
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
